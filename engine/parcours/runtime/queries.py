"""What people ask to see: where a case stands, what happened, what is to be done. Frozen data, nothing changes."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from parcours.calendar import zone
from parcours.errors import UsageError
from parcours.kernel import fold_all, views
from parcours.kernel.views import ContractView
from parcours.messages import Text
from parcours.model.case import Case, Kept, Task, TaskStatus, TrackState
from parcours.model.fact import EventKept, Fact, StageEntered, StateRestored
from parcours.ports import CaseSummary, MissingKeyError, Reader
from parcours.runtime import labels
from parcours.runtime.engine import Engine, Held, look, stored
from parcours.runtime.papers import Copy, Paper, copied, papers_of
from parcours.runtime.sentences import changes_told, fact_told

ARCHIVED: Final = "archive"  # kept for proof only: the first half of a long retention
NO_WORDS: Final[Mapping[str, object]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Status:
    """Where a case stands, as it was known at the end of the day `on`.

    `stage_then` is the stage of that day as it is known now, when events entered later have changed it. `unnamed`
    are those of `due` that found no date of the list they aim at, and that list. `papers` are the documents that no
    later edition has replaced.
    """

    case: Case
    on: datetime.date
    title: str
    stage: str
    situation: str
    contracts: tuple[ContractView, ...]
    tracks: Mapping[str, TrackState]
    due: Mapping[str, datetime.date]
    pending: tuple[Kept, ...]
    tasks: tuple[Task, ...]
    unnamed: Mapping[str, str]
    stage_then: str = ""
    papers: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the journal in words, and what it changed."""

    fact: Fact
    told: Text
    changes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class TaskLine:
    """An open task with the case it belongs to, and its words."""

    case: str
    task: Task
    label: Text | str


def held_now(engine: Engine, reader: Reader, case: str) -> Held:
    """The case as it is stored, at this moment, personal values left sealed. UsageError when no case has that id."""
    return look(engine, reader, stored(reader, case), engine.clock.now(), sealed=True)


def status(engine: Engine, case: str, at: datetime.date | None = None) -> Status:
    """Where a case stands today, or stood at the end of a past day. UsageError before it opened."""
    with engine.store.reading() as reader:
        held = held_now(engine, reader, case)
        if at is None:
            return _status(held, held.today)
        facts = reader.facts(held.case.cae, case)
        zone_name = held.world.calendar.timezone
        known = tuple(fact for fact in facts if zone.local_day(fact.at, zone_name) <= at)
        if not known:
            raise UsageError(Text("Le dossier {case} n'était pas ouvert le {at}.", case=case, at=at))
        then = _status(replace(held, case=fold_all(case, known)), at)
    stage = stage_on(facts, at)
    return replace(then, stage_then=stage if stage != then.case.stage else "")


def stage_on(facts: tuple[Fact, ...], day: datetime.date) -> str:
    """The stage a person stood in that day, by effective days and by all that is known now."""
    visits: tuple[tuple[datetime.date, str], ...] = ()
    after: dict[int, tuple[tuple[datetime.date, str], ...]] = {}
    for fact in facts:
        for change in fact.changes:
            if isinstance(change, StageEntered):
                visits = (*visits, (change.on, change.stage))
            elif isinstance(change, StateRestored):
                visits = after[change.to]
        after[fact.seq] = visits
    return next((stage for on, stage in reversed(visits) if on <= day), "")


def cases(
    engine: Engine,
    cae: str = "",
    *,
    stage: str | None = None,
    due_before: datetime.date | None = None,
) -> tuple[CaseSummary, ...]:
    """The cases of one cooperative, or of all; in a stage, with something due before a day."""
    with engine.store.reading() as reader:
        cooperatives = (cae,) if cae else reader.cooperatives()
        found = tuple(each for one in cooperatives for each in reader.cases(one, stage))
    if due_before is None:
        return found
    return tuple(each for each in found if each.next_on is not None and each.next_on < due_before)


def journal(engine: Engine, case: str, *, archived: bool = False) -> tuple[Entry, ...]:
    """The facts of a case in words, oldest first, with the words people gave when the key that seals them is there.

    Those of an archived case stay sealed, unless it is said that they are wanted.
    """
    with engine.store.reading() as reader:
        held = held_now(engine, reader, case)
        facts = reader.facts(held.case.cae, case)
        words = NO_WORDS if held.case.retention == ARCHIVED and not archived else _words(reader, held.case)
    return tuple(entry(held, fact, words) for fact in facts)


def entries(engine: Engine, case: str, facts: Iterable[Fact]) -> tuple[Entry, ...]:
    """Facts of a case, those only planned too, in the words of its journal but for what people gave under seal."""
    with engine.store.reading() as reader:
        held = held_now(engine, reader, case)
    return tuple(entry(held, fact) for fact in facts)


def entry(held: Held, fact: Fact, words: Mapping[str, object] = NO_WORDS) -> Entry:
    """A fact in words, `words` being the vault's by path; one kept for a coming day is told on the day it was said."""
    workflow = held.program.workflow
    kept = any(isinstance(change, EventKept) for change in fact.changes)
    day = zone.local_day(fact.at, held.world.calendar.timezone) if kept else None
    given = [(name, words.get(f"fact.{fact.seq}.{name}")) for name in fact.sealed]
    said = tuple(
        Text("{name} : {words}", name=labels.input_label(workflow, fact, name), words=str(each))
        for name, each in given
        if each is not None
    )
    return Entry(fact, fact_told(workflow, fact, day), (*said, *changes_told(workflow, fact)))


def documents(engine: Engine, case: str, *, every: bool = False) -> tuple[Paper, ...]:
    """The documents of a case that hold, or every edition; oldest first. UsageError when no case has that id."""
    with engine.store.reading() as reader:
        made = papers_of(reader, stored(reader, case))
    return tuple(each for each in made if every or each.superseded_by is None)


def copies(engine: Engine, case: str, papers: tuple[Paper, ...]) -> tuple[Copy, ...]:
    """Documents of a case with what they say. Raises MissingKeyError without the key."""
    with engine.store.reading() as reader:
        return tuple(copied(reader, stored(reader, case).cae, papers))


def pending(engine: Engine, case: str) -> tuple[Kept, ...]:
    """The accepted events whose day is to come, the nearest first."""
    with engine.store.reading() as reader:
        held = held_now(engine, reader, case)
    return _pending(held.case)


def tasks(engine: Engine, cae: str = "", *, case: str | None = None, role: str | None = None) -> tuple[TaskLine, ...]:
    """Open tasks, the earliest due first; of one case, for one role."""
    with engine.store.reading() as reader:
        return tuple(_tasks(engine, reader, cae, case, role))


def _tasks(engine: Engine, reader: Reader, cae: str, case: str | None, role: str | None) -> Iterator[TaskLine]:
    if case is not None:
        cae = stored(reader, case).cae
    for one in (cae,) if cae else reader.cooperatives():
        for owner, task in reader.tasks(one, case, role):
            workflow = engine.programs.pinned(reader, stored(reader, owner)).workflow
            yield TaskLine(owner, task, labels.task_label(workflow, task))


def _words(reader: Reader, case: Case) -> Mapping[str, object]:
    try:
        return reader.secrets(case.cae, case.id)
    except MissingKeyError:
        return NO_WORDS  # a journal is readable without the key: its sealed words stay so


def status_of(held: Held) -> Status:
    """Where a case at hand stands, today."""
    return _status(held, held.today)


def _status(held: Held, on: datetime.date) -> Status:
    program, case = held.program, held.case
    viewed = (views.contract_view(program, case, held.world, each, on) for each in program.workflow.contracts)
    return Status(
        case=case,
        on=on,
        title=program.workflow.title,
        stage=labels.stage_label(program.workflow, case.stage),
        situation=views.situation(program, case),
        contracts=tuple(view for view in viewed if view is not None),
        tracks=case.tracks,
        due=views.due_days(program, case),
        pending=_pending(case),
        tasks=tuple(task for task in case.tasks.values() if task.status is TaskStatus.OPEN),
        unnamed=views.unnamed(program, case),
        papers=tuple(each for each in papers_of(held.reader, case) if each.superseded_by is None),
    )


def _pending(case: Case) -> tuple[Kept, ...]:
    return tuple(sorted(case.kept.values(), key=lambda kept: (kept.on, kept.fact)))
