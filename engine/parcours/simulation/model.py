"""A scenario on the parcours it names, made ready to run: built once a process, never pickled."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from parcours.expressions.condition import Condition, compile_condition
from parcours.expressions.environment import Environment
from parcours.expressions.formula import Formula, compile_formula
from parcours.expressions.names import names_of
from parcours.kernel import Program, prepare
from parcours.model.definition import Definition
from parcours.model.workflow import Workflow
from parcours.simulation.reading.loader import read_scenario
from parcours.simulation.scenario.intents import Place, PlaceKind
from parcours.simulation.scenario.scenario import Scenario
from parcours.simulation.scenario.values import Chosen, Source
from parcours.simulation.scenario.walk import acts, intents, sources_of
from parcours.simulation.start import Start

Where = tuple[PlaceKind, str]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """`places` by kind and name; `ranks` says who goes first at one instant: tracks, contracts, tasks, then stages.

    `start` is who is there when its runs begin; None for an empty house.
    """

    definition: Definition
    scenario: Scenario
    program: Program
    places: Mapping[Where, Place]
    ranks: Mapping[Where, int]
    conditions: Mapping[str, Condition]
    formulas: Mapping[str, Formula]
    start: Start | None = None


def load(path: Path | str, folders: Sequence[Path] = ()) -> Model:
    """The model of a scenario by file or by id, in `folders` or shipped. Raises what `read_scenario` raises."""
    scenario, definition = read_scenario(path, folders)
    return ready(definition, scenario)


def ready(definition: Definition, scenario: Scenario, start: Start | None = None) -> Model:
    """The model of a checked scenario. Raises ExpressionError for an expression that no check has seen."""
    workflow = definition.workflow
    environment = Environment.declare(names_of(workflow))
    places = {(place.kind, place.name): place for place in scenario.places}
    return Model(
        definition=definition,
        scenario=scenario,
        program=prepare(workflow),
        places=MappingProxyType(places),
        ranks=MappingProxyType({where: rank for rank, where in enumerate(_in_order(workflow))}),
        conditions={each: compile_condition(each, environment) for each in set(_conditions(scenario))},
        formulas={each: compile_formula(each, environment) for each in set(_formulas(scenario))},
        start=start,
    )


def _in_order(workflow: Workflow) -> Iterator[Where]:
    for track in workflow.tracks.values():
        for stage in track.stages:
            yield PlaceKind.TRACK, f"{track.id}.{stage}"
    yield from ((PlaceKind.CONTRACT, contract) for contract in workflow.contracts)
    yield from ((PlaceKind.TASK, action.id) for action in workflow.actions.values() if action.by)
    yield from ((PlaceKind.STAGE, stage) for stage in workflow.stages)


def _conditions(scenario: Scenario) -> Iterator[str]:
    for intent in intents(scenario):
        if intent.moment.awaits:
            yield intent.moment.awaits
        if intent.choice is not None:
            yield from (option.when for option in intent.choice.options if option.when)


def _formulas(scenario: Scenario) -> Iterator[str]:
    yield from (source.at_most for source in _sources(scenario) if isinstance(source, Chosen) and source.at_most)
    yield from (resource.priority for resource in scenario.resources.values() if resource.priority)
    yield from (flow.amount for flow in scenario.flows)


def _sources(scenario: Scenario) -> Iterator[Source]:
    yield from scenario.dossier.values()
    yield from (source for act in acts(scenario) for _, source in sources_of(act))
