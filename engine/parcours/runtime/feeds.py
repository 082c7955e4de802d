"""Dates for people's own calendars: each keeps one identity, counts its moves, and says when it no longer holds."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from parcours.kernel.fold import empty, fold
from parcours.kernel.kept import TAKEN
from parcours.messages import Text
from parcours.model.case import Case, Part, Task, TaskStatus
from parcours.model.fact import Fact, KeptRemoved, TimerPassed
from parcours.model.workflow import Workflow
from parcours.ports import Reader
from parcours.runtime import labels
from parcours.runtime.engine import Engine, stored

SHOWN: Final = (Part.DO, Part.FIRE, Part.RETENTION, Part.RESUME)  # reminders are said by messages
KEPT_FOR: Final = datetime.timedelta(days=366)  # how long what is over stays in a feed


class Standing(StrEnum):
    """What became of an appointment. A task done is over; a date that acted stays where it was."""

    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Appointment:
    """One civil day of one case. `identity` never changes; `sequence` counts moves, cancellations and returns.

    `role` is who must act, empty for a date of the file. No personal word: a feed leaves the house.
    """

    identity: str
    day: datetime.date
    title: Text
    case: str
    changed_at: datetime.datetime
    role: str = ""
    sequence: int = 0
    standing: Standing = Standing.CONFIRMED


@dataclass(frozen=True, slots=True)
class _Seen:
    day: datetime.date
    title: Text
    role: str = ""


def of_case(engine: Engine, case: str) -> tuple[Appointment, ...]:
    """Every date a case has or had. UsageError for a case nobody knows."""
    with engine.store.reading() as reader:
        return lately(_appointments(engine, reader, stored(reader, case)), engine.clock.now().date())


def of_cooperative(engine: Engine, cae: str, role: str = "") -> tuple[Appointment, ...]:
    """The dates of all cases of a cooperative; with `role`, what people of that role have to do."""
    with engine.store.reading() as reader:
        cases = (stored(reader, each.id) for each in reader.cases(cae))
        found = [each for case in cases for each in _appointments(engine, reader, case)]
    return lately((each for each in found if not role or each.role == role), engine.clock.now().date())


def lately(found: Iterable[Appointment], today: datetime.date) -> tuple[Appointment, ...]:
    """What a feed of that day shows, in its order."""
    since = today - KEPT_FOR
    return in_order(each for each in found if each.day >= since)


def in_order(found: Iterable[Appointment]) -> tuple[Appointment, ...]:
    return tuple(sorted(found, key=lambda each: (each.day, each.identity)))


def _appointments(engine: Engine, reader: Reader, case: Case) -> Iterator[Appointment]:
    workflow = engine.programs.pinned(reader, case).workflow
    return iter(told(workflow, case.id, reader.facts(case.cae, case.id)).values())


def told(workflow: Workflow, case: str, facts: Iterable[Fact]) -> Mapping[str, Appointment]:
    """What a journal makes of each date, by identity: the case is folded again, and each state compared."""
    found: dict[str, Appointment] = {}
    state = empty(case)
    before: Mapping[str, _Seen] = {}
    for fact in facts:
        state = fold(state, fact)
        after = dict(_seen(workflow, state))
        for key in before.keys() | after.keys():
            if before.get(key) != after.get(key):
                found[key] = _moved(found.get(key), key, after.get(key), state, fact)
        before = after
    return found


def _moved(known: Appointment | None, key: str, now: _Seen | None, state: Case, fact: Fact) -> Appointment:
    sequence = known.sequence + 1 if known is not None else 0
    if now is not None:
        return Appointment(f"{state.id}/{key}", now.day, now.title, state.id, fact.at, now.role, sequence)
    assert known is not None
    standing = Standing.CONFIRMED if key in _acted(state, fact) else Standing.CANCELLED
    return replace(known, changed_at=fact.at, sequence=sequence, standing=standing)


def _acted(state: Case, fact: Fact) -> frozenset[str]:
    """What came to its end in a fact rather than being called off: dates that acted, tasks done."""
    done = (_task_key(task) for task in state.tasks.values() if task.status is TaskStatus.DONE)
    passed = (change.key for change in fact.changes if isinstance(change, TimerPassed))
    effective = (
        f"kept:{change.fact}" for change in fact.changes if isinstance(change, KeptRemoved) and change.why == TAKEN
    )
    return frozenset((*done, *passed, *effective))


def _seen(workflow: Workflow, state: Case) -> Iterator[tuple[str, _Seen]]:
    for key, timer in state.timers.items():
        if timer.part in SHOWN:
            yield key, _Seen(timer.day, labels.timer_label(workflow, key))
    for kept in state.kept.values():
        yield f"kept:{kept.fact}", _Seen(kept.on, Text("{event}", event=labels.event_label(workflow, kept.event)))
    for task in state.tasks.values():
        if task.status is TaskStatus.OPEN and task.due is not None:
            yield _task_key(task), _Seen(task.due, Text("{name}", name=labels.task_label(workflow, task)), task.role)


def _task_key(task: Task) -> str:
    return f"task:{task.id}"
