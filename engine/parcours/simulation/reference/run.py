"""One replication from its first minute to its last: the log, line by line."""

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from parcours.kernel import opening
from parcours.model.step import Edit
from parcours.simulation.log import Line, LineKind
from parcours.simulation.model import Model
from parcours.simulation.reference.acts import send, written
from parcours.simulation.reference.agenda import Turns
from parcours.simulation.reference.arrivals import Comer, comers
from parcours.simulation.reference.hours import at_day, day_of
from parcours.simulation.reference.house import House
from parcours.simulation.reference.people import Person
from parcours.simulation.reference.shared import Shared
from parcours.simulation.reference.supply import Pool, Seats

CENTS: Final = 100


def run(model: Model, *, cases: int | None = None, seed: int | None = None, replication: int = 0) -> Iterator[Line]:
    """The lines of one replication, in order of time.

    `cases` people by the streams that spread them, `seed`: those of the scenario unless given. Raises UsageError when
    a session runs out of days, kernel.timers.Runaway when the parcours goes round in circles.
    """
    scenario, calendar = model.scenario, model.definition.calendar
    shared = Shared(model, _pools(model), _seats(model))
    house = House(shared)
    coming = comers(
        model,
        scenario.people if cases is None else cases,
        scenario.seed if seed is None else seed,
        replication,
    )
    door = _Door(house, coming)
    door.open_for_next()
    end = at_day(scenario.ends, datetime.time(), calendar.timezone)
    while (entry := shared.agenda.next_before(end)) is not None:
        shared.now = entry[0]
        entry[-1]()
        yield from shared.lines
        shared.lines.clear()


def _pools(model: Model) -> dict[str, Pool]:
    return {name: Pool(resource, resource.capacity) for name, resource in model.scenario.resources.items()}


def _seats(model: Model) -> dict[str, Seats]:
    return {name: Seats(each, model.definition.calendar) for name, each in model.scenario.sessions.items()}


@dataclass(slots=True)
class _Door:
    """Lets people in one after the other, numbered as they come."""

    house: House
    coming: Iterator[Comer]
    number: int = 0

    def open_for_next(self) -> None:
        comer = next(self.coming, None)
        if comer is not None:
            enter = partial(self._enter, comer, self.number)
            self.house.shared.agenda.add(comer.minute, self.number, Turns.PLACES, 0, enter)
            self.number += 1

    def _enter(self, comer: Comer, number: int) -> None:
        self.open_for_next()
        shared = self.house.shared
        model = shared.model
        name = f"p{number}"
        person = Person(number, comer.state, opening(model.program, name, name), model.definition.world)
        shared.say(person, LineKind.ARRIVED, comer.arrival.id, str(comer.key))
        known = written(shared, person, model.scenario.dossier, "case")
        if known:
            self.house.act(person, Edit(known))
        if send(self.house, person, comer.arrival.act, "case") and model.scenario.flows:
            self._pay_from(person)

    def _pay_from(self, person: Person) -> None:
        """Once a month, at the first instant of the next one: what the month has brought in or cost."""
        shared = self.house.shared
        timezone = person.world.calendar.timezone
        day = day_of(shared.now, timezone)
        year, month = divmod(day.year * 12 + day.month, 12)
        minute = at_day(datetime.date(year, month + 1, 1), datetime.time(), timezone)
        shared.agenda.add(minute, person.number, Turns.MONEY, 0, partial(self._pay, person))

    def _pay(self, person: Person) -> None:
        if person.gone:
            return
        shared = self.house.shared
        for flow in shared.model.scenario.flows:
            amount = shared.reading(person).amount(flow.amount) if person.case.stage in flow.stages else None
            if amount is not None:
                shared.say(person, LineKind.EARNED, flow.id, str(math.floor(amount * CENTS + 0.5)))
        self._pay_from(person)
