"""A workflow made ready to run: machines, conditions, what each date depends on. Built once, never pickled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from parcours.calendar.dates import DateRule
from parcours.calendar.duration import Duration
from parcours.expressions.condition import Condition, compile_condition
from parcours.expressions.environment import Environment
from parcours.expressions.names import engine_inputs, names_of, names_of_event
from parcours.expressions.types import CelType
from parcours.kernel.machine import NOWHERE, Thread
from parcours.kernel.roots import LAW, STAGE, roots_of
from parcours.model.case import Rank
from parcours.model.deadline import Deadline, Duties, Recurrence
from parcours.model.workflow import Action, Contract, Guard, Stage, Transition, Workflow

MAIN = ""
TERM = "terme"


@dataclass(frozen=True, slots=True)
class Watched:
    """A deadline with its place in the file and what its dates depend on."""

    deadline: Deadline
    order: int
    rank: Rank
    roots: frozenset[str]


@dataclass(frozen=True, slots=True)
class Recurring:
    recurrence: Recurrence
    order: int


@dataclass(frozen=True, slots=True)
class OwnDuties:
    """What lives and dies with one kind of owner."""

    watched: tuple[Watched, ...] = ()
    recurring: tuple[Recurring, ...] = ()


NO_DUTIES = OwnDuties()


@dataclass(frozen=True, slots=True)
class Program:
    """`duties` by owner without its number ("stage:x", "contract:y", "track:z", "track:z.stage").

    `begins`, `renews`, `terminates` name the contract each event signs or ends. `asked` are the inputs the engine
    adds to each event. `roots` is everything some date depends on.
    """

    workflow: Workflow
    main: Thread
    tracks: Mapping[str, Thread]
    conditions: Mapping[str, Mapping[str, Condition]]
    duties: Mapping[str, OwnDuties]
    begins: Mapping[str, str]
    renews: Mapping[str, str]
    terminates: Mapping[str, str]
    asked: Mapping[str, Mapping[str, CelType]]
    counted: frozenset[str]
    task_roots: Mapping[str, frozenset[str]]
    roots: frozenset[str]
    backdating: Duration | None

    def thread(self, name: str) -> Thread:
        return self.tracks[name] if name else self.main

    def duties_of(self, owner: str) -> OwnDuties:
        """What lives with an owner; its number, or that of a visit, changes nothing."""
        return self.duties.get(owner.partition("#")[0], NO_DUTIES)

    def condition(self, event: str, guard: Guard) -> Condition:
        return self.conditions[event][guard.condition]


def prepare(workflow: Workflow) -> Program:
    """The program of a checked workflow. Raises ExpressionError for a condition that no check has seen."""
    duties = _duties(workflow)
    task_roots = {action.id: _task_roots(action) for action in workflow.actions.values() if action.by}
    return Program(
        workflow=workflow,
        main=Thread(
            MAIN, {NOWHERE: workflow.entry, **{stage.id: stage.transitions for stage in workflow.stages.values()}}
        ),
        tracks={
            track.id: Thread(track.id, {stage.id: stage.transitions for stage in track.stages.values()})
            for track in workflow.tracks.values()
        },
        conditions=_conditions(workflow),
        duties=duties,
        begins=_contracts_by_event(workflow, "begin"),
        renews=_contracts_by_event(workflow, "renew"),
        terminates=_contracts_by_event(workflow, "terminate"),
        asked={event.id: engine_inputs(workflow, event) for event in workflow.events.values()},
        counted=frozenset(
            each.recurrence.count for own in duties.values() for each in own.recurring if each.recurrence.count
        ),
        task_roots=task_roots,
        roots=frozenset().union(*task_roots.values(), *_watched_roots(duties), _retention_roots(workflow)),
        backdating=workflow.backdating,
    )


def _contracts_by_event(workflow: Workflow, act: str) -> Mapping[str, str]:
    return {event: contract.id for contract in workflow.contracts.values() for event in getattr(contract, act)}


def _transitions(workflow: Workflow) -> Iterable[Transition]:
    yield from workflow.entry.values()
    stages: list[Stage] = list(workflow.stages.values())
    stages += [stage for track in workflow.tracks.values() for stage in track.stages.values()]
    for stage in stages:
        yield from stage.transitions.values()


def _conditions(workflow: Workflow) -> Mapping[str, Mapping[str, Condition]]:
    """By event, then by source: one environment serves all events that read the same names."""
    shared = names_of(workflow)
    compiled: dict[str, dict[str, Condition]] = {}
    environments: dict[tuple[tuple[str, CelType], ...], Environment] = {}
    for transition in _transitions(workflow):
        for guard in transition.when:
            own = names_of_event(workflow, workflow.events[transition.event])
            key = tuple(sorted(own.items()))
            if key not in environments:
                environments[key] = Environment.declare({**shared, **own})
            by_source = compiled.setdefault(transition.event, {})
            if guard.condition not in by_source:
                by_source[guard.condition] = compile_condition(guard.condition, environments[key])
    return MappingProxyType(compiled)


def _duties(workflow: Workflow) -> Mapping[str, OwnDuties]:
    owners: list[tuple[str, tuple[Deadline, ...], Duties]] = [
        *((f"stage:{stage.id}", (), stage.duties) for stage in workflow.stages.values()),
        *((f"contract:{contract.id}", (_term(contract),), contract.duties) for contract in workflow.contracts.values()),
    ]
    for track in workflow.tracks.values():
        owners.append((f"track:{track.id}", (), track.duties))
        owners += [(f"track:{track.id}.{stage.id}", (), stage.duties) for stage in track.stages.values()]
    found: dict[str, OwnDuties] = {}
    order = 0
    for owner, terms, duties in owners:
        watched = []
        for deadline in (*terms, *duties.deadlines):
            order += 1
            rank = Rank.CONTRACT_END if terms and deadline is terms[0] else Rank.DEADLINE
            watched.append(Watched(deadline, order, rank, _roots(deadline, owner)))
        recurring = []
        for recurrence in duties.every:
            order += 1
            recurring.append(Recurring(recurrence, order))
        found[owner] = OwnDuties(tuple(watched), tuple(recurring))
    return found


def _watched_roots(duties: Mapping[str, OwnDuties]) -> Iterable[frozenset[str]]:
    return (watched.roots for own in duties.values() for watched in own.watched)


def _retention_roots(workflow: Workflow) -> frozenset[str]:
    return roots_of(retention.rule for stage in workflow.stages.values() for retention in stage.retention)


def _task_roots(action: Action) -> frozenset[str]:
    """What the window of a task depends on; a law's counts from days the law file names."""
    own = roots_of(rule for rule in (action.due, action.not_before) if rule is not None)
    return own | {LAW} if action.law else own


def _roots(deadline: Deadline, owner: str) -> frozenset[str]:
    rules = [deadline.rule, *(rung.rule for rung in deadline.remind)]
    outlives = owner.startswith("contract:") and any(rule.of == "stage.entered_on" for rule in rules)
    return roots_of(rules) | ({STAGE} if outlives else frozenset())


def _term(contract: Contract) -> Deadline:
    """The end of a contract is a deadline like the others, but for its rank."""
    rule = DateRule(of=f"contract.{contract.id}.ends_on")
    return Deadline(TERM, rule, fire=contract.expire or TERM, remind=contract.remind)
