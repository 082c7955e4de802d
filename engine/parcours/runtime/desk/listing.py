"""The list of dossiers: searched, filtered and sorted in memory, a page at a time.

A list that somebody asked for lately is kept, and follows each line that moves: it is not made again.
"""

import datetime
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.runtime.desk.directory import Directory
from parcours.runtime.desk.line import Line
from parcours.runtime.desk.naming import folded
from parcours.runtime.desk.shelf import STANDS, Key, Shelf, Sort, Standing, Stood, key_of

PAGE: Final = 50
REMEMBERED: Final = 32  # lists that people are turning the pages of
NOBODY: Final = Stood(0, "")


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
            STANDS[self.standing](line)
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


@dataclass(slots=True)
class View:
    """The keys of a list in their order, as they were after the change of that number."""

    wanted: Wanted
    words: tuple[str, ...]
    keys: list[Key]
    number: int

    def follow(self, before: Line | None, after: Line) -> None:
        """One line has taken the place of another: of a cooperative of this list, both."""
        former, later = self._key(before), self._key(after)
        if former == later:
            return
        if former is not None:
            del self.keys[bisect_left(self.keys, former)]
        if later is not None:
            insort(self.keys, later)

    def _key(self, line: Line | None) -> Key | None:
        taken = line is not None and self.wanted.takes(line, self.words)
        return key_of(self.wanted.sort, line) if line is not None and taken else None


def chosen(lines: Iterable[Line], wanted: Wanted, words: tuple[str, ...]) -> Iterable[Line]:
    """Those that `Wanted.takes`, in their order, of lines that stand as it wants; what nobody asked costs nothing."""
    if wanted.stage:
        lines = [line for line in lines if line.stage == wanted.stage]
    for word in words:
        lines = [line for line in lines if word in line.sought]
    if wanted.holder:
        lines = [line for line in lines if line.holders]  # most have nobody: that is seen at once
    if wanted.workflow or wanted.holder or wanted.due_before is not None:
        return [line for line in lines if wanted.takes(line, words)]
    return lines if wanted.standing is not Standing.SUSPENDED else filter(STANDS[wanted.standing], lines)


@dataclass(slots=True)
class Lists:
    """The lists of a site. All of it is read under the lock of the directory."""

    directory: Directory
    _views: dict[tuple[tuple[str, ...], Wanted], View] = field(default_factory=dict)

    def every(self, caes: Iterable[str], wanted: Wanted) -> list[Line]:
        """The whole list, over these cooperatives."""
        shelves = self._shelves(caes)
        with self.directory.lock:
            found = [_line(shelves, key) for key in self._view(shelves, wanted).keys]
        return found[::-1] if wanted.descending else found

    def page(self, caes: Iterable[str], wanted: Wanted, after: str = "", most: int = PAGE) -> Page:
        """The page that begins after a case, wherever it stands by now. UsageError for a case of none of them.

        A page is named by a case, not by a place: what opens or ends meanwhile neither repeats nor hides a line. And
        not by a name, which would stand in addresses, histories and logs.
        """
        shelves = self._shelves(caes)
        with self.directory.lock:
            keys = self._view(shelves, wanted).keys
            total = len(keys)
            first = _beyond(keys, wanted, _named(shelves, after)) if after else 0
            shown = range(first, min(first + most, total))
            lines = tuple(_line(shelves, _at(keys, wanted, place)) for place in shown)
            preceding = _at(keys, wanted, first - most - 1)[1] if first > most else ""
        following = lines[-1].case if first + most < total else ""
        return Page(lines, total, first, following, preceding)

    def stages(self, caes: Iterable[str], standing: Standing = Standing.OPEN) -> Mapping[tuple[str, str], Stood]:
        """How many stand at each stage where somebody does, by parcours and stage."""
        found: dict[tuple[str, str], Stood] = {}
        shelves = self._shelves(caes)
        with self.directory.lock:
            counted = [each for shelf in shelves.values() for each in shelf.stages(standing)]
        for workflow, stage, stood in counted:
            before = found.get((workflow, stage), NOBODY)
            found[workflow, stage] = Stood(before.count + stood.count, stood.rules)
        return found

    def holders(self, caes: Iterable[str]) -> tuple[str, ...]:
        """The users who hold a role of an open dossier, those who hold most first."""
        counted: Counter[str] = Counter()
        shelves = self._shelves(caes)
        with self.directory.lock:
            for shelf in shelves.values():
                counted.update(shelf.holders)
        return tuple(user for user, _ in sorted(counted.items(), key=lambda each: (-each[1], each[0])))

    def _shelves(self, caes: Iterable[str]) -> dict[str, Shelf]:
        return {cae: self.directory.of(cae) for cae in sorted(set(caes))}

    def _view(self, shelves: Mapping[str, Shelf], wanted: Wanted) -> View:
        """That list as it stands. It is the same whichever way it is turned."""
        asked = replace(wanted, descending=False)
        known, changes = self._views.pop((tuple(shelves), asked), None), self.directory.changes
        missed = changes.since(known.number) if known is not None else None
        if known is None or missed is None:
            known = _made(shelves, asked, changes.number)
        else:
            for before, after in missed:
                if after.cae in shelves:
                    known.follow(before, after)
            known.number = changes.number
        self._views[tuple(shelves), asked] = known
        while len(self._views) > REMEMBERED:
            del self._views[next(iter(self._views))]
        return known


def _made(shelves: Mapping[str, Shelf], wanted: Wanted, number: int) -> View:
    words = tuple(folded(wanted.search).split())
    held = (chosen(shelf.ordered(wanted.sort, wanted.standing), wanted, words) for shelf in shelves.values())
    keys = [key_of(wanted.sort, line) for lines in held for line in lines]
    if len(shelves) > 1:
        keys.sort()  # a few lists in their order, one after the other: quickly done
    return View(wanted, words, keys, number)


def _line(shelves: Mapping[str, Shelf], key: Key) -> Line:
    found = (shelf.lines.get(key[1]) for shelf in shelves.values())
    return next(line for line in found if line is not None)


def _named(shelves: Mapping[str, Shelf], case: str) -> Line:
    found = (shelf.lines.get(case) for shelf in shelves.values())
    line = next((each for each in found if each is not None), None)
    if line is None:
        raise UsageError(Text("Cette page de la liste n'existe pas."), Text("Revenez à la première."))
    return line


def _at(keys: list[Key], wanted: Wanted, place: int) -> Key:
    return keys[-1 - place] if wanted.descending else keys[place]


def _beyond(keys: list[Key], wanted: Wanted, line: Line) -> int:
    """The place of the first line after this one, whether it is in the list or not."""
    key = key_of(wanted.sort, line)
    return len(keys) - bisect_left(keys, key) if wanted.descending else bisect_right(keys, key)
