"""The list of dossiers: searched, filtered and sorted in memory, a page at a time."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock
from types import MappingProxyType
from typing import Any, Final, TypeVar, cast

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.runtime.desk.directory import Directory, Line, Snapshot
from parcours.runtime.desk.naming import folded

PAGE: Final = 50
REMEMBERED: Final = 32  # lists that people are turning the pages of
NEVER: Final = datetime.date.max

Key = tuple[str, str]
Found = TypeVar("Found")


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


_KEYS: Final[Mapping[Sort, Callable[[Line], str]]] = MappingProxyType(
    {
        Sort.NAME: lambda line: line.by_name,
        Sort.STAGE: lambda line: line.stage,
        Sort.DUE: lambda line: (line.next_on or NEVER).isoformat(),
        Sort.OPENED: lambda line: (line.opened_on or NEVER).isoformat(),
    }
)
_STANDS: Final[Mapping[Standing, Callable[[Line], bool]]] = MappingProxyType(
    {
        Standing.OPEN: lambda line: line.ended_on is None,
        Standing.SUSPENDED: lambda line: line.ended_on is None and line.suspended,
        Standing.ENDED: lambda line: line.ended_on is not None,
        Standing.ALL: lambda _: True,
    }
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: every word of `search` must be found; empty filters take all.

    `holder` is a user who holds a role of the dossier, `due_before` a day before which something is due.
    """

    search: str = ""
    stage: str = ""
    workflow: str = ""
    standing: Standing = Standing.OPEN
    holder: str = ""
    due_before: datetime.date | None = None
    sort: Sort = Sort.NAME
    descending: bool = False

    def takes(self, line: Line, words: tuple[str, ...]) -> bool:
        """Whether a line is one of those looked for; `words` are those of the search, folded."""
        return (
            _STANDS[self.standing](line)
            and self.stage in ("", line.stage)
            and self.workflow in ("", line.workflow)
            and (self.due_before is None or (line.next_on is not None and line.next_on < self.due_before))
            and (not self.holder or any(self.holder in users for users in line.holders.values()))
            and all(word in line.sought for word in words)
        )


@dataclass(frozen=True, slots=True)
class Page:
    """Lines of a list of `total`, from the one at `first`.

    `following` and `preceding` are the cases that the pages beside begin after; the first page begins after none.
    """

    lines: tuple[Line, ...]
    total: int
    first: int
    following: str
    preceding: str


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of some snapshots: as good as new as long as they are those of now."""

    of: tuple[Snapshot, ...]
    what: Any


@dataclass(slots=True)
class Lists:
    """The lists of a site. Those lately asked for are remembered as long as nothing moves."""

    directory: Directory
    _made: dict[tuple[object, ...], Made] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def every(self, caes: Iterable[str], wanted: Wanted) -> list[Line]:
        """The whole list, over these cooperatives."""
        words = tuple(folded(wanted.search).split())

        def made(lines: Iterable[Line]) -> list[Line]:
            found = (line for line in lines if wanted.takes(line, words))
            return sorted(found, key=lambda line: _key(wanted, line), reverse=wanted.descending)

        return self._remembered(caes, wanted, made)

    def _remembered(self, caes: Iterable[str], asked: object, make: Callable[[Iterator[Line]], Found]) -> Found:
        """What is made of all the lines of these cooperatives, made again only once one of them has moved."""
        names = tuple(sorted(set(caes)))
        key, snapshots = (names, asked), tuple(self.directory.of(cae) for cae in names)
        with self._lock:
            known = self._made.get(key)
        if known is not None and all(a is b for a, b in zip(known.of, snapshots, strict=True)):
            return cast("Found", known.what)
        found = make(line for snapshot in snapshots for line in snapshot.lines.values())
        with self._lock:
            self._made.pop(key, None)
            self._made[key] = Made(snapshots, found)
            while len(self._made) > REMEMBERED:
                del self._made[next(iter(self._made))]
        return found

    def page(self, caes: Iterable[str], wanted: Wanted, after: str = "", most: int = PAGE) -> Page:
        """The page that begins after a case, wherever it stands by now. UsageError for a case of none of them.

        A page is named by a case, not by a place: what opens or ends meanwhile neither repeats nor hides a line. And
        not by a name, which would stand in addresses, histories and logs.
        """
        names = tuple(caes)
        found = self.every(names, wanted)
        first = _beyond(found, wanted, self._line(names, after)) if after else 0
        lines = tuple(found[first : first + most])
        following = lines[-1].case if first + most < len(found) else ""
        preceding = found[first - most - 1].case if first > most else ""
        return Page(lines, len(found), first, following, preceding)

    def _line(self, caes: Iterable[str], case: str) -> Line:
        known = (self.directory.line(cae, case) for cae in caes)
        line = next((each for each in known if each is not None), None)
        if line is None:
            raise UsageError(Text("Cette page de la liste n'existe pas."), Text("Revenez à la première."))
        return line

    def stages(self, caes: Iterable[str], standing: Standing = Standing.OPEN) -> Mapping[tuple[str, str], list[Line]]:
        """The lines of each stage where somebody stands, by parcours and stage."""

        def made(lines: Iterable[Line]) -> dict[tuple[str, str], list[Line]]:
            found: dict[tuple[str, str], list[Line]] = {}
            for line in filter(_STANDS[standing], lines):
                found.setdefault((line.workflow, line.stage), []).append(line)
            return found

        return self._remembered(caes, ("stages", standing), made)

    def holders(self, caes: Iterable[str]) -> tuple[str, ...]:
        """The users who hold a role of an open dossier, those who hold most first."""

        def made(lines: Iterable[Line]) -> tuple[str, ...]:
            held = (line.holders.values() for line in filter(_STANDS[Standing.OPEN], lines))
            counted = Counter(user for roles in held for users in roles for user in users)
            return tuple(user for user, _ in sorted(counted.items(), key=lambda each: (-each[1], each[0])))

        return self._remembered(caes, "holders", made)


def _key(wanted: Wanted, line: Line) -> Key:
    return (_KEYS[wanted.sort](line), line.case)


def _beyond(found: list[Line], wanted: Wanted, line: Line) -> int:
    """The place of the first line after this one, whether it is in the list or not."""
    low, high, key = 0, len(found), _key(wanted, line)
    while low < high:
        middle = (low + high) // 2
        here = _key(wanted, found[middle])
        is_beyond = here < key if wanted.descending else here > key
        low, high = (low, middle) if is_beyond else (middle + 1, high)
    return low
