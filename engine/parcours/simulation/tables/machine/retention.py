"""How long the file of a case that has ended is kept: timers that leave no line, but wake the case."""

from parcours.simulation.tables.machine import slots
from parcours.simulation.tables.machine.dates import counted
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.slots import acts_at
from parcours.simulation.tables.memory import B_ENDED, B_STAGE, BK_OWNERS, G_AT
from parcours.simulation.tables.rows import (
    NONE,
    OW_FIRST,
    OW_KIND,
    OW_REGION,
    OW_SLOTS,
    PART_RETENTION,
    SL_ROW,
    ST_RETENTION,
)


def arm(m: Machine, c: int) -> None:
    """Arms what is said of where it has ended, or moves it if its day has moved since."""
    table, memory = m.table, m.memory
    ended, owner = memory[c + B_ENDED], table[memory[c + B_STAGE] + ST_RETENTION]
    if ended == NONE or not owner:
        return
    memory[c + m.table[BK_OWNERS] + table[owner + OW_REGION]] = owner
    rows = table[owner + OW_SLOTS]
    for place in range(table[rows]):
        day = counted(m, c, table[table[rows + 1 + place] + SL_ROW], ended, table[owner + OW_KIND], 0)
        slot = table[owner + OW_FIRST] + place
        passed = slots.passed_on(m, c, slot)
        standing = slots.is_armed(m, c, slot) and slots.day_of_slot(m, c, slot) == day
        if day != NONE and not standing and (passed == NONE or passed < day):
            due = memory[G_AT] if memory[G_AT] != NONE else acts_at(m, PART_RETENTION, day, False)
            slots.arm(m, c, slot, day, due, 0)
