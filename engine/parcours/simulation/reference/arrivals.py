"""Who comes, when: each stream by itself, then all of them in the order of time."""

import datetime
import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from parcours.simulation.draws.distributions import number
from parcours.simulation.draws.keyed import descend, root
from parcours.simulation.model import Model
from parcours.simulation.reference.hours import at_day, day_of
from parcours.simulation.scenario.intents import NOON
from parcours.simulation.scenario.supply import Arrival, Listed, Rate, Spread
from parcours.simulation.scenario.values import Distribution, Shape

UNIT_GAP = Distribution(Shape.EXPONENTIAL, (1.0,))


@dataclass(frozen=True, slots=True)
class Comer:
    """Somebody to come: `key` is their number in their stream, `state` where all their draws begin."""

    minute: int
    stream: int
    key: int
    arrival: Arrival
    state: int


def comers(model: Model, cases: int, seed: int, replication: int) -> Iterator[Comer]:
    """Everybody, in order of time, then of stream; `cases` is how many come by the streams that spread people."""
    start = root(seed, replication)
    streams = [
        _stream(model, arrival, index, cases, descend(start, arrival.site.number))
        for index, arrival in enumerate(model.scenario.arrivals)
    ]
    return heapq.merge(*streams, key=lambda comer: (comer.minute, comer.stream, comer.key))


def _stream(model: Model, arrival: Arrival, index: int, cases: int, state: int) -> Iterator[Comer]:
    for key, minute in enumerate(_minutes(model, arrival, cases, state)):
        yield Comer(minute, index, key, arrival, descend(state, key))


def _minutes(model: Model, arrival: Arrival, cases: int, state: int) -> Iterator[int]:
    scenario, timezone = model.scenario, model.definition.calendar.timezone
    first = at_day(scenario.begins, datetime.time(), timezone)
    last = at_day(scenario.arrivals_end, datetime.time(), timezone)
    match arrival.flow:
        case Spread(over=over):
            return _spread(first, over / cases if cases else 0.0, cases, arrival, state)
        case Rate() as rate:
            return _rate(first, last, rate, arrival, state, timezone)
        case Listed(days=days, each=each):
            return (at_day(day, NOON, timezone) for day in sorted(days) for _ in range(each))


def _gap(arrival: Arrival, state: int, key: int) -> float:
    return number(UNIT_GAP, descend(descend(state, key), arrival.site.number))


def _spread(first: int, mean: float, cases: int, arrival: Arrival, state: int) -> Iterator[int]:
    # Arrivals add up before they are cut to minutes: cut one by one they would all come too early.
    since = 0.0
    for key in range(cases):
        since += mean * _gap(arrival, state, key)
        yield first + int(since)


def _rate(first: int, last: int, rate: Rate, arrival: Arrival, state: int, timezone: str) -> Iterator[int]:
    """A Poisson process whose rate changes from month to month: a unit process, stretched month by month."""
    key, left = 0, _gap(arrival, state, 0)
    at = float(first)
    for end, share in months(first, last, rate, timezone):
        intensity = rate.count / rate.per * share
        while intensity > 0.0 and left <= (end - at) * intensity:
            at += left / intensity
            yield int(at)
            key += 1
            left = _gap(arrival, state, key)
        left -= (end - at) * intensity
        at = float(end)


def months(first: int, last: int, rate: Rate, timezone: str) -> Iterator[tuple[int, float]]:
    """The end of each month from `first` to `last`, with what multiplies the rate in it."""
    if not rate.months:
        yield last, 1.0
        return
    day = day_of(first, timezone)
    while True:
        year, month = divmod(day.year * 12 + day.month, 12)
        following = datetime.date(year, month + 1, 1)
        end = at_day(following, datetime.time(), timezone)
        yield min(end, last), rate.months[day.month - 1]
        if end >= last:
            return
        day = following
