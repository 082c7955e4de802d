"""The inputs of the event under way: as numbers, NaN for what was not given."""

import math

from parcours.simulation.tables.machine.dates import is_named, moved
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.state import refuse
from parcours.simulation.tables.memory import B_STAGE, BK_KNOWN, G_TODAY, SH_LITERALS, SH_VALUES
from parcours.simulation.tables.rows import (
    ASKS_ENDS,
    ASKS_SIGNED,
    ASKS_STARTS,
    EV_ASKED,
    EV_INPUTS,
    EV_PRESENT,
    FD_REQUIRED,
    H_BACKDATING,
    H_FIELDS,
    H_INPUTS,
    H_NOWHERE,
    IN_AMONG,
    IN_INTO,
    IN_REQUIRED,
    IN_SLOT,
    INPUT_EFFECTIVE,
    INPUT_ENDS,
    INPUT_PRESENT,
    INPUT_SIGNED,
    INPUT_STARTS,
    NAME_INPUT,
    NONE,
    SAID_DAY,
    SAID_INT,
    UNKNOWN,
)


def forget(m: Machine) -> None:
    first = m.table[SH_VALUES]
    for place in range(first, first + m.table[H_INPUTS]):
        m.values[place] = UNKNOWN


def put(m: Machine, slot: int, value: float, said: int) -> None:
    """`said` is how the value is told: the place of a literal, or one of the SAID_ numbers."""
    m.values[m.table[SH_VALUES] + slot] = value
    m.memory[m.table[SH_LITERALS] + slot] = said


def is_given(m: Machine, slot: int) -> bool:
    value = m.values[m.table[SH_VALUES] + slot]
    return not math.isnan(value)


def given(m: Machine, slot: int) -> int:
    """A day or a number of months, NONE when it was not given."""
    return int(m.values[m.table[SH_VALUES] + slot]) if is_given(m, slot) else NONE


def complete(m: Machine, event: int) -> None:
    """The engine's own defaults: today, the day asked for, as many present as the quorum wants."""
    table, today = m.table, m.memory[G_TODAY]
    asked = table[event + EV_ASKED]
    effective = given(m, INPUT_EFFECTIVE) if is_given(m, INPUT_EFFECTIVE) else today
    if asked & ASKS_SIGNED and not is_given(m, INPUT_SIGNED):
        put(m, INPUT_SIGNED, float(today), SAID_DAY)
    if asked & ASKS_STARTS and not is_given(m, INPUT_STARTS):
        put(m, INPUT_STARTS, float(effective), SAID_DAY)
    if asked & ASKS_ENDS and not is_given(m, INPUT_ENDS):
        put(m, INPUT_ENDS, float(effective), SAID_DAY)
    put(m, INPUT_EFFECTIVE, float(effective), SAID_DAY)
    if table[event + EV_PRESENT] and not is_given(m, INPUT_PRESENT):
        put(m, INPUT_PRESENT, float(table[event + EV_PRESENT]), SAID_INT)


def judge(m: Machine, c: int, event: int, on: int) -> None:
    """A reason for each input that is missing, impossible or too old."""
    table = m.table
    own = table[event + EV_INPUTS]
    for place in range(own + 1, own + 1 + table[own]):
        each = table[place]
        slot, named = table[each + IN_SLOT], table[each + IN_AMONG]
        if not is_given(m, slot):
            if table[each + IN_REQUIRED]:
                refuse(m, NAME_INPUT)
        elif named and not is_named(m, named, given(m, slot)):
            refuse(m, NAME_INPUT)
    if m.memory[c + B_STAGE] == table[H_NOWHERE]:
        _judge_dossier(m, c, event)
    _judge_days(m, on)


def _judge_dossier(m: Machine, c: int, event: int) -> None:
    """Nobody enters without the fields their file asks for."""
    table = m.table
    fields = table[H_FIELDS]
    for number in range(table[fields]):
        field = table[fields + 1 + number]
        missing = table[field + FD_REQUIRED] and not m.memory[c + m.table[BK_KNOWN] + number]
        if missing and not _is_written(m, event, number):
            refuse(m, NAME_INPUT)


def _is_written(m: Machine, event: int, field: int) -> bool:
    table = m.table
    own = table[event + EV_INPUTS]
    for place in range(own + 1, own + 1 + table[own]):
        if table[table[place] + IN_INTO] == field and is_given(m, table[table[place] + IN_SLOT]):
            return True
    return False


def _judge_days(m: Machine, on: int) -> None:
    today, signed = m.memory[G_TODAY], given(m, INPUT_SIGNED)
    if signed != NONE and signed > today:
        refuse(m, NAME_INPUT)
    backdating = m.table[H_BACKDATING]
    oldest = moved(m, today, backdating) if backdating else today
    if on < oldest or (signed != NONE and signed < oldest):
        refuse(m, NAME_INPUT)


def value_place(m: Machine, slot: int) -> int:
    return m.table[SH_VALUES] + slot


def said_place(m: Machine, slot: int) -> int:
    return m.table[SH_LITERALS] + slot
