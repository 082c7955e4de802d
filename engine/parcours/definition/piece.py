"""A place in a resolved file, read without care for what is missing: the checks have their own say about that."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from parcours.calendar.duration import Duration
from parcours.calendar.errors import DurationError
from parcours.definition.tree import Node, Path


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands at `path`; `node` is None where nothing is written."""

    node: Node | None
    path: Path = ()

    def __bool__(self) -> bool:
        return self.node is not None

    def at(self, key: str) -> "Piece":
        return Piece(self.node.entries().get(key) if self.node else None, (*self.path, key))

    def entries(self) -> "Iterator[tuple[str, Piece]]":
        """Each key of a map with its piece, in file order."""
        for key, node in self.node.entries().items() if self.node else ():
            yield key, Piece(node, (*self.path, key))

    def items(self) -> "Iterator[Piece]":
        """Each item of a list."""
        for index, node in enumerate(self.node.items() if self.node else ()):
            yield Piece(node, (*self.path, index))

    @property
    def value(self) -> object:
        return self.node.value if self.node else None

    def text(self, key: str, default: str = "") -> str:
        node = self.node.entries().get(key) if self.node else None
        return default if node is None or node.value in {None, ""} else str(node.value)

    def words(self, key: str) -> tuple[str, ...]:
        """The texts of a list; a single text counts as a list of one."""
        piece = self.at(key)
        if isinstance(piece.value, str):
            return (piece.value,)
        return tuple(str(item.value) for item in piece.items())

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self.at(key).value
        return value if isinstance(value, bool) else default

    def whole(self, key: str, default: int = 0) -> int:
        found = self.optional_whole(key)
        return default if found is None else found

    def optional_whole(self, key: str) -> int | None:
        value = self.at(key).value
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def number(self, key: str) -> float | None:
        value = self.at(key).value
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None

    def duration(self, key: str) -> Duration | None:
        """None where there is none, or none that can be read: the schema has blamed it then."""
        return self.at(key).as_duration()

    def as_duration(self) -> Duration | None:
        """The duration this very piece says."""
        try:
            return Duration.parse(self.value) if isinstance(self.value, str) else None
        except DurationError:
            return None

    def date(self, key: str) -> datetime.date | None:
        """None where there is none, or none of the calendar: the schema has blamed it then."""
        return civil_date(self.at(key).value)


def civil_date(value: object) -> datetime.date | None:
    """The day that `AAAA-MM-JJ` says, None for anything else."""
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
