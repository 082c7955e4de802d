"""The directory: every case of a site with the name of its person, in memory alone, followed by fact number.

Names are personal. They are read from the vault when a process starts and never written again: no column, no index,
no log has them in the clear. What happened since is asked of the numbers of the last facts, so that nobody reads a
case twice that has not moved.
"""

import datetime
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import Event, Lock
from types import MappingProxyType
from typing import Final

from parcours.model.case import Case, TaskStatus
from parcours.model.fields import Value
from parcours.model.workflow import Workflow
from parcours.ports import Mark, MissingKeyError, Reader, Watch
from parcours.runtime.desk.naming import folded, looked_for, name_of
from parcours.runtime.engine import Engine, stored

# A look at all the numbers costs more the more cases there are: it takes a twentieth of the time at most.
SHARE: Final = 20
NO_WORDS: Final[Mapping[str, Value]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the lists. `name` is empty without the key, or once the person is erased.

    `sought` is what a search looks in, `by_name` what lists are sorted by, both folded. `holders` are the users who
    hold a role of the case, by role, stand-ins included.
    """

    case: str
    cae: str
    person: str
    name: str
    sought: str
    by_name: str
    workflow: str
    rules: str
    stage: str
    seq: int
    opened_on: datetime.date | None
    ended_on: datetime.date | None
    next_on: datetime.date | None
    entered_on: datetime.date | None
    suspended: bool
    holders: Mapping[str, tuple[str, ...]]

    @property
    def called(self) -> str:
        """The name, or the reference the cooperative knows them by."""
        return self.name or self.person


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The lines of one cooperative at one moment; another one takes its place when something has moved.

    `rules` are those that its dossiers are, or were, held to.
    """

    lines: Mapping[str, Line]
    marks: Mapping[str, Mark]
    rules: frozenset[str] = frozenset()

    def seq(self, case: str) -> int:
        """The fact that a line was read at; 0 for a case without one."""
        line = self.lines.get(case)
        return line.seq if line is not None else 0


NOTHING: Final = Snapshot(MappingProxyType({}), MappingProxyType({}))


@dataclass(slots=True)
class Directory:
    """One a process. Any thread may ask; one at a time looks for what has moved."""

    engine: Engine
    watch: Watch
    _known: dict[str, Snapshot] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)
    _looking: Lock = field(default_factory=Lock)
    _stale: bool = True
    _asked_again: float = 0.0
    _closing: Event = field(default_factory=Event)

    def of(self, cae: str) -> Snapshot:
        """The lines of a cooperative, as they stand."""
        self.follow()
        return self._known.get(cae, NOTHING)

    def line(self, cae: str, case: str) -> Line | None:
        """A case of that cooperative, and of no other."""
        return self.of(cae).lines.get(case)

    def follow(self) -> None:
        """Reads again what has moved, if anybody has written; nobody waits for a look that another has under way."""
        if time.monotonic() < self._asked_again or not self._looking.acquire(blocking=not self._known):
            return
        try:
            self._stale = self.watch.wait(0) or self._stale
            if self._stale:
                began = time.monotonic()
                self._read()
                self._stale = False  # and not before: what could not be read is asked for again
                self._asked_again = time.monotonic() + SHARE * (time.monotonic() - began)
        finally:
            self._looking.release()

    def close(self) -> None:
        """Ends a look under way, and hears of nothing more: the store may be closed then."""
        self._closing.set()
        self.watch.close()
        with self._looking:
            self._known.clear()

    def heed(self, case: str) -> None:
        """A case that this process has just moved: whoever did reads it as they left it."""
        with self.engine.store.reading() as reader:
            cae = reader.locate(case)
            if cae is not None and cae in self._known:
                self._tell(cae, tuple(self._lines(reader, [case])), {})

    def _read(self) -> None:
        with self.engine.store.reading() as reader:
            for cae in reader.cooperatives():
                known, marks = self._known.get(cae, NOTHING).marks, reader.marks(cae)
                moved = [case for case, mark in marks.items() if known.get(case) != mark]
                lines = tuple(self._lines(reader, moved))
                if self._closing.is_set():
                    return
                if moved:
                    self._tell(cae, lines, marks)

    def _tell(self, cae: str, lines: Iterable[Line], marks: Mapping[str, Mark]) -> None:
        """Puts lines in the place of those before, but for one that somebody has moved on since it was read."""
        with self._lock:
            before = self._known.get(cae, NOTHING)
            later = {line.case: line for line in lines if line.seq >= before.seq(line.case)}
            rules = before.rules.union(line.rules for line in later.values())
            self._known[cae] = Snapshot({**before.lines, **later}, marks or before.marks, rules)

    def _lines(self, reader: Reader, cases: list[str]) -> Iterator[Line]:
        for name in cases:
            if self._closing.is_set():
                return
            case = stored(reader, name)
            yield line_of(self.engine.programs.pinned(reader, case).workflow, case, words_of(reader, case))


def line_of(workflow: Workflow, case: Case, words: Mapping[str, Value]) -> Line:
    """What lists show of a case."""
    name = name_of(workflow, words)
    return Line(
        case=case.id,
        cae=case.cae,
        person=case.person,
        name=name,
        sought=looked_for(workflow, words, case.person, case.id),
        by_name=folded(name or case.person),
        workflow=case.workflow,
        rules=case.rules,
        stage=case.stage,
        seq=case.seq,
        opened_on=case.opened_on,
        ended_on=case.ended_on,
        next_on=_next_on(case),
        entered_on=case.entered_on,
        suspended=case.suspension is not None,
        holders={role: _users(each.user, each.stand_in) for role, each in case.assignments.items()},
    )


def words_of(reader: Reader, case: Case) -> Mapping[str, Value]:
    """A person's words, none where the key is not there: lists show references then."""
    try:
        return reader.secrets(case.cae, case.id)
    except MissingKeyError:
        return NO_WORDS


def _users(*users: str) -> tuple[str, ...]:
    return tuple(user for user in users if user)


def _next_on(case: Case) -> datetime.date | None:
    """The earliest day that waits for something, of an open case: a date of the file, or a task."""
    if case.ended_on is not None:
        return None
    tasks = (task.due for task in case.tasks.values() if task.status is TaskStatus.OPEN and task.due is not None)
    return min((*(timer.day for timer in case.timers.values()), *tasks), default=None)
