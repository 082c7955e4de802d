"""The lines of one cooperative, kept in order and counted as they come: nothing is sorted or counted again."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import chain
from types import MappingProxyType
from typing import Final

from parcours.runtime.desk.line import Line

NEVER: Final = date.max.isoformat()
MANY: Final = 64  # from so many at once, sorting what is nearly sorted costs less than putting each in its place

Key = tuple[str, str]
"""What a line is sorted by, then its case: no two are alike."""
Place = tuple["Sort", bool]
"""An order, of those that have ended or of the others."""


class Sort(StrEnum):
    NAME = "name"
    STAGE = "stage"
    DUE = "due"
    OPENED = "opened"


class Standing(StrEnum):
    OPEN = "open"
    SUSPENDED = "suspended"
    ENDED = "ended"
    ALL = "all"


def _day(day: date | None) -> str:
    return NEVER if day is None else day.isoformat()


BY: Final[Mapping[Sort, Callable[[Line], str]]] = MappingProxyType(
    {
        Sort.NAME: lambda line: line.by_name,
        Sort.STAGE: lambda line: line.stage,
        Sort.DUE: lambda line: _day(line.next_on),
        Sort.OPENED: lambda line: _day(line.opened_on),
    }
)
STANDS: Final[Mapping[Standing, Callable[[Line], bool]]] = MappingProxyType(
    {
        Standing.OPEN: lambda line: line.ended_on is None,
        Standing.SUSPENDED: lambda line: line.ended_on is None and line.suspended,
        Standing.ENDED: lambda line: line.ended_on is not None,
        Standing.ALL: lambda _: True,
    }
)


# Whether what is looked for has ended: most lists are of those who are there, and most cases have ended.
ENDED: Final[Mapping[Standing, tuple[bool, ...]]] = MappingProxyType(
    {
        Standing.OPEN: (False,),
        Standing.SUSPENDED: (False,),
        Standing.ENDED: (True,),
        Standing.ALL: (False, True),
    }
)


def key_of(sort: Sort, line: Line) -> Key:
    return (BY[sort](line), line.case)


@dataclass(slots=True)
class Ordered:
    """Keys in their order. What is added is put in its place when somebody looks."""

    _keys: list[Key] = field(default_factory=list)
    _new: list[Key] = field(default_factory=list)

    @property
    def keys(self) -> list[Key]:
        """To be read, and no more."""
        if len(self._new) >= MANY:
            self._keys += self._new
            self._keys.sort()
        else:
            for key in self._new:
                insort(self._keys, key)
        self._new.clear()
        return self._keys

    def add(self, key: Key) -> None:
        self._new.append(key)

    def take(self, key: Key) -> None:
        """Takes a key away, which must be there."""
        keys = self.keys
        del keys[bisect_left(keys, key)]


@dataclass(frozen=True, slots=True)
class Stood:
    """How many stand at a stage, and rules that some of them are held to."""

    count: int
    rules: str


@dataclass(slots=True)
class Shelf:
    """The lines of a cooperative by case. `rules` are those that its dossiers are, or were, held to."""

    lines: dict[str, Line] = field(default_factory=dict)
    rules: set[str] = field(default_factory=set)
    _ordered: dict[Place, Ordered] = field(default_factory=lambda: defaultdict(Ordered))
    _stages: Counter[tuple[Standing, str, str, str]] = field(default_factory=Counter)
    _holders: Counter[str] = field(default_factory=Counter)

    def put(self, line: Line) -> Line | None:
        """Puts a line in the place of the one before, which is given back; None for a case that is new."""
        before = self.lines.get(line.case)
        self.lines[line.case] = line
        self.rules.add(line.rules)
        places, former = set(_places(line)), set(_places(before)) if before is not None else set()
        for place, key in former - places:
            self._ordered[place].take(key)
        for place, key in places - former:
            self._ordered[place].add(key)
        self._count(line, 1)
        if before is not None:
            self._count(before, -1)
        return before

    def ordered(self, sort: Sort, standing: Standing) -> Iterator[Line]:
        """The lines that are open, or ended, or all of them, in that order."""
        held = [self._ordered[sort, ended].keys for ended in ENDED[standing]]
        keys = held[0] if len(held) == 1 else sorted(chain(*held))
        return (self.lines[case] for _, case in keys)

    def stages(self, standing: Standing) -> Iterable[tuple[str, str, Stood]]:
        """(parcours, stage, who stands there) for each of their rules, wherever somebody does."""
        return [
            (workflow, stage, Stood(count, rules))
            for (stands, workflow, stage, rules), count in self._stages.items()
            if stands is standing and count
        ]

    @property
    def holders(self) -> Mapping[str, int]:
        """How many roles of open dossiers each user holds."""
        return {user: count for user, count in self._holders.items() if count}

    def _count(self, line: Line, by: int) -> None:
        for standing in Standing:
            if STANDS[standing](line):
                self._stages[standing, line.workflow, line.stage, line.rules] += by
        if STANDS[Standing.OPEN](line):
            for users in line.holders.values():
                self._holders.update(dict.fromkeys(users, by))


def _places(line: Line) -> Iterator[tuple[Place, Key]]:
    ended = line.ended_on is not None
    return (((sort, ended), key_of(sort, line)) for sort in Sort)
