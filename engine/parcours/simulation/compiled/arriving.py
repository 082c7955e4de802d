"""Draws who comes, one gap after the other, as `reference.arrivals` does."""

from parcours.simulation.compiled.parts import Room
from parcours.simulation.draws.distributions import exponential
from parcours.simulation.draws.keyed import descend
from parcours.simulation.tables.machine.parts import Fault
from parcours.simulation.tables.machine.stores import OF_COMER
from parcours.simulation.tables.memory import (
    FAULT_ROOM,
    G_COMING,
    G_SPREAD_FIRST,
    G_SPREAD_KEY,
    G_SPREAD_MONTHS,
    G_SPREAD_SITE,
    G_SPREAD_STATE,
    G_SPREAD_STREAM,
)
from parcours.simulation.tables.rows import H_SITES

SPREAD_MEAN, SPREAD_SINCE, SPREAD_SIZE = range(3)
RATE_BEGINS, RATE_MONTHS = range(2)
"""Where a rate begins; then the end of each month, and how many come in a minute of it."""


def arrive(m: Room) -> None:
    """The next G_COMING people of the stream."""
    memory = m.memory
    since, mean = m.spread[SPREAD_SINCE], m.spread[SPREAD_MEAN]
    for number in range(memory[G_COMING]):
        key = memory[G_SPREAD_KEY] + number
        since += mean * _gap(m, key)
        _come(m, number, memory[G_SPREAD_FIRST] + int(since), key)
    m.spread[SPREAD_SINCE] = since
    memory[G_SPREAD_KEY] += memory[G_COMING]


def arrive_at_rate(m: Room) -> None:
    """Everybody of a stream whose rate changes from month to month: G_SPREAD_KEY says how many."""
    memory, spread = m.memory, m.spread
    key, left, at = 0, _gap(m, 0), spread[RATE_BEGINS]
    for number in range(memory[G_SPREAD_MONTHS]):
        end, intensity = spread[RATE_MONTHS + 2 * number], spread[RATE_MONTHS + 2 * number + 1]
        while intensity > 0.0 and left <= (end - at) * intensity:
            if key >= memory[G_COMING]:
                raise Fault(FAULT_ROOM, G_COMING)
            at += left / intensity
            _come(m, key, int(at), key)
            key += 1
            left = _gap(m, key)
        left -= (end - at) * intensity
        at = end
    memory[G_SPREAD_KEY] = key


def _gap(m: Room, key: int) -> float:
    """Between two arrivals, one a minute."""
    return exponential(1.0, descend(descend(m.memory[G_SPREAD_STATE], key), m.memory[G_SPREAD_SITE]))


def _come(m: Room, number: int, minute: int, key: int) -> None:
    m.keys[m.table[H_SITES] + number] = descend(m.memory[G_SPREAD_STATE], key)
    m.comers[number * OF_COMER] = minute
    m.comers[number * OF_COMER + 1] = m.memory[G_SPREAD_STREAM]
    m.comers[number * OF_COMER + 2] = key
