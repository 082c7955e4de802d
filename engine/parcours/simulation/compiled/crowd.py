"""Who is to come: drawn by machine code, stream by stream, but for the lists of days that a file gives."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from parcours.simulation.compiled.play import ARRIVE, ARRIVE_AT_RATE
from parcours.simulation.compiled.room import Place, Prepared, Sizes, carry_out, enough, sizes_for
from parcours.simulation.draws.keyed import descend, root
from parcours.simulation.model import Model
from parcours.simulation.reference.arrivals import comers, months
from parcours.simulation.reference.hours import at_day
from parcours.simulation.scenario.supply import Arrival, Rate, Spread
from parcours.simulation.tables import memory, rows
from parcours.simulation.tables.machine.stores import OF_COMER

HALF: Final = 1 << 63
FIRST_GUESS: Final = 1024
"""People of one stream there is room for before it is known how many come."""

Comers = tuple[Any, Any]
"""Where the draws of each begin (uint64), and minute, stream and key of each (int64, three columns)."""


class Crowd:
    """Everybody who comes in one replication, in order of time.

    One stream that spreads people is drawn as they come; others are drawn at once, and put in order.
    """

    def __init__(self, prepared: Prepared, model: Model, cases: int | None, seed: int | None, replication: int) -> None:
        scenario = model.scenario
        self._model = model
        self._cases = scenario.people if cases is None else cases
        self._root = root(scenario.seed if seed is None else seed, replication)
        self._spread = len(scenario.arrivals) == 1 and isinstance(scenario.arrivals[0].flow, Spread)
        self._keys, self._comers = _nobody()
        if not self._spread:
            drawn = list(self._each_stream(prepared, scenario.seed if seed is None else seed, replication))
            keys, coming = (np.concatenate(parts) for parts in zip(*drawn, strict=True)) if drawn else _nobody()
            order = np.lexsort((coming[:, 2], coming[:, 1], coming[:, 0]))
            self._keys, self._comers = keys[order], coming[order]

    def __len__(self) -> int:
        return self._cases if self._spread else len(self._keys)

    def settle(self, place: Place) -> None:
        """Before anybody has come there."""
        if self._spread:
            self._settle_stream(place, 0)

    def come(self, place: Place, first: int, count: int) -> None:
        """Those from `first` on, the next ones, are there."""
        place["memory"][memory.G_COMING] = count
        if self._spread:
            carry_out(place, ARRIVE)
            return
        sites = place["table"][rows.H_SITES]
        place["keys"][sites : sites + count] = self._keys[first : first + count]
        place["comers"][: count * OF_COMER] = self._comers[first : first + count].reshape(-1)

    def _each_stream(self, prepared: Prepared, seed: int, replication: int) -> Iterator[Comers]:
        for stream, arrival in enumerate(self._model.scenario.arrivals):
            if isinstance(arrival.flow, Rate):
                numbers = self._rate(arrival.flow)
                yield self._drawn(prepared, stream, ARRIVE_AT_RATE, FIRST_GUESS, numbers)
            elif isinstance(arrival.flow, Spread):
                yield self._drawn(prepared, stream, ARRIVE, self._cases, None)
            else:
                own = [each for each in comers(self._model, 0, seed, replication) if each.stream == stream]
                told = [(each.minute, each.stream, each.key) for each in own]
                yield (
                    np.array([each.state for each in own], np.uint64),
                    np.array(told, np.int64).reshape(-1, OF_COMER),
                )

    def _drawn(self, prepared: Prepared, stream: int, way: int, guess: int, numbers: Any) -> Comers:
        def drawn(sizes: Sizes) -> Place:
            place = Place(prepared, sizes[memory.G_COMING], sizes, spread=numbers)
            self._settle_stream(place, stream)
            carry_out(place, way)
            return place

        place = enough(sizes_for(prepared.tables, 0, 0) | {memory.G_COMING: guess}, drawn)
        sites, count = place["table"][rows.H_SITES], int(place["memory"][memory.G_SPREAD_KEY])
        return place["keys"][sites : sites + count], place["comers"][: count * OF_COMER].reshape(-1, OF_COMER)

    def _settle_stream(self, place: Place, stream: int) -> None:
        for register, value in self._registers(stream).items():
            place["memory"][register] = value
        flow = self._model.scenario.arrivals[stream].flow
        if isinstance(flow, Spread):
            place["spread"][:] = flow.over / self._cases if self._cases else 0.0, 0.0

    def _registers(self, stream: int) -> Mapping[int, int]:
        arrival: Arrival = self._model.scenario.arrivals[stream]
        months_of = len(self._rate(arrival.flow)) // 2 if isinstance(arrival.flow, Rate) else 0
        return {
            memory.G_SPREAD_FIRST: self._midnight(self._model.scenario.begins),
            memory.G_SPREAD_STATE: _signed(descend(self._root, arrival.site.number)),
            memory.G_SPREAD_SITE: _signed(arrival.site.number),
            memory.G_SPREAD_STREAM: stream,
            memory.G_SPREAD_MONTHS: months_of,
            memory.G_SPREAD_KEY: 0,
        }

    def _rate(self, rate: Rate) -> Any:
        scenario, timezone = self._model.scenario, self._model.definition.calendar.timezone
        first, last = self._midnight(scenario.begins), self._midnight(scenario.arrivals_end)
        each = ((end, rate.count / rate.per * share) for end, share in months(first, last, rate, timezone))
        return np.array([first, *(number for pair in each for number in pair)], np.float64)

    def _midnight(self, day: datetime.date) -> int:
        return at_day(day, datetime.time(), self._model.definition.calendar.timezone)


def _nobody() -> Comers:
    return np.empty(0, np.uint64), np.empty((0, OF_COMER), np.int64)


def _signed(number: int) -> int:
    """The same 64 bits, with a sign."""
    return number - 2 * HALF if number >= HALF else number
