"""Money that comes in or goes out at each end of month."""

import datetime
import math
from functools import partial
from typing import Final

from parcours.simulation.log import LineKind
from parcours.simulation.reference.agenda import Turns
from parcours.simulation.reference.hours import at_day, day_of
from parcours.simulation.reference.people import Person
from parcours.simulation.reference.shared import Shared

CENTS: Final = 100


def pay_from_now_on(shared: Shared, person: Person) -> None:
    """Once a month, at its last minute, so that it belongs to the month it is told of: what it brought in or cost."""
    if not shared.model.scenario.flows:
        return
    timezone = person.world.calendar.timezone
    day = day_of(shared.now + 1, timezone)
    year, month = divmod(day.year * 12 + day.month, 12)
    minute = at_day(datetime.date(year, month + 1, 1), datetime.time(), timezone) - 1
    shared.agenda.add(minute, person.number, Turns.MONEY, 0, partial(_pay, shared, person))


def _pay(shared: Shared, person: Person) -> None:
    if person.gone:
        return
    for flow in shared.model.scenario.flows:
        amount = shared.reading(person).amount(flow.amount) if person.case.stage in flow.stages else None
        if amount is not None:
            shared.say(person, LineKind.EARNED, flow.id, str(math.floor(amount * CENTS + 0.5)))
    pay_from_now_on(shared, person)
