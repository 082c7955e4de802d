"""A case told: its contracts, its dates, and what may be done now. Nothing here changes anything."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from parcours.calendar.dates import Reckoning
from parcours.calendar.span import Span
from parcours.calendar.zone import start_of
from parcours.kernel import days, inputs, ledger
from parcours.kernel.judging import judge, listening
from parcours.kernel.prepare import Program
from parcours.kernel.turn import Turn
from parcours.model.case import Case, ContractStatus, Part, TaskStatus, Timer
from parcours.model.step import Author, Refusal
from parcours.model.world import World

Shown = frozenset({Part.DO, Part.FIRE, Part.RETENTION})


@dataclass(frozen=True, slots=True)
class ContractView:
    """The latest contract of one kind in a case; `renewals` and `total` count every case of the person."""

    contract: str
    status: ContractStatus
    signed_on: datetime.date
    starts_on: datetime.date
    period_starts_on: datetime.date
    ends_on: datetime.date | None
    trial_ends_on: datetime.date | None
    months: int
    renewals: int
    total: Span

    @property
    def total_months(self) -> int:
        return self.total.months


def contract_view(
    program: Program, case: Case, world: World, contract: str, today: datetime.date
) -> ContractView | None:
    turn = Turn(program, case, world, start_of(today, world.calendar.timezone))
    state = days.latest_contract(turn, contract)
    if state is None:
        return None
    return ContractView(
        contract=contract,
        status=state.status,
        signed_on=state.signed_on,
        starts_on=state.starts_on,
        period_starts_on=state.period_starts_on,
        ends_on=state.ends_on,
        trial_ends_on=state.trial_ends_on,
        months=state.months,
        renewals=max(0, ledger.signatures(turn, state.kind) - 1),
        total=ledger.total(turn, state.kind),
    )


def situation(program: Program, case: Case) -> str:
    stage = program.workflow.stages.get(case.stage)
    return stage.situation if stage is not None else ""


def name_of(timer: Timer) -> str:
    """How YAML tests and people name a deadline: `<owner>.<deadline>`."""
    if timer.part is Part.RETENTION:
        return f"retention.{timer.name}"
    owner = timer.owner.partition("#")[0].partition(":")[2]
    return f"{owner}.{timer.name}" if owner else timer.name


def due_days(_: Program, case: Case) -> Mapping[str, datetime.date]:
    """Armed deadlines and recurrences by name, kept events aside, and open tasks by action."""
    found = {
        name_of(timer): timer.day
        for timer in sorted(case.timers.values(), key=lambda timer: timer.sort_key, reverse=True)
        if timer.part in Shown
    }
    for task in case.tasks.values():
        if task.status is TaskStatus.OPEN and task.due is not None:
            found[task.action] = task.due
    return found


def reckonings(_: Program, case: Case) -> Mapping[str, Reckoning]:
    """How each of `due_days` was reckoned, under the same names."""
    found = {
        name_of(timer): timer.reckoning
        for timer in sorted(case.timers.values(), key=lambda timer: timer.sort_key, reverse=True)
        if timer.part in Shown and timer.reckoning is not None
    }
    for task in case.tasks.values():
        if task.status is TaskStatus.OPEN and task.reckoning is not None:
            found[task.action] = task.reckoning
    return found


def permitted(
    program: Program, case: Case, world: World, now: datetime.datetime
) -> tuple[tuple[str, Refusal | None], ...]:
    """Every event people may send where the case stands, with what refuses it today if sent without inputs."""
    found = []
    for event in program.workflow.events.values():
        turn = Turn(program, case, world, now)
        noted = event.note and case.stage and case.ended_on is None
        if not event.by or not (noted or listening(turn, event.id)):
            continue
        turn.input = inputs.complete(turn, event, {})
        verdict = judge(turn, event, Author(event.by[0]))
        found.append((event.id, verdict if isinstance(verdict, Refusal) else None))
    return tuple(found)
