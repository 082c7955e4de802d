"""A scenario being written: its tree, comments beside it, what was fitted, and what was not."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from parcours.messages import Text
from parcours.simulation.calibration.fit import Fit
from parcours.simulation.calibration.journal import Place

Path: TypeAlias = tuple[str, ...]
Plain: TypeAlias = dict[str, Any]
"""Maps, lists, texts and numbers as YAML has them."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was fitted of one place, and where the scenario writes it."""

    place: Place
    path: Path
    fit: Fit


@dataclass(slots=True)
class Draft:
    """`source` says where a number counted over so many things comes from."""

    tree: Plain
    source: Callable[[int], str]
    fits: list[Fitted] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    remarks: dict[Path, list[Text]] = field(default_factory=dict)

    def at(self, path: Path) -> Plain:
        """The map that stands there, empty where none does."""
        found: object = self.tree
        for step in path:
            found = found.get(step, {}) if isinstance(found, dict) else {}
        return found if isinstance(found, dict) else {}

    def put(self, path: Path, value: Plain) -> None:
        *above, last = path
        inside = self.tree
        for step in above:
            inside = inside.setdefault(step, {})
        inside[last] = value

    def keep_fit(self, place: Place, path: Path, fit: Fit) -> None:
        self.fits.append(Fitted(place, path, fit))

    def note(self, text: Text) -> None:
        """Something that the journal could not say."""
        self.notes.append(text)

    def remark(self, path: Path, text: Text) -> None:
        """A comment above what stands at `path`."""
        self.remarks.setdefault(path, []).append(text)
