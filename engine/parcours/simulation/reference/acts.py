"""What people do, asked of the kernel in their name."""

import datetime
from collections.abc import Mapping

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.fields import FieldType, Value
from parcours.model.step import Act as Asked
from parcours.model.step import Author, Edit, MarkDone, Send
from parcours.model.workflow import Event, Workflow
from parcours.simulation.log import LineKind
from parcours.simulation.reference.chance import as_typed
from parcours.simulation.reference.people import Lived, Person, Process
from parcours.simulation.reference.processes import give_back
from parcours.simulation.reference.shared import Acting, Shared
from parcours.simulation.reference.supply import NoSeatError
from parcours.simulation.scenario.intents import Act, FinishTask, SendEvent, WriteFields
from parcours.simulation.scenario.values import Chosen, Dated, Drawn, Given, Moved, Seated, Source


def do(house: Acting, process: Process, lived: Lived, act: Act) -> None:
    """Does it, or says that it was refused; what was granted for it counts as used from now on."""
    shared, person = house.shared, process.person
    process.fresh = ""
    match act:
        case SendEvent():
            send(house, person, act, lived.owner)
        case FinishTask():
            task = person.case.tasks[lived.owner]
            _ask(house, person, MarkDone(task.id, Author(task.role)), task.action)
        case WriteFields(values=sources):
            values = written(shared, person, sources, lived.owner)
            _ask(house, person, Edit(values), ",".join(sorted(values)))
    give_back(shared, person)


def send(house: Acting, person: Person, act: SendEvent, owner: str = "") -> bool:
    """Whether the kernel accepts the event, sent by the first role that may."""
    event = person.program.workflow.events[act.event]
    inputs = _inputs(house.shared, person, event, act, owner)
    house.shared.say(person, LineKind.SENT, event.id)
    return _ask(house, person, Send(event.id, inputs, Author(event.by[0] if event.by else "")), event.id)


def written(shared: Shared, person: Person, sources: Mapping[str, Source], owner: str) -> dict[str, Value]:
    """The fields of the dossier those sources give, in order; an empty day gives nothing."""
    fields = person.program.workflow.dossier
    found = {name: _value(shared, person, source, fields[name].type, owner) for name, source in sources.items()}
    return {name: value for name, value in found.items() if value is not None}


def booked(shared: Shared, person: Person, session: str) -> tuple[datetime.date, int]:
    """The day and the minute of the session, a seat of which is now theirs. Raises UsageError when all are full."""
    try:
        day, at = shared.seats[session].book(shared.now)
    except NoSeatError:
        raise UsageError(
            Text("Plus aucune séance « {session} » n'a de place.", session=session),
            Text("Donnez-lui des jours jusqu'à la fin de la simulation, ou davantage de places."),
        ) from None
    shared.say(person, LineKind.BOOKED, session, day.isoformat())
    return day, at


def _ask(house: Acting, person: Person, asked: Asked, name: str) -> bool:
    refusal = house.act(person, asked)
    if refusal is not None:
        house.shared.say(person, LineKind.REFUSED, name, ",".join(reason.code for reason in refusal.reasons))
    return refusal is None


def _inputs(shared: Shared, person: Person, event: Event, act: SendEvent, owner: str) -> dict[str, Value]:
    workflow = person.program.workflow
    types = {each.id: _type(workflow, each.into, each.type) for each in event.input}
    found: dict[str, Value | None] = {
        name: _value(shared, person, source, types.get(name, FieldType.INTEGER), owner)
        for name, source in act.inputs.items()
    }
    if "present" in person.program.asked[event.id]:
        found.setdefault("present", max(workflow.roles[role].quorum for role in event.by))
    return {name: value for name, value in found.items() if value is not None}


def _type(workflow: Workflow, into: str, own: FieldType) -> FieldType:
    return workflow.dossier[into].type if into else own


def _value(shared: Shared, person: Person, source: Source, kind: FieldType, owner: str) -> Value | None:
    reading = shared.reading(person)
    match source:
        case Given(value=value):
            return value
        case Drawn():
            return as_typed(reading.number(source), kind)
        case Chosen():
            return reading.chosen(source)
        case Moved():
            return as_typed(reading.moved(source), kind)
        case Dated(rule=rule):
            return reading.day(rule, owner)
        case Seated(session=session):
            return booked(shared, person, session)[0]
