"""Duties that come back: one occurrence armed at a time, the next when it has acted."""

from parcours.simulation.tables.machine import actions, slots
from parcours.simulation.tables.machine.deadlines import arm_rungs
from parcours.simulation.tables.machine.parts import Fault, Machine
from parcours.simulation.tables.machine.periods import first_of, next_period
from parcours.simulation.tables.machine.slots import acts_at
from parcours.simulation.tables.memory import BK_COUNTS, BK_REVISION, FAULT_OVERLAP, G_NOW, N_DAY, N_NEXT
from parcours.simulation.tables.rows import (
    LATE_ONCE,
    NONE,
    OW_FIRST,
    OW_RECURRENCES,
    PART_DO,
    RC_AT_LEAST,
    RC_COUNT,
    RC_DO,
    RC_OTHERWISE,
    RC_RUNGS,
    RC_SLOT,
    RG_DO,
)


def arm_next(m: Machine, c: int, recurrence: int, owner: int, owned: int, start: int, after: int) -> None:
    """Arms the first occurrence whose last day comes after a day; none where a list of dates has ended."""
    table = m.table
    index, last = next_period(m, recurrence, start, after)
    if not index:
        return
    first = table[owner + OW_FIRST] + table[recurrence + RC_SLOT]
    rungs = table[recurrence + RC_RUNGS]
    for slot in range(first, first + 1 + table[rungs]):
        if slots.is_armed(m, c, slot):
            raise Fault(FAULT_OVERLAP, last)
    due = acts_at(m, PART_DO, last, table[recurrence + RC_COUNT] >= 0)
    slots.arm(m, c, first, last, due, index)
    if table[rungs] and due > m.memory[G_NOW]:
        arm_rungs(m, c, rungs, first + 1, owner, owned, last, LATE_ONCE, index)


def act(m: Machine, c: int, recurrence: int, owner: int, owned: int, start: int, day: int) -> None:
    """What an occurrence asks on its day, once said that it has passed; then the next one is armed."""
    table = m.table
    if table[recurrence + RC_COUNT] < 0:
        actions.run(m, c, table[recurrence + RC_DO], day)
    elif not _enough(m, c, recurrence, start, day):
        actions.run(m, c, table[recurrence + RC_OTHERWISE], day)
    arm_next(m, c, recurrence, owner, owned, start, day)


def remind(m: Machine, c: int, recurrence: int, owner: int, start: int, rung: int, on: int) -> None:
    """One rung of an occurrence, unless what it reminds of is done already."""
    table = m.table
    last = slots.day_of_slot(m, c, table[owner + OW_FIRST] + table[recurrence + RC_SLOT])
    if table[recurrence + RC_COUNT] < 0 or not _enough(m, c, recurrence, start, last):
        actions.run(m, c, table[table[table[recurrence + RC_RUNGS] + 1 + rung] + RG_DO], on)


def last_call(m: Machine, c: int, owner: int, last: int, since: int) -> int:
    """The occurrence that closes on the very day its owner ends, the first one armed after `since`; 0 for none."""
    table = m.table
    found, armed = 0, NONE
    recurrences = table[owner + OW_RECURRENCES]
    for place in range(recurrences + 1, recurrences + 1 + table[recurrences]):
        slot = table[owner + OW_FIRST] + table[table[place] + RC_SLOT]
        revision = m.memory[c + m.table[BK_REVISION] + slot]
        closes = slots.is_armed(m, c, slot) and slots.day_of_slot(m, c, slot) == last
        if closes and revision > since and (armed == NONE or revision < armed):
            found, armed = table[place], revision
    return found


def _enough(m: Machine, c: int, recurrence: int, start: int, last: int) -> bool:
    """Whether the event it counts came often enough in the period that ends on a day."""
    memory = m.memory
    index, end = next_period(m, recurrence, start, last - 1)
    if not index:
        return False
    first, came = first_of(m, recurrence, start, index), 0
    record = memory[c + m.table[BK_COUNTS] + m.table[recurrence + RC_COUNT]]
    while record:
        if first <= memory[record + N_DAY] <= end:
            came += 1
        record = memory[record + N_NEXT]
    return came >= m.table[recurrence + RC_AT_LEAST]
