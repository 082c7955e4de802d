"""The feeds of a site, kept in a folder: one a case, one a role, one a cooperative, each as its journals make it."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from parcours.ports import CaseSummary, Reader
from parcours.runtime import feeds
from parcours.runtime.engine import Engine, stored
from parcours.runtime.feeds import Appointment
from parcours.runtime.serving.telling import Event, Log

SLICE: Final = 100  # cases folded before the node looks at what else is due
TABLE: Final = "agendas"
COOPERATIVE, ROLES, CASES = "cooperative", "roles", "dossiers"


class FeedFolder(Protocol):
    """Where feeds are kept."""

    def write(self, place: tuple[str, ...], name: str, appointments: Iterable[Appointment]) -> bool:
        """Puts a feed in its place, whole or not at all; whether it is another than before. Raises FolderError."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """The dates of one case as they were after fact `seq`, and the roles its rules name."""

    seq: int
    appointments: tuple[Appointment, ...]
    roles: frozenset[str]


@dataclass(slots=True)
class CalendarFeeds:
    """A chore. Cases that have moved are folded again, the others are remembered; a new day looks at all feeds."""

    engine: Engine
    feeds: FeedFolder
    log: Log
    slice: int = SLICE
    known: dict[str, Known] = field(default_factory=dict)
    moved: dict[str, set[str]] = field(default_factory=dict)
    written_on: datetime.date | None = None

    @property
    def name(self) -> str:
        return TABLE

    def do(self, now: datetime.datetime) -> bool:
        """Folds some of the cases that have moved; once none is left, writes what that changed."""
        with self.engine.store.reading() as reader:
            houses = {cae: reader.cases(cae) for cae in reader.cooperatives()}
            stale = [(cae, each) for cae, cases in houses.items() for each in cases if self._has_moved(each)]
            for cae, summary in stale[: self.slice]:
                self._fold(reader, cae, summary)
        if len(stale) > self.slice:
            return True
        written = sum(self._write(cae, cases, now.date()) for cae, cases in houses.items())
        self.written_on = now.date()
        if written:
            self.log.say(Event.CALENDARS, written=written)
        return False

    def _has_moved(self, summary: CaseSummary) -> bool:
        known = self.known.get(summary.id)
        return known is None or known.seq != summary.seq

    def _fold(self, reader: Reader, cae: str, summary: CaseSummary) -> None:
        case = stored(reader, summary.id)
        workflow = self.engine.programs.pinned(reader, case).workflow
        told = feeds.told(workflow, case.id, reader.facts(cae, case.id)).values()
        self.known[case.id] = Known(case.seq, tuple(told), frozenset(workflow.roles))
        self.moved.setdefault(cae, set()).add(case.id)

    def _write(self, cae: str, cases: Sequence[CaseSummary], today: datetime.date) -> int:
        """The feeds of a cooperative whose cases have moved, or all of them on a new day; how many have changed.

        What has moved is forgotten once all is written: a folder that fails half way is written again.
        """
        ids = [each.id for each in cases]
        moved = self.moved.get(cae, set()) if self.written_on == today else set(ids)
        if not moved:
            return 0
        lately = {case: feeds.lately(self.known[case].appointments, today) for case in ids}
        count = sum(self.feeds.write((cae, CASES, case), case, lately[case]) for case in ids if case in moved) + sum(
            self.feeds.write(place, name, found) for place, name, found in self._shared(cae, lately)
        )
        self.moved.pop(cae, None)
        return count

    def _shared(
        self, cae: str, lately: Mapping[str, tuple[Appointment, ...]]
    ) -> Iterator[tuple[tuple[str, ...], str, tuple[Appointment, ...]]]:
        whole = feeds.in_order(each for found in lately.values() for each in found)
        yield (cae, COOPERATIVE), cae, whole
        for role in sorted({role for case in lately for role in self.known[case].roles}):
            yield (cae, ROLES, role), f"{cae} {role}", tuple(each for each in whole if each.role == role)
