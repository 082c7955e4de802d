"""Deadlines: armed when their owner is born, moved when their day moves, acting once for each day."""

from parcours.simulation.tables.machine import slots
from parcours.simulation.tables.machine.actions import is_asked, open_task
from parcours.simulation.tables.machine.dates import counted
from parcours.simulation.tables.machine.parts import Fault, Machine
from parcours.simulation.tables.machine.slots import acts_at
from parcours.simulation.tables.memory import FAULT_UNNAMED, G_AT, G_NOW, G_TODAY, G_UNNAMED, SH_RUNGS
from parcours.simulation.tables.rows import (
    AN_BY,
    DL_FIRE,
    DL_HAS_DO,
    DL_LATE,
    DL_RULE,
    DL_RUNGS,
    DL_SLOT,
    LATE_ALL,
    LATE_SKIP,
    NONE,
    OW_FIRST,
    OW_KIND,
    PART_DO,
    PART_FIRE,
    PART_REMIND,
    RG_DO,
    RG_RULE,
)

RUNG = 2
"""The slots of a deadline: what it does, what it fires, then its rungs."""


def arm(m: Machine, c: int, deadline: int, owner: int, owned: int, birth: int) -> None:
    """Arms a deadline of an owner just born, or moves it if its day has moved since."""
    table, memory = m.table, m.memory
    first = table[owner + OW_FIRST] + table[deadline + DL_SLOT]
    day = counted(m, c, table[deadline + DL_RULE], birth, table[owner + OW_KIND], owned)
    at, unnamed = memory[G_AT], memory[G_UNNAMED]
    if day == NONE:
        _disarm(m, c, deadline, first)
        return
    fires = table[deadline + DL_FIRE] != 0
    main = first + (1 if fires else 0)
    if _stands(m, c, main, day):
        return
    if unnamed:
        raise Fault(FAULT_UNNAMED, day)
    if slots.is_armed(m, c, main):
        _disarm(m, c, deadline, first)
    if table[deadline + DL_HAS_DO] or not fires:
        record(m, c, first, day, at if at != NONE else acts_at(m, PART_DO, day, False))
    due = at
    if due == NONE:
        due = acts_at(m, PART_FIRE if fires else PART_DO, day, False)
    if fires:
        record(m, c, main, day, due)
    rungs = table[deadline + DL_RUNGS]
    if table[rungs] and due > memory[G_NOW]:
        arm_rungs(m, c, rungs, first + RUNG, owner, owned, day, table[deadline + DL_LATE], 0)


def arm_rungs(
    m: Machine, c: int, rungs: int, first: int, owner: int, owned: int, day: int, late: int, occurrence: int
) -> None:
    """The rungs to come, and those already past as the policy says; of several, `once` says the last alone."""
    table, memory, now = m.table, m.memory, m.memory[G_NOW]
    count, kept = table[rungs], m.table[SH_RUNGS]
    last, last_at = -1, NONE
    for number in range(count):
        rule = table[table[rungs + 1 + number] + RG_RULE]
        found = counted(m, c, rule, day, table[owner + OW_KIND], owned)
        at = NONE
        if found != NONE:
            at = memory[G_AT] if memory[G_AT] != NONE else acts_at(m, PART_REMIND, found, False)
        memory[kept + 2 * number] = found
        memory[kept + 2 * number + 1] = at
        if NONE < at < now and at >= last_at:
            last, last_at = number, at
    for number in range(count):
        found, at = memory[kept + 2 * number], memory[kept + 2 * number + 1]
        if found == NONE or (at < now and late == LATE_SKIP):
            continue
        said = at >= now or (late != LATE_ALL and number != last)
        if occurrence:
            slots.arm(m, c, first + number, found, at if said else now, occurrence)
        else:
            record(m, c, first + number, found, at if said else now)


def record(m: Machine, c: int, slot: int, day: int, due: int) -> None:
    """Arms a timer, unless it acted on that day or a later one already."""
    passed = slots.passed_on(m, c, slot)
    if passed == NONE or day > passed:
        slots.arm(m, c, slot, day, due, 0)


def spare(m: Machine, c: int, deadline: int, owner: int, rung: int, overtaken_by: int) -> None:
    """A reminder that a later one makes useless to say: people must still be able to do what it asks of them."""
    table, memory = m.table, m.memory
    first = table[owner + OW_FIRST] + table[deadline + DL_SLOT]
    main = first + (1 if table[deadline + DL_FIRE] else 0)
    if table[deadline + DL_LATE] == LATE_SKIP or not slots.is_armed(m, c, main):
        return
    if slots.due_of(m, c, main) <= memory[G_NOW]:
        return
    names = table[table[table[deadline + DL_RUNGS] + 1 + rung] + RG_DO]
    for place in range(names + 1, names + 1 + table[names]):
        action = table[place]
        if not _said(m, deadline, overtaken_by, action) and table[action + AN_BY] and not is_asked(m, c, action):
            open_task(m, c, action, 0, memory[G_TODAY])


def _said(m: Machine, deadline: int, rungs: int, action: int) -> bool:
    """Whether one of the rungs of that set of bits asks the same action."""
    table = m.table
    ladder = table[deadline + DL_RUNGS]
    for number in range(table[ladder]):
        names = table[table[ladder + 1 + number] + RG_DO]
        if rungs >> number & 1:
            for place in range(names + 1, names + 1 + table[names]):
                if table[place] == action:
                    return True
    return False


def _disarm(m: Machine, c: int, deadline: int, first: int) -> None:
    for slot in range(first, first + RUNG + m.table[m.table[deadline + DL_RUNGS]]):
        slots.disarm(m, c, slot)


def _stands(m: Machine, c: int, main: int, day: int) -> bool:
    """Whether this day is the one already armed, or not after one that has already acted."""
    if slots.is_armed(m, c, main):
        return slots.day_of_slot(m, c, main) == day
    passed = slots.passed_on(m, c, main)
    return passed != NONE and day <= passed
