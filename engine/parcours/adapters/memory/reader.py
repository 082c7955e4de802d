"""What a store in memory holds, and how it is read."""

import datetime
from collections import ChainMap
from collections.abc import Collection, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field, fields
from itertools import islice
from operator import itemgetter
from typing import Final

from parcours.adapters import projection
from parcours.model.case import Case, Task
from parcours.model.delivery import OPEN, Attempt, Delivery, Document, Node, OutboxStatus, effect_key
from parcours.model.fact import Fact
from parcours.model.fields import Value
from parcours.model.world import Engagement
from parcours.ports import (
    Answer,
    CaseSummary,
    DueDate,
    DueTask,
    Erasure,
    Hold,
    Incident,
    Moves,
    OutboxRow,
    Outline,
    Place,
    Wanted,
    WorldVersion,
)

DOSSIER: Final = "dossier."
MOVES: Final = "moves"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an effect has come that is not at its end."""

    ready_at: datetime.datetime | None
    attempts: int = 0
    node: str = ""


@dataclass(frozen=True, slots=True)
class Tables:
    """Frozen values by key. Rows are replaced, never changed, so that a transaction only has to keep its own."""

    cooperative: MutableMapping[str, str] = field(default_factory=dict)
    cases: MutableMapping[str, Case] = field(default_factory=dict)
    facts: MutableMapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    of_person: MutableMapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    paper: MutableMapping[tuple[str, str], tuple[Engagement, ...]] = field(default_factory=dict)
    outbox: MutableMapping[str, tuple[OutboxRow, ...]] = field(default_factory=dict)
    secrets: MutableMapping[str, tuple[tuple[int, str, Value | None], ...]] = field(default_factory=dict)
    answers: MutableMapping[tuple[str, str, str], Answer | None] = field(default_factory=dict)
    definitions: MutableMapping[str, tuple[str, Mapping[str, str], datetime.datetime]] = field(default_factory=dict)
    worlds: MutableMapping[str, tuple[WorldVersion, ...]] = field(default_factory=dict)
    queue: MutableMapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    progress: MutableMapping[str, Progress] = field(default_factory=dict)
    attempts: MutableMapping[str, tuple[Attempt, ...]] = field(default_factory=dict)
    documents: MutableMapping[str, tuple[tuple[Document, bytes], ...]] = field(default_factory=dict)
    nodes: MutableMapping[str, Node | None] = field(default_factory=dict)
    incidents: MutableMapping[int, Incident] = field(default_factory=dict)
    settings: MutableMapping[str, str] = field(default_factory=dict)
    erasures: MutableMapping[tuple[str, str], Erasure] = field(default_factory=dict)
    holds: MutableMapping[tuple[str, str], Hold | None] = field(default_factory=dict)
    moved: MutableMapping[str, int] = field(default_factory=dict)  # how many moves there had been with its last
    moves: MutableMapping[str, int] = field(default_factory=dict)  # how many there were, under one name

    def overlaid(self) -> "Tables":
        """The same rows under an empty layer that takes all writes."""
        return Tables(*[ChainMap({}, getattr(self, each.name)) for each in fields(self)])

    def take(self, overlay: "Tables") -> None:
        """Keeps what was written on an overlay."""
        for each in fields(self):
            getattr(self, each.name).update(getattr(overlay, each.name).maps[0])


class MemoryReader:
    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def locate(self, case: str) -> str | None:
        return self._tables.cooperative.get(case)

    def cooperatives(self) -> tuple[str, ...]:
        return tuple(sorted(set(self._tables.cooperative.values())))

    def case(self, cae: str, case: str) -> Case | None:
        return self._tables.cases.get(case) if self.locate(case) == cae else None

    def facts(self, cae: str, case: str, after: int = 0) -> tuple[Fact, ...]:
        return self._tables.facts[case][after:] if self.locate(case) == cae else ()

    def cases(
        self, cae: str, stage: str | None = None, due_before: datetime.datetime | None = None
    ) -> tuple[CaseSummary, ...]:
        summaries = (projection.summary(case) for case in self._held(cae))
        return tuple(
            each
            for each in summaries
            if stage in (None, each.stage)
            and (due_before is None or (each.next_due is not None and each.next_due < due_before))
        )

    def page_of_cases(
        self, caes: Collection[str], wanted: Wanted, after: str, limit: int
    ) -> tuple[tuple[str, CaseSummary], ...]:
        found = ((cae, each) for cae in set(caes) for each in self.cases(cae) if each.id > after)
        kept = (one for one in found if projection.is_wanted(one[1], wanted))
        return tuple(sorted(kept, key=lambda one: one[1].id)[:limit])

    def open_cases(self, cae: str, person: str) -> tuple[str, ...]:
        return tuple(case for case in self.cases_of(cae, person) if self._tables.cases[case].ended_on is None)

    def cases_of(self, cae: str, person: str) -> tuple[str, ...]:
        return tuple(sorted(self._tables.of_person.get((cae, person), ())))

    def ledger(self, cae: str, person: str, besides: str = "") -> tuple[Engagement, ...]:
        others = sorted(case for case in self._tables.of_person.get((cae, person), ()) if case != besides)
        held = (each for case in others for each in projection.engagements(self._tables.cases[case]))
        return (*self._tables.paper.get((cae, person), ()), *held)

    def due(self, cae: str, until: datetime.datetime, limit: int = 100) -> tuple[tuple[datetime.datetime, str], ...]:
        earliest = ((projection.next_due(case), case.id) for case in self._held(cae))
        return tuple(sorted((day, case) for day, case in earliest if day is not None and day <= until)[:limit])

    def next_due(self, cae: str, after: datetime.datetime | None = None) -> datetime.datetime | None:
        held = (timer.due for case in self._held(cae) for timer in case.timers.values())
        return min((due for due in held if after is None or due > after), default=None)

    def has_world_changed(self, cae: str) -> bool:
        return bool(self._tables.queue.get(cae))

    def secrets(self, cae: str, case: str, until: int | None = None) -> Mapping[str, Value]:
        rows = self._tables.secrets.get(case, ()) if self.locate(case) == cae else ()
        values = {path: value for fact, path, value in rows if until is None or fact <= until}
        return {path: value for path, value in values.items() if value is not None}

    def tasks(self, cae: str, case: str | None = None, role: str | None = None) -> tuple[tuple[str, Task], ...]:
        held = (each for each in self._held(cae) if case in (None, each.id))
        rows = ((each.id, task) for each in held for task in projection.open_tasks(each))
        return tuple(sorted((row for row in rows if role in (None, row[1].role)), key=projection.by_due_day))

    def moves(self, after: Place = ()) -> Moves:
        (since,) = after or (0,)
        moved = [case for case, number in self._tables.moved.items() if number > since]
        place = (self._tables.moves.get(MOVES, 0),)
        return Moves(place, tuple((self._tables.cooperative[case], case) for case in sorted(moved)))

    def outlines(self, cases: Sequence[str]) -> tuple[Outline, ...]:
        held = (self._tables.cases[case] for case in cases if case in self._tables.cases)
        return tuple(projection.outline(case, self.secrets(case.cae, case.id)) for case in held)

    def open_tasks(self, cases: Collection[str]) -> tuple[tuple[str, Task], ...]:
        held = (self._tables.cases[case] for case in sorted(cases) if case in self._tables.cases)
        return tuple((case.id, task) for case in held for task in projection.open_tasks(case))

    def due_tasks(
        self, cae: str, roles: Collection[str], first: datetime.date | None, last: datetime.date, limit: int
    ) -> Iterator[DueTask]:
        since = first or datetime.date.min
        found = ((case, task) for case, task in self.tasks(cae) if task.role in roles)
        dated = (DueTask(case, task.id, task.role, task.due) for case, task in found if task.due is not None)
        return islice((each for each in dated if since <= each.day <= last), limit)

    def due_dates(self, cae: str, first: datetime.date, last: datetime.date, limit: int) -> Iterator[DueDate]:
        timers = ((case.id, key, timer.day) for case in self._held(cae) for key, timer in case.timers.items())
        found = (DueDate(case, key, day) for case, key, day in timers if first <= day <= last)
        return iter(sorted(found, key=lambda each: (each.day, each.case, each.key))[:limit])

    def outbox(self, cae: str, case: str) -> tuple[OutboxRow, ...]:
        return self._tables.outbox.get(case, ()) if self.locate(case) == cae else ()

    def attempts(self, cae: str, case: str) -> tuple[Attempt, ...]:
        return self._tables.attempts.get(case, ()) if self.locate(case) == cae else ()

    def deliveries(self, cae: str) -> tuple[Delivery, ...]:
        held = (self._delivery(cae, row) for case in self._held(cae) for row in self._open_rows(case.id))
        return tuple(sorted(held, key=lambda each: (each.created_at, each.case, each.fact, each.effect.index)))

    def delivery(self, cae: str, case: str, fact: int, index: int) -> Delivery | None:
        rows = (row for row in self._open_rows(case) if (row.fact, row.effect.index) == (fact, index))
        return next((self._delivery(cae, row) for row in rows if self.locate(case) == cae), None)

    def ready_at(self, cae: str, besides: Collection[str] = ()) -> datetime.datetime | None:
        return min((each.ready_at for each in self._free(cae, besides) if each.ready_at is not None), default=None)

    def documents(self, cae: str, case: str) -> tuple[Document, ...]:
        return tuple(each for each, _ in self._tables.documents.get(case, ())) if self.locate(case) == cae else ()

    def content(self, cae: str, document: Document) -> bytes:
        held = self._tables.documents[document.case] if self.locate(document.case) == cae else ()
        return next(content for each, content in held if each == document)

    def nodes(self) -> tuple[Node, ...]:
        return tuple(each for _, each in sorted(self._tables.nodes.items()) if each is not None)

    def newest_instant(self) -> datetime.datetime | None:
        written = [fact.at for facts in self._tables.facts.values() for fact in facts]
        return max([*written, *(node.seen_at for node in self.nodes())], default=None)

    def incidents(self, cae: str | None = None, *, only_open: bool = False) -> tuple[Incident, ...]:
        held = (each for _, each in sorted(self._tables.incidents.items()) if cae in (None, each.cae))
        return tuple(each for each in held if not (only_open and each.resolved_at))

    def answer(self, cae: str, case: str, key: str) -> Answer | None:
        return self._tables.answers.get((cae, case, key))

    def started(self, cae: str, key: str) -> Answer | None:
        return self.answer(cae, "", key)

    def definition(self, rules: str) -> Mapping[str, str] | None:
        found = self._tables.definitions.get(rules)
        return found[1] if found else None

    def texts(self, workflow: str) -> Mapping[str, str] | None:
        kept = [(at, sources) for id_, sources, at in self._tables.definitions.values() if id_ == workflow]
        accepted = [(each.accepted_at, each.sources) for each in self._tables.worlds.get(workflow, ())[-1:]]
        latest = max([*accepted, *kept], key=itemgetter(0), default=None)
        return None if latest is None else latest[1]

    def rules_in_use(self) -> tuple[tuple[str, str, int], ...]:
        running = [(case.workflow, case.rules) for case in self._tables.cases.values() if case.ended_on is None]
        return tuple((*rules, running.count(rules)) for rules in sorted(set(running)))

    def world(self, workflow: str) -> WorldVersion | None:
        versions = self._tables.worlds.get(workflow, ())
        return versions[-1] if versions else None

    def settings(self) -> Mapping[str, str]:
        return dict(self._tables.settings)

    def erased_at(self, cae: str, person: str) -> datetime.datetime | None:
        found = self._tables.erasures.get((cae, person))
        return found.at if found is not None else None

    def hold(self, cae: str, person: str) -> Hold | None:
        return self._tables.holds.get((cae, person))

    def _free(self, cae: str, besides: Collection[str]) -> Iterator[Delivery]:
        """Neither parked, nor of a use left out, nor behind another effect."""
        queue = self.deliveries(cae)
        for each in queue:
            free = each.ready_at is not None and each.effect.use not in besides
            if free and not any(_holds_back(other, each) for other in queue):
                yield each

    def _open_rows(self, case: str) -> Iterator[OutboxRow]:
        return (row for row in self._tables.outbox.get(case, ()) if row.status in OPEN)

    def _delivery(self, cae: str, row: OutboxRow) -> Delivery:
        unheard = Progress(None if row.status is OutboxStatus.PARKED else row.created_at)
        progress = self._tables.progress.get(effect_key(row.case, row.fact, row.effect.index), unheard)
        come = (progress.ready_at, progress.attempts, progress.node)
        return Delivery(cae, row.case, row.fact, row.effect, row.created_at, *come)

    def _held(self, cae: str) -> Iterator[Case]:
        return (case for _, case in sorted(self._tables.cases.items()) if case.cae == cae)


def _holds_back(other: Delivery, each: Delivery) -> bool:
    """An earlier one of the same action does, until it is parked; one that `each` comes after, until its end."""
    if other.case != each.case:
        return False
    # What the engine says by itself is of no action, and comes after none: two empty names are not the same.
    comes_after = bool(each.effect.after) and other.effect.action == each.effect.after and other.fact <= each.fact
    earlier = (other.fact, other.effect.index) < (each.fact, each.effect.index)
    same = other.effect.action == each.effect.action and other.ready_at is not None and earlier
    return same or comes_after
