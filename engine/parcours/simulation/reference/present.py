"""Who is already there when a run begins: each stands where they really stand, with what they hold."""

import datetime
from dataclasses import replace

from parcours.simulation.draws.keyed import descend
from parcours.simulation.log import LineKind
from parcours.simulation.model import Model
from parcours.simulation.reference.acts import written
from parcours.simulation.reference.hours import day_of
from parcours.simulation.reference.house import House
from parcours.simulation.reference.money import pay_from_now_on
from parcours.simulation.reference.people import Person
from parcours.simulation.reference.shared import Shared
from parcours.simulation.scenario.intents import Act, Place, PlaceKind, SendEvent
from parcours.simulation.scenario.values import Seated
from parcours.simulation.scenario.walk import acts, sources_of, within
from parcours.simulation.start import Entrant, Start


def bring_in(house: House, start: Start, origin: int) -> None:
    """Numbered from 0 in their order; `origin` is where the draws of the replication begin."""
    shared = house.shared
    shared.now = start.minute
    for number, entrant in enumerate(start.entrants):
        person = Person(
            number, descend(origin, entrant.key), entrant.case, entrant.world, entrant.program, entrant.places
        )
        _take_seats(shared, entrant)
        _hold(shared, person)
        _fill_sealed(shared, person, entrant)
        house.welcome(person)
        pay_from_now_on(shared, person)


def _take_seats(shared: Shared, entrant: Entrant) -> None:
    """The days they have booked, and that are to come."""
    timezone = entrant.world.calendar.timezone
    today = day_of(shared.now, timezone)
    for field, session in _booked_into(shared.model):
        day = entrant.case.dossier.get(field)
        if isinstance(day, datetime.date) and day >= today:
            shared.seats[session].taken[day] = shared.seats[session].taken.get(day, 0) + 1


def _hold(shared: Shared, person: Person) -> None:
    """What the stage is held with, unless it is also where one asks for it: there, they have yet to be served."""
    stage = person.case.stage
    place = shared.model.places.get((PlaceKind.STAGE, stage))
    for name, pool in shared.pools.items():
        if stage in pool.resource.held and name not in _asked_in(place):
            # A house may hold more than it says it can: none is free until as many have left.
            pool.free -= 1
            person.held.append(name)
            shared.say(person, LineKind.GRANTED, name)


def _asked_in(place: Place | None) -> frozenset[str]:
    """The resources that its intents ask for."""
    found = (each.asking for intent in (place.intents if place is not None else ()) for each in within(intent))
    return frozenset(asking.resource for asking in found if asking is not None)


def _fill_sealed(shared: Shared, person: Person, entrant: Entrant) -> None:
    """What the scenario says of fields that are under seal, so that conditions have something to read."""
    known = shared.model.scenario.dossier
    sources = {name: known[name] for name in entrant.sealed if name in known}
    if sources:
        person.world = replace(person.world, personal=written(shared, person, sources, "case"))


def _booked_into(model: Model) -> frozenset[tuple[str, str]]:
    """Each field of the dossier that some act fills with the day of a session, and that session."""
    return frozenset(
        (field, source.session)
        for act in acts(model.scenario)
        for name, source in sources_of(act)
        if isinstance(source, Seated) and (field := _filled_by(model, act, name))
    )


def _filled_by(model: Model, act: Act, name: str) -> str:
    """The field that a value goes into, if any."""
    if not isinstance(act, SendEvent):
        return name
    event = model.definition.workflow.events[act.event]
    return next((each.into for each in event.input if each.id == name), "")
