"""Timers, each in a slot of its own: armed, disarmed, passed."""

from parcours.simulation.tables.machine.clock import at_day, midnight
from parcours.simulation.tables.machine.parts import Fault, Machine
from parcours.simulation.tables.machine.state import say
from parcours.simulation.tables.memory import (
    B_REVISION,
    B_SOONEST,
    BK_DAY,
    BK_DUE,
    BK_LIVES,
    BK_OCCURRENCE,
    BK_PASSED,
    BK_REVISION,
    FAULT_FULL,
    G_PASSED,
    MOST_PASSED,
    SAY_PASSED,
    SH_PASSED,
    SH_TERMS,
)
from parcours.simulation.tables.rows import (
    FAR,
    H_NOTIFY,
    NONE,
    OW_INDEX,
    OW_REGION,
    PART_FIRE,
    PART_KEPT,
    SL_MISSED,
    SL_NAME,
    SL_PART,
    SL_RUNG,
)

RUNGS = 1000
"""How a part and its rung are told as one number."""


def is_armed(m: Machine, c: int, slot: int) -> bool:
    return m.memory[c + m.table[BK_DUE] + slot] != FAR


def due_of(m: Machine, c: int, slot: int) -> int:
    return m.memory[c + m.table[BK_DUE] + slot]


def day_of_slot(m: Machine, c: int, slot: int) -> int:
    return m.memory[c + m.table[BK_DAY] + slot]


def passed_on(m: Machine, c: int, slot: int) -> int:
    """The day a single date acted on while its owner lives, else NONE."""
    return m.memory[c + m.table[BK_PASSED] + slot]


def occurrence_of(m: Machine, c: int, slot: int) -> int:
    return m.memory[c + m.table[BK_OCCURRENCE] + slot]


def arm(m: Machine, c: int, slot: int, day: int, due: int, occurrence: int) -> None:
    memory = m.memory
    memory[c + B_REVISION] += 1
    memory[c + m.table[BK_DUE] + slot] = due
    memory[c + B_SOONEST] = min(due, memory[c + B_SOONEST])
    memory[c + m.table[BK_DAY] + slot] = day
    memory[c + m.table[BK_PASSED] + slot] = NONE
    memory[c + m.table[BK_OCCURRENCE] + slot] = occurrence
    memory[c + m.table[BK_REVISION] + slot] = memory[c + B_REVISION]


def disarm(m: Machine, c: int, slot: int) -> None:
    m.memory[c + m.table[BK_DUE] + slot] = FAR


def pass_by(m: Machine, c: int, owner: int, slot: int, row: int) -> None:
    """The timer has acted: it is said, and remembered unless it comes back."""
    memory, table = m.memory, m.table
    day, occurrence = day_of_slot(m, c, slot), occurrence_of(m, c, slot)
    disarm(m, c, slot)
    if not occurrence:
        memory[c + m.table[BK_PASSED] + slot] = day
    said = table[row + SL_PART] * RUNGS + table[row + SL_RUNG]
    say(m, c, SAY_PASSED, table[row + SL_NAME], said, occurrence)
    if table[row + SL_MISSED] and not _is_old_term(m, owner, row):
        _watch(m, c, owner, slot, row)


def acts_at(m: Machine, part: int, day: int, closes: bool) -> int:
    """The minute of a civil due day: what is kept acts when it begins, what fires or closes when it ends."""
    if part == PART_KEPT:
        return midnight(m, day)
    if closes or part == PART_FIRE:
        return midnight(m, day + 1)
    return at_day(m, day, m.table[H_NOTIFY])


def _is_old_term(m: Machine, owner: int, row: int) -> bool:
    """A contract that comes to the end it had before this step has missed nothing."""
    term = m.table[row + SL_MISSED] < 0
    return term and m.memory[m.table[SH_TERMS] + m.table[owner + OW_INDEX]] != 0


def _watch(m: Machine, c: int, owner: int, slot: int, row: int) -> None:
    memory = m.memory
    count = memory[G_PASSED]
    if count + 4 > MOST_PASSED:
        raise Fault(FAULT_FULL, count)
    place = m.table[SH_PASSED] + count
    region = m.table[owner + OW_REGION]
    memory[place] = slot
    memory[place + 1] = passed_on(m, c, slot)
    memory[place + 2] = abs(m.table[row + SL_MISSED]) - 1
    memory[place + 3] = memory[c + m.table[BK_LIVES] + region] * 1024 + region
    memory[G_PASSED] = count + 4


def revision_of(m: Machine, c: int, slot: int) -> int:
    """When a timer was armed, among the others of its case."""
    return m.memory[c + m.table[BK_REVISION] + slot]


def pass_silently(m: Machine, c: int, slot: int) -> None:
    """The timer has acted and nobody is told."""
    m.memory[c + m.table[BK_PASSED] + slot] = day_of_slot(m, c, slot)
    disarm(m, c, slot)
