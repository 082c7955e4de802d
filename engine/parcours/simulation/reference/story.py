"""From the facts of a step to the lines of the log."""

import json
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from parcours.calendar.duration import Duration
from parcours.kernel import views
from parcours.kernel.prepare import Program
from parcours.model import fact as facts
from parcours.model.case import Case, ContractPeriod, Part, Rank, TaskStatus
from parcours.model.fact import Change, Fact, FactKind, TimerPassed
from parcours.model.fields import Validity, Value
from parcours.simulation.log import LineKind

Told = tuple[LineKind, str, str]
"""A line but for who and when."""


def told(program: Program, before: Case, after: Case, written: tuple[Fact, ...]) -> Iterator[Told]:
    """The lines of a step that led from one case to the other, in the order things happened."""
    passed: list[TimerPassed] = []
    for fact in written:
        if fact.kind is FactKind.REFUSED_LATER:
            yield LineKind.REFUSED, fact.name, "later"
        for change in fact.changes:
            read = _TOLD.get(type(change))
            if read is not None:
                yield from read(before, after, change)
            if isinstance(change, TimerPassed) and not _is_term(before, change):
                passed.append(change)
    for name in views.missed(program, after, passed):
        yield LineKind.MISSED, name, ""


def _is_term(before: Case, change: TimerPassed) -> bool:
    """A contract that comes to its end has missed nothing."""
    timer = before.timers.get(change.key)
    return timer is not None and timer.rank is Rank.CONTRACT_END


def _stage(_: Case, __: Case, change: facts.StageEntered) -> Iterator[Told]:
    yield LineKind.ENTERED, change.stage, ""


def _ended(_: Case, __: Case, change: facts.CaseEnded) -> Iterator[Told]:
    yield LineKind.LEFT, change.outcome, ""


def _signed(_: Case, __: Case, change: facts.ContractSigned) -> Iterator[Told]:
    yield LineKind.SIGNED, change.contract.contract, _period(change.contract.periods[-1])


def _renewed(_: Case, __: Case, change: facts.ContractRenewed) -> Iterator[Told]:
    yield LineKind.RENEWED, _name(change.key), _period(change.period)


def _contract_ended(_: Case, __: Case, change: facts.ContractEnded) -> Iterator[Told]:
    yield LineKind.ENDED, _name(change.key), change.on.isoformat()


def _track(_: Case, __: Case, change: facts.TrackEntered) -> Iterator[Told]:
    yield LineKind.TRACK, change.track, change.stage


def _track_ended(_: Case, __: Case, change: facts.TrackEnded) -> Iterator[Told]:
    yield LineKind.TRACK, change.track, ""


def _timer(_: Case, __: Case, change: TimerPassed) -> Iterator[Told]:
    owner, name, part, occurrence, rung = change.key.split("/")
    if part == Part.RETENTION:
        return
    place = _name(owner).partition(":")[2] or owner
    yield LineKind.PASSED, f"{place}.{name}", f"{part} {occurrence} {rung}"


def _task_opened(_: Case, __: Case, change: facts.TaskOpened) -> Iterator[Told]:
    yield LineKind.TASK, change.task.action, "opened"


def _task_changed(_: Case, __: Case, change: facts.TaskChanged) -> Iterator[Told]:
    if change.task.status is not TaskStatus.OPEN:
        yield LineKind.TASK, change.task.action, change.task.status


def _fields(before: Case, _: Case, change: facts.FieldsWritten) -> Iterator[Told]:
    if not before.stage:
        return  # what is known of them on arrival
    for name, value in change.values.items():
        yield LineKind.WROTE, name, _json(value)


def _name(key: str) -> str:
    return key.partition("#")[0]


def _period(period: ContractPeriod) -> str:
    return f"{period.starts_on}/{period.ends_on or ''}"


def _json(value: Value | None) -> str:
    if isinstance(value, Validity):
        return f"{value.first}/{value.until or ''}"
    if isinstance(value, Duration):
        return value.iso()
    return json.dumps(value if isinstance(value, str | int | float | None) else str(value))


_TOLD: Final[Mapping[type[Change], Callable[[Case, Case, Any], Iterator[Told]]]] = MappingProxyType(
    {
        facts.StageEntered: _stage,
        facts.CaseEnded: _ended,
        facts.ContractSigned: _signed,
        facts.ContractRenewed: _renewed,
        facts.ContractEnded: _contract_ended,
        facts.TrackEntered: _track,
        facts.TrackEnded: _track_ended,
        TimerPassed: _timer,
        facts.TaskOpened: _task_opened,
        facts.TaskChanged: _task_changed,
        facts.FieldsWritten: _fields,
    }
)
