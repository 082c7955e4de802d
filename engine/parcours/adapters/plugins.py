"""Where plugins come from: those shipped, and the packages installed beside parcours; one door for both."""

import importlib.util
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pluggy

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.plugin import PROJECT, Action, Hooks
from parcours.resources import folder

SHIPPED: Final = "parcours"


@dataclass(frozen=True, slots=True)
class Loaded:
    """An action, and the plugin it comes from."""

    action: Action
    plugin: str


@cache
def loaded() -> tuple[Loaded, ...]:
    """Every action, by `use`. Raises UsageError when two plugins answer to one."""
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(Hooks)
    for path in sorted(folder("plugins").glob("*.py")):
        manager.register(_module(path), f"{SHIPPED}/{path.stem}")
    manager.load_setuptools_entrypoints(PROJECT)
    found = sorted(_actions(manager), key=lambda each: (each.action.use, each.plugin))
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
    return tuple(found)


def parameter_schemas() -> Mapping[str, Mapping[str, Any]]:
    """The JSON Schema of the parameters of each action, by `use`."""
    return {each.action.use: each.action.parameters for each in loaded()}


def _actions(manager: pluggy.PluginManager) -> Iterator[Loaded]:
    for implementation in manager.hook.parcours_actions.get_hookimpls():
        actions: Iterable[Action] = implementation.function()  # type: ignore[assignment]  # pluggy knows no more
        yield from (Loaded(action, implementation.plugin_name) for action in actions)


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"parcours_plugin_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
