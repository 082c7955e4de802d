"""Draws who comes, where one stream spreads people over time: as `reference.arrivals` does, one gap after the other."""

from parcours.simulation.compiled.stores import Room
from parcours.simulation.draws.distributions import exponential
from parcours.simulation.draws.keyed import descend
from parcours.simulation.tables.machine.stores import OF_COMER
from parcours.simulation.tables.memory import (
    G_COMING,
    G_SPREAD_FIRST,
    G_SPREAD_KEY,
    G_SPREAD_SITE,
    G_SPREAD_STATE,
    G_SPREAD_STREAM,
)
from parcours.simulation.tables.rows import H_SITES

SPREAD_MEAN, SPREAD_SINCE, SPREAD_SIZE = range(3)


def arrive(m: Room) -> None:
    """The next G_COMING people of the stream."""
    memory = m.memory
    state, site = memory[G_SPREAD_STATE], memory[G_SPREAD_SITE]
    since, mean = m.spread[SPREAD_SINCE], m.spread[SPREAD_MEAN]
    first, sites = memory[G_SPREAD_FIRST], m.table[H_SITES]
    for number in range(memory[G_COMING]):
        key = memory[G_SPREAD_KEY] + number
        own = descend(state, key)
        since += mean * exponential(1.0, descend(own, site))
        m.keys[sites + number] = own
        m.comers[number * OF_COMER] = first + int(since)
        m.comers[number * OF_COMER + 1] = memory[G_SPREAD_STREAM]
        m.comers[number * OF_COMER + 2] = key
    m.spread[SPREAD_SINCE] = since
    memory[G_SPREAD_KEY] += memory[G_COMING]
