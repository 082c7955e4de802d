"""One replication from its first minute to its last: the log, line by line."""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import dropwhile

from parcours.kernel import opening
from parcours.model.step import Edit
from parcours.simulation.draws.keyed import root
from parcours.simulation.log import Line, LineKind
from parcours.simulation.model import Model
from parcours.simulation.reference.acts import send, written
from parcours.simulation.reference.agenda import Turns
from parcours.simulation.reference.arrivals import Comer, comers
from parcours.simulation.reference.hours import at_day
from parcours.simulation.reference.house import House
from parcours.simulation.reference.money import pay_from_now_on
from parcours.simulation.reference.people import Person
from parcours.simulation.reference.present import bring_in
from parcours.simulation.reference.shared import Shared
from parcours.simulation.reference.supply import Pool, Seats
from parcours.simulation.start import Start


def run(
    model: Model,
    *,
    cases: int | None = None,
    seed: int | None = None,
    replication: int = 0,
    start: Start | None = None,
    house: Callable[[Shared], House] = House,
) -> Iterator[Line]:
    """The lines of one replication, in order of time.

    `cases` people by the streams that spread them, `seed`: those of the scenario unless given. With a `start`, the
    lines of its past come first, its people go on from there, and only those who arrive later come: that of the model
    unless given. `house` is who asks
    the kernel. Raises UsageError when a session runs out of days, kernel.timers.Runaway when the parcours goes round in
    circles.
    """
    scenario, calendar = model.scenario, model.definition.calendar
    seed = scenario.seed if seed is None else seed
    coming = comers(model, scenario.people if cases is None else cases, seed, replication)
    asking = house(Shared(model, _pools(model), _seats(model)))
    door = _Door(asking, coming)
    start = model.start if start is None else start
    if start is not None:
        yield from start.past
        door = _Door(asking, dropwhile(lambda comer: comer.minute < start.minute, coming), len(start.entrants))
        bring_in(asking, start, root(seed, replication))
    door.open_for_next()
    yield from _played(asking.shared, at_day(scenario.ends, datetime.time(), calendar.timezone))


def _played(shared: Shared, end: int) -> Iterator[Line]:
    """All that happens before `end`."""
    yield from shared.take_lines()
    while (entry := shared.agenda.next_before(end)) is not None:
        shared.now = entry[0]
        entry[-1]()
        yield from shared.take_lines()


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
        person = Person(number, comer.state, opening(model.program, name, name), model.definition.world, model.program)
        shared.say(person, LineKind.ARRIVED, comer.arrival.id, str(comer.key))
        known = written(shared, person, model.scenario.dossier, "case")
        if known:
            self.house.act(person, Edit(known))
        if send(self.house, person, comer.arrival.act, "case"):
            pay_from_now_on(shared, person)
