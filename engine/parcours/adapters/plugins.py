"""Where plugins come from: those shipped, the site's folder, the packages installed beside parcours; one door."""

import importlib.util
import json
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.metadata import entry_points
from itertools import pairwise
from pathlib import Path
from traceback import extract_tb
from types import ModuleType
from typing import Any, Final

import pluggy

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.plugin import PROJECT, Action, Hooks
from parcours.resources import folder

SHIPPED: Final = "parcours"
OF_THE_SITE: Final = "site"


@dataclass(frozen=True, slots=True)
class Loaded:
    """An action, and the plugin it comes from."""

    action: Action
    plugin: str


@dataclass(frozen=True, slots=True)
class Unusable:
    """A plugin that cannot be loaded; `why` is the type of what it raised and the line, never its words."""

    plugin: str
    why: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every action, by `use` then by plugin, and what could not be loaded."""

    actions: tuple[Loaded, ...]
    unusable: tuple[Unusable, ...] = ()


Source = tuple[str, Callable[[], Any]]


def shelf(
    site: Path | None = None,
    besides: Collection[str] = (),
    about: Callable[[str], object] = lambda _: None,
) -> Shelf:
    """All plugins but those left out; `about` hears the name of each before it is loaded. One that raises is told."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    actions: list[Loaded] = []
    unusable: list[Unusable] = []
    for name, load in _sources(site):
        if name in besides:
            continue
        about(name)
        try:
            manager.register(load(), name)
            actions += list(_actions(manager, name))
        except (Exception, SystemExit) as error:  # noqa: BLE001  whatever it raises concerns that plugin alone
            unusable.append(Unusable(name, _where(error)))
    return Shelf(tuple(sorted(actions, key=lambda each: (each.action.use, each.plugin))), tuple(unusable))


def loaded(site: Path | None = None) -> tuple[Loaded, ...]:
    """Every action, by `use`. Raises UsageError when two plugins answer to one."""
    found = known(site).actions
    for one, other in pairwise(found):
        if one.action.use == other.action.use:
            raise UsageError(
                Text(
                    "Deux extensions font « {use} » : {one} et {other}.",
                    use=one.action.use,
                    one=one.plugin,
                    other=other.plugin,
                ),
                Text("Désinstallez l'une des deux."),
            )
    return found


@cache
def known(site: Path | None = None) -> Shelf:
    """The same as `shelf`, once for a command. Raises UsageError for a folder that is not there."""
    return shelf(found_folder(site))


def found_folder(site: Path | None) -> Path | None:
    """The folder of the site's plugins, where there is one. Raises UsageError for one that is not there."""
    if site is not None and not site.is_dir():
        raise UsageError(
            Text("Le dossier {folder} n'existe pas.", folder=str(site)),
            Text("Vérifiez --plugins-dir ou PARCOURS_PLUGINS."),
        )
    return site


def parameter_schemas(site: Path | None = None) -> Mapping[str, Mapping[str, Any]]:
    """The JSON Schema of the parameters of each action, by `use`."""
    return {each.action.use: each.action.parameters for each in loaded(site)}


def _sources(site: Path | None) -> Iterator[Source]:
    yield from _files(folder("plugins"), SHIPPED)
    if site is not None:
        yield from _files(site, OF_THE_SITE)
    for point in sorted(entry_points(group=PROJECT), key=lambda each: each.name):
        yield point.name, point.load


def _files(place: Path, whose: str) -> Iterator[Source]:
    for path in sorted(place.glob("*.py")):
        yield f"{whose}/{path.stem}", partial(_module, path, whose)


def _actions(manager: pluggy.PluginManager, name: str) -> Iterator[Loaded]:
    for implementation in manager.hook.parcours_actions.get_hookimpls():
        if implementation.plugin_name == name:
            actions: Iterable[Action] = implementation.function()  # type: ignore[assignment]  # pluggy knows no more
            yield from (Loaded(_sound(action), name) for action in actions)


def _sound(action: Action) -> Action:
    """The action as it is. Raises TypeError or ValueError for what nobody could ask of a machine."""
    if not isinstance(action, Action):
        raise TypeError(f"{type(action)} is no action")
    json.dumps(action.parameters)
    if action.seconds <= 0 or action.at_once <= 0:
        raise ValueError(action.use)
    return action


def _module(path: Path, whose: str) -> ModuleType:
    name = f"parcours_plugin_{whose}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses and pickles of the plugin look for it there
    spec.loader.exec_module(module)
    return module


def _where(error: BaseException) -> str:
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename != __file__]
    return f"{type(error).__name__}, ligne {lines[-1]}" if lines else type(error).__name__
