"""What of a parcours the people of a scenario can ever come to: the rest is left out of the tables."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from parcours.model.deadline import Duties
from parcours.model.workflow import Contract, Stage, Transition, Workflow
from parcours.simulation.scenario.intents import Act, Intent, SendEvent
from parcours.simulation.scenario.scenario import Scenario


@dataclass(slots=True)
class Reach:
    """Ids: `events` sent or fired, `stages` of the main thread, `contracts`, `tracks`."""

    events: set[str] = field(default_factory=set)
    stages: set[str] = field(default_factory=set)
    contracts: set[str] = field(default_factory=set)
    tracks: set[str] = field(default_factory=set)

    @property
    def size(self) -> int:
        return len(self.events) + len(self.stages) + len(self.contracts) + len(self.tracks)


def reach(workflow: Workflow, scenario: Scenario) -> Reach:
    found = Reach(events={act.event for act in acts_of(scenario) if isinstance(act, SendEvent)})
    size = -1
    while size != found.size:
        size = found.size
        _grow(workflow, found)
    return found


def acts_of(scenario: Scenario) -> Iterator[Act]:
    """Everything people of a scenario ever do."""
    yield from (arrival.act for arrival in scenario.arrivals)
    for place in scenario.places:
        for intent in place.intents:
            yield from _acts(intent)


def _acts(intent: Intent) -> Iterator[Act]:
    if intent.act is not None:
        yield intent.act
    if intent.asking is not None and intent.asking.leaving is not None:
        yield intent.asking.leaving
    for option in intent.choice.options if intent.choice is not None else ():
        yield from _acts(option.intent)


def _grow(workflow: Workflow, found: Reach) -> None:
    found.stages |= _led_to(workflow.entry.values(), found)
    for name in list(found.stages):
        stage = workflow.stages[name]
        found.stages |= _led_to(stage.transitions.values(), found)
        found.tracks.update(stage.start)
        found.events |= _fired(stage.duties)
    for track in [workflow.tracks[name] for name in found.tracks]:
        found.events |= _fired(track.duties)
        for part in track.stages.values():
            found.events |= _fired(part.duties)
            found.tracks.update(part.start)
    for contract in workflow.contracts.values():
        if found.events.intersection(contract.begin):
            found.contracts.add(contract.id)
            found.events |= _of_contract(contract)


def _led_to(transitions: Iterable[Transition], found: Reach) -> set[str]:
    return {each.to for each in transitions if each.event in found.events and each.to}


def _fired(duties: Duties) -> set[str]:
    return {deadline.fire for deadline in duties.deadlines if deadline.fire}


def _of_contract(contract: Contract) -> set[str]:
    return _fired(contract.duties) | ({contract.expire} if contract.expire else set())


def stages_of(workflow: Workflow) -> Iterator[tuple[str, Stage]]:
    """Every stage, by the name its owner has: those of tracks after those of the main thread."""
    yield from workflow.stages.items()
    for track in workflow.tracks.values():
        for stage in track.stages.values():
            yield f"{track.id}.{stage.id}", stage
