"""Who is to come, so many at a time: drawn by machine code where one stream spreads them, else by the oracle."""

import datetime
from itertools import islice
from typing import Final

from parcours.simulation.compiled.arriving import SPREAD_MEAN
from parcours.simulation.compiled.play import ARRIVE
from parcours.simulation.compiled.room import Place, carry_out
from parcours.simulation.draws.keyed import descend, root
from parcours.simulation.model import Model
from parcours.simulation.reference.arrivals import comers
from parcours.simulation.reference.hours import at_day
from parcours.simulation.scenario.supply import Spread
from parcours.simulation.tables import memory, rows
from parcours.simulation.tables.machine.stores import OF_COMER

HALF: Final = 1 << 63


class Crowd:
    """Everybody who comes in one replication, in order of time."""

    def __init__(self, model: Model, cases: int | None, seed: int | None, replication: int) -> None:
        scenario = model.scenario
        self._model = model
        self._cases = scenario.people if cases is None else cases
        self._seed = scenario.seed if seed is None else seed
        self._replication = replication
        self._spread = len(scenario.arrivals) == 1 and isinstance(scenario.arrivals[0].flow, Spread)
        self._listed = [] if self._spread else list(comers(model, self._cases, self._seed, replication))

    def __len__(self) -> int:
        return self._cases if self._spread else len(self._listed)

    def settle(self, place: Place) -> None:
        """Before anybody has come there."""
        flow = self._model.scenario.arrivals[0].flow if self._spread else None
        if not isinstance(flow, Spread):
            return
        arrival, model = self._model.scenario.arrivals[0], self._model
        place["spread"][SPREAD_MEAN] = flow.over / self._cases if self._cases else 0.0
        registers = {
            memory.G_SPREAD_FIRST: at_day(model.scenario.begins, datetime.time(), model.definition.calendar.timezone),
            memory.G_SPREAD_STATE: _signed(descend(root(self._seed, self._replication), arrival.site.number)),
            memory.G_SPREAD_SITE: _signed(arrival.site.number),
        }
        for register, value in registers.items():
            place["memory"][register] = value

    def come(self, place: Place, first: int, count: int) -> None:
        """Those from `first` on, the next ones, are there."""
        place["memory"][memory.G_COMING] = count
        if self._spread:
            carry_out(place, ARRIVE)
            return
        sites = place["table"][rows.H_SITES]
        for number, comer in enumerate(islice(self._listed, first, first + count)):
            place["keys"][sites + number] = comer.state
            place["comers"][number * OF_COMER : (number + 1) * OF_COMER] = comer.minute, comer.stream, comer.key


def _signed(number: int) -> int:
    """The same 64 bits, with a sign."""
    return number - 2 * HALF if number >= HALF else number
