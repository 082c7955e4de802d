"""Where the value of an input or of a field comes from."""

import math

from parcours.simulation.tables.machine.clock import midnight
from parcours.simulation.tables.machine.dates import counted
from parcours.simulation.tables.machine.draws import drawn, picked
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.supply import booked
from parcours.simulation.tables.machine.words import amount
from parcours.simulation.tables.memory import B_VALUES, G_LITERAL, G_NOW, G_TODAY
from parcours.simulation.tables.rows import (
    NONE,
    SAID_DAY,
    SAID_FLOAT,
    SAID_INT,
    SOURCE_CHOSEN,
    SOURCE_DATED,
    SOURCE_DRAWN,
    SOURCE_GIVEN,
    SOURCE_MOVED,
    SR_A,
    SR_B,
    SR_C,
    SR_D,
    SR_E,
    SR_F,
    SR_KIND,
    UNKNOWN,
)


def value_of(m: Machine, c: int, source: int, kind: int, owner: int) -> float:
    """The value, NaN for an empty day; how it is told is left in G_LITERAL."""
    table, memory = m.table, m.memory
    of = table[source + SR_KIND]
    if of == SOURCE_GIVEN:
        memory[G_LITERAL] = table[source + SR_B]
        return m.floats[table[source + SR_A]]
    if of == SOURCE_DRAWN:
        return _typed(m, _within(m, source, drawn(m, c, table[source + SR_A])), source)
    if of == SOURCE_MOVED:
        return _typed(m, _within(m, source, _moved(m, c, source)), source)
    if of == SOURCE_CHOSEN:
        return _chosen(m, c, source)
    memory[G_LITERAL] = SAID_DAY
    if of == SOURCE_DATED:
        day = day_of_rule(m, c, table[source + SR_A], table[source + SR_B], kind, owner)
        return UNKNOWN if day == NONE else float(day)
    return float(booked(m, c, table[source + SR_A]))


def day_of_rule(m: Machine, c: int, rule: int, coming: int, kind: int, owner: int) -> int:
    """The date of a rule, counted from today, or from the first day that begins now or later."""
    today = m.memory[G_TODAY]
    anchor = today + 1 if coming and midnight(m, today) < m.memory[G_NOW] else today
    return counted(m, c, rule, anchor, kind, owner)


def _chosen(m: Machine, c: int, source: int) -> float:
    """One of the values by its weight; a number may be bounded by an expression."""
    table, memory = m.table, m.memory
    place = picked(m, c, table[source + SR_A], table[source + SR_B], table[source + SR_C])
    value = value_at(m, table[source + SR_D], table[source + SR_C], place)
    memory[G_LITERAL] = said_at(m, table[source + SR_E], place)
    if table[source + SR_F]:
        most = amount(m, c, table[source + SR_F])
        if most < value:
            memory[G_LITERAL] = SAID_INT
            return most
    return value


def value_at(m: Machine, first: int, count: int, place: int) -> float:
    """One of so many numbers."""
    return m.floats[first + min(place, count - 1)]


def said_at(m: Machine, first: int, place: int) -> int:
    """How one of some values is told."""
    return m.table[first + place]


def _moved(m: Machine, c: int, source: int) -> float:
    table = m.table
    value = 0.0
    if table[source + SR_E] >= 0:
        held = m.values[m.memory[c + B_VALUES] + table[source + SR_E]]
        value = held if not math.isnan(held) else 0.0
    if table[source + SR_A]:
        value *= drawn(m, c, table[source + SR_A])
    if table[source + SR_F]:
        value += drawn(m, c, table[source + SR_F])
    return value


def _within(m: Machine, source: int, value: float) -> float:
    """Between the least and the most, which stand with how they are told."""
    table = m.table
    m.memory[G_LITERAL] = SAID_FLOAT
    least, most = table[source + SR_B], table[source + SR_C]
    if least >= 0 and value < m.floats[least]:
        m.memory[G_LITERAL] = int(m.floats[least + 1])
        value = m.floats[least]
    if most >= 0 and value > m.floats[most]:
        m.memory[G_LITERAL] = int(m.floats[most + 1])
        value = m.floats[most]
    return value


def _typed(m: Machine, value: float, source: int) -> float:
    """Rounded for a field of whole numbers, as the oracle does."""
    if m.table[source + SR_D]:
        m.memory[G_LITERAL] = SAID_INT
        return float(int(value + 0.5))
    return value
