"""A case told: its contracts, its dates, and what may be done now. Nothing here changes anything."""

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from parcours.calendar.cumul import Counted
from parcours.calendar.dates import Reckoning
from parcours.calendar.span import NO_TIME, Span
from parcours.calendar.zone import start_of
from parcours.kernel import contracts, days, inputs, ledger, roles
from parcours.kernel.guards import Guards
from parcours.kernel.judging import judge, judge_again, listening, stage_of
from parcours.kernel.prepare import Program
from parcours.kernel.turn import Turn
from parcours.law.versions import in_force
from parcours.model.case import Case, ContractStatus, Part, TaskStatus, Timer
from parcours.model.fact import TimerPassed
from parcours.model.law import RuleKind
from parcours.model.step import Author, Layer, Reason, Refusal
from parcours.model.workflow import Event, Guard, Transition
from parcours.model.world import World

Shown = frozenset({Part.DO, Part.FIRE, Part.RETENTION})
RENEWALS = "renewals"  # what a cap of the law is on


@dataclass(frozen=True, slots=True)
class ContractView:
    """The latest contract of one kind in a case; `renewals` and `total` count every case of the person.

    `most_renewals` is what the file and the law in force allow, None where neither says.
    """

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
    most_renewals: int | None

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
        most_renewals=min(_renewal_limits(turn, contract, state.kind), default=None),
    )


def _renewal_limits(turn: Turn, contract: str, kind: str) -> Iterator[int]:
    own = turn.program.workflow.contracts[contract].renewals
    if own is not None:
        yield own
    for rule in contracts.rules(turn, kind):
        version = in_force(rule, turn.today, turn.today) if rule.kind is RuleKind.CAP else None
        if version is not None and version.value is not None and version.binding and RENEWALS in rule.on:
            yield version.value


def situation(program: Program, case: Case) -> str:
    stage = program.workflow.stages.get(case.stage)
    return stage.situation if stage is not None else ""


def name_of(timer: Timer) -> str:
    """How YAML tests and people name a deadline: `<owner>.<deadline>`."""
    return f"retention.{timer.name}" if timer.part is Part.RETENTION else _full_name(timer.owner, timer.name)


def missed(program: Program, case: Case, passed: Iterable[TimerPassed]) -> Mapping[str, tuple[str, datetime.date]]:
    """Of deadlines that passed, those of the law and those that fire, while their owner lives: key and day, by name."""
    found = {}
    for change in passed:
        owner, name, part = change.key.split("/")[:3]
        watched = program.duties_of(owner).watched
        law = part == Part.DO and any(each.deadline.law for each in watched if each.deadline.id == name)
        if (law or part == Part.FIRE) and case.passed.get(change.key) == change.day:
            found[_full_name(owner, name)] = change.key, change.day
    return found


def _full_name(owner: str, name: str) -> str:
    place = owner.partition("#")[0].partition(":")[2]
    return f"{place}.{name}" if place else name


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


def shares(
    program: Program, case: Case, world: World, today: datetime.date, reckoning: Reckoning
) -> tuple[tuple[str, Counted], ...]:
    """The kind and the days of each contract that made the time used before, of a limit counted less it.

    Nothing when they no longer add up to it: a contract has ended otherwise since that day was reckoned.
    """
    turn = Turn(program, case, world, start_of(today, world.calendar.timezone))
    found = (ledger.shares(turn, state) for state in case.contracts.values())
    return next((each for each in found if each and _sum(each) == reckoning.less), ())


def _sum(counted: Iterable[tuple[str, Counted]]) -> Span:
    return sum((each.span for _, each in counted), NO_TIME)


def unnamed(program: Program, case: Case) -> Mapping[str, str]:
    """Of `due_days`, those that found no date of the list they aim at, which is named, and kept their limit."""
    found = reckonings(program, case).items()
    return {name: each.rule.list_name or "" for name, each in found if each.no_named_date}


def permitted(
    program: Program,
    case: Case,
    world: World,
    now: datetime.datetime,
    asked_by: Collection[str] | None = None,
    user: str = "",
) -> tuple[tuple[str, Refusal | None], ...]:
    """Every event people may send where the case stands, with what refuses it today if sent without inputs.

    With `asked_by`, only the events that somebody of these roles, `user`, may send.
    """
    found = []
    for event in program.workflow.events.values():
        turn = Turn(program, case, world, now)
        noted = event.note and case.stage and case.ended_on is None
        author = sender(turn, event, event.by if asked_by is None else asked_by, user)
        if author is None or not (noted or listening(turn, event.id)):
            continue
        turn.input = inputs.complete(turn, event, {})
        verdict = judge(turn, event, author)
        found.append((event.id, _whole(turn, event, verdict) if isinstance(verdict, Refusal) else None))
    return tuple(found)


def sender(turn: Turn, event: Event, asked_by: Collection[str], user: str) -> Author | None:
    """As whom somebody of these roles sends an event: the first that may; if none may, the first it is asked of."""
    wanted = [Author(role, user) for role in event.by if role in asked_by]
    free = (each for each in wanted if roles.refusal(turn, event.label, event.by, each) is None)
    return next(free, wanted[0] if wanted else None)


class _Unsaid:
    """Answers for the guards that read nothing of an event whose inputs are still to be said."""

    __slots__ = ("_turn",)

    def __init__(self, turn: Turn) -> None:
        self._turn = turn

    def refusals(self, transition: Transition) -> tuple[Reason, ...]:
        known = tuple(guard for guard in transition.when if not self._reads_event(transition.event, guard))
        return Guards(self._turn).refusals(replace(transition, when=known))

    def _reads_event(self, event: str, guard: Guard) -> bool:
        return any(name.startswith("event.") for name in self._turn.program.condition(event, guard).names)


def _whole(turn: Turn, event: Event, refusal: Refusal) -> Refusal:
    """Where only inputs are missing: first what would refuse the event all the same, then the inputs."""
    if refusal.layer is not Layer.INPUT:
        return refusal
    again = judge_again(turn, event)
    if not isinstance(again, Refusal):
        return refusal
    beyond = _guarded(turn, event) if again.layer is Layer.GUARD else again
    if beyond is None:
        return refusal
    return Refusal(beyond.layer, (*beyond.reasons, *refusal.reasons))


def _guarded(turn: Turn, event: Event) -> Refusal | None:
    """The guards that refuse whatever is said, unless one thread at least may be free to move."""
    guards = _Unsaid(turn)
    reasons: list[Reason] = []
    for thread in listening(turn, event.id):
        answer = turn.program.thread(thread).ask(stage_of(turn, thread) or "", event.id, guards)
        if not isinstance(answer, tuple):
            return None
        reasons += answer
    return Refusal(Layer.GUARD, tuple(reasons))
