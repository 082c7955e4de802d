"""All that a plugin may import: what an action says of itself, and the hook that gives it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import pluggy

PROJECT: Final = "parcours"

hookspec: Final = pluggy.HookspecMarker(PROJECT)
hookimpl: Final = pluggy.HookimplMarker(PROJECT)


@dataclass(frozen=True, slots=True)
class Action:
    """Something parcours files may ask of a machine, by `use`.

    `title` is French; `parameters` is the JSON Schema (2020-12) of what stands under `with`.
    """

    use: str
    title: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


class Hooks:
    """What a plugin module may implement, each with `hookimpl`."""

    @hookspec
    def parcours_actions(self) -> Iterable[Action]:
        """The actions of this plugin."""
        return ()
