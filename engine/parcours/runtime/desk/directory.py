"""The directory: every case of a site with the name of its person, in memory alone, followed by fact number.

Names are personal. They are unsealed when a process starts and never written again: no column, no index, no log has
them in the clear. It fills while pages answer: a few cases a look, those that move meanwhile first. Later each look
asks for what has been written since the one before, so that nobody reads a case twice that has not moved.
"""

import time
from collections import deque
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from threading import Event, Lock, RLock
from typing import Final

from parcours.errors import ParcoursError
from parcours.ports import Outline, Place, Reader, Watch
from parcours.runtime.desk.line import Line, line_of
from parcours.runtime.desk.shelf import Shelf
from parcours.runtime.engine import Engine

SHARE: Final = 20  # asking what has moved takes a twentieth of the time at most
FEW: Final = 100  # cases read in one look: whoever asks for a page meanwhile hardly notices
PAUSE: Final = 0.5  # seconds between two looks that nobody asked for
BREATH: Final = 0.005  # and between two that have more to read: pages answer meanwhile
REMEMBERED: Final = 4096  # changes that a list may have missed; behind more, it is made anew


@dataclass(slots=True)
class Changes:
    """The latest lines that took the place of others, in their order, numbered from 1 on."""

    number: int = 0
    _latest: deque[tuple[Line | None, Line]] = field(default_factory=lambda: deque(maxlen=REMEMBERED))

    def add(self, before: Line | None, after: Line) -> None:
        self.number += 1
        self._latest.append((before, after))

    def since(self, number: int) -> Iterable[tuple[Line | None, Line]] | None:
        """Those that came after the one of that number; None once some of them are forgotten."""
        missed = self.number - number
        if missed > len(self._latest):
            return None
        return islice(self._latest, len(self._latest) - missed, None)


@dataclass(slots=True)
class Directory:
    """One a process. Any thread may ask; one at a time looks for what has moved.

    `lock` is held by whoever puts a line, or reads several that must be of one moment.
    """

    engine: Engine
    watch: Watch
    lock: RLock = field(default_factory=RLock)
    changes: Changes = field(default_factory=Changes)
    _shelves: dict[str, Shelf] = field(default_factory=dict)
    _waiting: list[str] = field(default_factory=list)  # cases to read, the most urgent last
    _place: Place = ()
    _looking: Lock = field(default_factory=Lock)
    _stale: bool = True
    _asked_again: float = 0.0
    _closing: Event = field(default_factory=Event)

    def of(self, cae: str) -> Shelf:
        """The lines of a cooperative, as they stand."""
        self.follow()
        return self._shelves.get(cae) or Shelf()

    def line(self, cae: str, case: str) -> Line | None:
        """A case of that cooperative, and of no other."""
        return self.of(cae).lines.get(case)

    def lines(self, reader: Reader, places: Collection[tuple[str, str]]) -> Mapping[str, Line]:
        """Lines of these cooperatives and cases, read at once where the directory has yet to come to them."""
        with self.lock:
            known = ((case, self._shelves[cae].lines.get(case)) for cae, case in places if cae in self._shelves)
            found = {case: line for case, line in known if line is not None}
        missing = [case for _, case in places if case not in found]
        if missing:
            read = [self._line(reader, each) for each in reader.outlines(missing)]
            self._tell(read)
            found |= {line.case: line for line in read if (line.cae, line.case) in places}
        return found

    @property
    def left(self) -> int:
        """How many cases have yet to be read: lists lack those that are new, the others are what they were."""
        return len(self._waiting)

    def follow(self) -> None:
        """Reads a few of those that have moved; nobody waits for a look that another has under way.

        But for the very first, which knows not even how many there are.
        """
        if self._closing.is_set() or not self._looking.acquire(blocking=not self._place):
            return
        try:
            self._ask()
            if self._waiting:
                self._read()
        finally:
            self._looking.release()

    def attend(self) -> None:
        """Follows until the directory closes. What prevents it is told to whoever asks for a page."""
        while not self._closing.is_set():
            with suppress(ParcoursError):
                self.follow()
                if self._waiting:
                    self._closing.wait(BREATH)
                    continue
            self._closing.wait(PAUSE)

    def close(self) -> None:
        """Ends a look under way, and hears of nothing more: the store may be closed then."""
        self._closing.set()
        self.watch.close()
        with self._looking, self.lock:
            self._waiting.clear()
            self._shelves.clear()

    def heed(self, case: str) -> None:
        """A case that this process has just moved: whoever did reads it as they left it."""
        with self.engine.store.reading() as reader:
            self._tell(self._line(reader, found) for found in reader.outlines([case]))

    def _ask(self) -> None:
        """Which have moved, if anybody has written: they are read before those that waited already."""
        if time.monotonic() < self._asked_again:
            return
        self._stale = self.watch.wait(0) or self._stale
        if not self._stale:
            return
        began = time.monotonic()
        with self.engine.store.reading() as reader:
            moves = reader.moves(self._place)
        self._waiting += (case for _, case in reversed(moves.cases))
        self._place, self._stale = moves.place, False  # and not before: what could not be read is asked for again
        self._asked_again = time.monotonic() + SHARE * (time.monotonic() - began)

    def _read(self) -> None:
        few = self._waiting[-FEW:]
        with self.engine.store.reading() as reader:
            lines = [self._line(reader, found) for found in reader.outlines(few)]
        if self._closing.is_set():
            return
        self._tell(lines)
        del self._waiting[-len(few) :]

    def _tell(self, lines: Iterable[Line]) -> None:
        """Puts lines in the place of those before, but for one that somebody has moved on since it was read."""
        for line in lines:
            with self.lock:
                shelf = self._shelves.setdefault(line.cae, Shelf())
                before = shelf.lines.get(line.case)
                if before is None or (line.seq >= before.seq and line != before):
                    self.changes.add(shelf.put(line), line)

    def _line(self, reader: Reader, found: Outline) -> Line:
        return line_of(self.engine.programs.kept(reader, found.rules, found.workflow, found.case).workflow, found)
