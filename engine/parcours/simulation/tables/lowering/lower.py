"""The whole lowering, in the order in which rows name one another."""

import json

from parcours.calendar.rule import DateRule
from parcours.messages import Text
from parcours.model.fields import Sealed
from parcours.simulation.model import Model
from parcours.simulation.scenario.intents import SendEvent
from parcours.simulation.tables import rows
from parcours.simulation.tables.lowering.builder import Builder
from parcours.simulation.tables.lowering.days import Span, day_number, day_table
from parcours.simulation.tables.lowering.duties import root_number
from parcours.simulation.tables.lowering.memory import lay_block, lay_shared
from parcours.simulation.tables.lowering.reach import acts_of, reach
from parcours.simulation.tables.lowering.rules import Addresses, date_rule
from parcours.simulation.tables.lowering.scenario import ScenarioLowering
from parcours.simulation.tables.lowering.workflow import WorkflowLowering
from parcours.simulation.tables.tables import Tables
from parcours.simulation.tables.unsupported import UnsupportedError


def lower(model: Model) -> Tables:
    """The tables of a model. Raises UnsupportedError with everything they cannot say."""
    b, scenario = Builder(), model.scenario
    if model.start is not None:
        b.refuse(Text("un départ de dossiers réels"), scenario.id)
    workflow, world = model.program.workflow, model.definition.world
    span = Span(scenario.begins, scenario.ends)
    a = Addresses(workflow, world, span)
    head = b.ints
    head[rows.H_DAYS] = day_table(b, span, world.calendar.timezone)
    what, who = WorkflowLowering(b, a, model, reach(workflow, scenario)), ScenarioLowering(b, a, model)
    what.reserve()
    who.supply()
    what.places.update(who.places())
    what.fill()
    kept = _kept(b, a, model)
    for number, event in enumerate(kept):
        head[event + rows.EV_KEPT] = number
    _note_tasks(b, a, kept)
    head[rows.H_NOWHERE] = what.nowhere
    head[rows.H_EVENTS] = b.list("events", "", a.events.values())
    head[rows.H_CONTRACTS] = b.list("contracts", "", a.contracts.values())
    head[rows.H_TRACKS] = b.list("tracks", "", a.tracks.values())
    head[rows.H_ACTIONS] = b.list("actions", "", a.actions.values())
    head[rows.H_FIELDS] = b.list("fields", "", _fields(b, a))
    head[rows.H_RESOURCES] = b.list("resources", "", who.resources.values())
    head[rows.H_SESSIONS] = b.list("sessions", "", who.sessions.values())
    head[rows.H_FLOWS] = who.flows()
    head[rows.H_ARRIVALS] = who.arrivals()
    head[rows.H_KNOWN] = who.known()
    head[rows.H_REGIONS] = what.regions.count
    head[rows.H_SLOTS] = what.regions.slots
    head[rows.H_KEPT] = len(kept)
    head[rows.H_KEPT_EVENTS] = b.list("kept", "", kept)
    head[rows.H_REGION_SLOTS] = b.row("regions", "", what.regions.of_slot or [0])
    head[rows.H_INPUTS] = rows.INPUT_OWN + max(
        max((len(event.input) for event in workflow.events.values()), default=0), _written(model)
    )
    head[rows.H_BACKDATING] = (
        date_rule(b, a, DateRule(workflow.backdating, backwards=True), "backdating") if workflow.backdating else 0
    )
    head[rows.H_NOTIFY] = world.calendar.notify_at.hour * 60 + world.calendar.notify_at.minute
    head[rows.H_ROOTS] = rows.ROOT_OWN + len(a.contracts) + len(a.fields)
    watched = {root_number(a, root) for root in model.program.roots}
    head[rows.H_WATCHED] = b.row("watched", "", [root in watched for root in range(head[rows.H_ROOTS])])
    head[rows.H_PLACES] = 1 + len(a.tracks) + len(a.contracts)
    head[rows.H_SITES] = len(b.sites)
    lay_block(b, a, model)
    lay_shared(b, model, what.regions.count)
    b.settle()
    if b.met:
        raise UnsupportedError(tuple(b.met))
    return Tables(
        ints=tuple(b.ints),
        floats=tuple(b.floats) or (0.0,),
        sites=tuple(b.sites),
        names=tuple(b.names),
        literals=tuple(b.literals),
        rows=tuple(b.rows),
        units=tuple(resource.capacity for resource in scenario.resources.values()),
        seatings=tuple(scenario.sessions),
    )


def _fields(b: Builder, a: Addresses) -> list[int]:
    sealed = b.literal(json.dumps(Sealed.PRESENT))
    return [
        b.row(
            "field",
            name,
            (
                b.name(name),
                field.required,
                field.personal,
                rows.ROOT_OWN + len(a.contracts) + number,
                sealed if field.personal else -1,
            ),
        )
        for number, (name, field) in enumerate(a.workflow.dossier.items())
    ]


def _kept(b: Builder, a: Addresses, model: Model) -> list[int]:
    """The events that may be accepted for a coming day."""
    found = []
    for name, event in a.workflow.events.items():
        acts = [act for act in acts_of(model.scenario) if isinstance(act, SendEvent) and act.event == name]
        by_contract = name in model.program.begins or name in model.program.terminates
        if not acts or not (by_contract or any("effective_on" in act.inputs for act in acts)):
            continue
        found.append(a.events[name])
        if any(each.personal and not each.into for each in event.input) and _is_guarded(a, name):
            b.refuse(Text("un événement gardé pour plus tard avec une donnée personnelle"), name)
    return found


def _note_tasks(b: Builder, a: Addresses, kept: list[int]) -> None:
    """Tasks that nobody does, and that no event taken back asks for, are never closed."""
    asked = {
        b.ints[names + 1 + place]
        for event in kept
        for names in [b.ints[event + rows.EV_DO]]
        for place in range(b.ints[names])
    }
    for action in a.actions.values():
        b.ints[action + rows.AN_NOTED] = not b.ints[action + rows.AN_PLACE] and action not in asked


def _is_guarded(a: Addresses, event: str) -> bool:
    stages = [a.workflow.entry, *(stage.transitions for stage in a.workflow.stages.values())]
    return any(event in moves and moves[event].when for moves in stages)


def _written(model: Model) -> int:
    """Fields written by hand at once: they pass through the places of inputs."""
    return len(model.program.workflow.dossier)


def span_of(model: Model) -> range:
    """The days the tables of a model know."""
    span = Span(model.scenario.begins, model.scenario.ends)
    return range(day_number(span.first), day_number(span.last))
