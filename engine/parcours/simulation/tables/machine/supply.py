"""Sessions and their seats; units of what is scarce and those who wait for them."""

import math

from parcours.simulation.tables.machine.clock import at_day, day_of
from parcours.simulation.tables.machine.dates import first_after
from parcours.simulation.tables.machine.intervals import later
from parcours.simulation.tables.machine.parts import Fault, Machine
from parcours.simulation.tables.machine.state import say
from parcours.simulation.tables.machine.stores import drop_waiting, first_waiting, put_waiting, waiting
from parcours.simulation.tables.machine.words import amount
from parcours.simulation.tables.memory import (
    B_HELD,
    B_NUMBER,
    BK_HELD,
    BK_MOST_HELD,
    FAULT_HELD,
    FAULT_SEATS,
    G_AT,
    G_NOW,
    P_BIRTH,
    P_CASE,
    P_FRESH,
    P_QUEUED,
    P_TICKET,
    SAY_BOOKED,
    SAY_GRANTED,
    SH_ASKED,
    SH_UNITS,
)
from parcours.simulation.tables.rows import (
    DY_FIRST,
    H_DAYS,
    NONE,
    RS_INDEX,
    RS_NAME,
    RS_PRIORITY,
    SE_AT,
    SE_INDEX,
    SE_LIST,
    SE_NAME,
    SE_NOTICE,
    SE_SEATS,
    SE_TAKEN,
)

MOST_FULL = 1200
"""Sessions looked at before a house with no free seat is called full, as the oracle does."""


def booked(m: Machine, c: int, session: int) -> int:
    """The day of the first session far enough ahead with a free seat, now theirs; its minute is left in G_AT."""
    table, memory = m.table, m.memory
    earliest = memory[G_NOW]
    if table[session + SE_NOTICE]:
        earliest = later(m, c, table[session + SE_NOTICE], earliest)
    day = seated_on(m, session, earliest)
    say(m, c, SAY_BOOKED, table[session + SE_NAME], day, 0)
    memory[G_AT] = at_day(m, day, table[session + SE_AT])
    return day


def seated_on(m: Machine, session: int, earliest: int) -> int:
    """The day of the first session from a minute on with a free seat, now taken."""
    table = m.table
    day = day_of(m, earliest)
    for _ in range(MOST_FULL):
        day = first_after(m, table[session + SE_LIST], day)
        if day == NONE:
            break
        if at_day(m, day, table[session + SE_AT]) >= earliest and _seated(m, session, day):
            return day
        day += 1
    raise Fault(FAULT_SEATS, table[session + SE_INDEX])


def taken_at_once(m: Machine, resource: int) -> bool:
    """One unit, if one is free."""
    place = m.table[SH_UNITS] + m.table[resource + RS_INDEX]
    if m.memory[place] <= 0:
        return False
    m.memory[place] -= 1
    return True


def wait(m: Machine, c: int, process: int, resource: int) -> None:
    """Their turn comes by priority, then in order of asking."""
    table, memory = m.table, m.memory
    index = table[resource + RS_INDEX]
    place = m.table[SH_ASKED] + index
    memory[place] += 1
    memory[process + P_QUEUED] = resource
    memory[process + P_TICKET] = memory[place]
    priority = amount(m, c, table[resource + RS_PRIORITY]) if table[resource + RS_PRIORITY] else 0.0
    if math.isnan(priority):
        priority = 0.0
    number = memory[c + B_NUMBER]
    put_waiting(m, index, priority, memory[place], process, memory[process + P_BIRTH], number)


def next_served(m: Machine, resource: int) -> int:
    """The process whose turn has come, given a unit; 0 where nobody waits or none is free."""
    memory = m.memory
    index = m.table[resource + RS_INDEX]
    place = m.table[SH_UNITS] + index
    while waiting(m, index) > 0:
        ticket, process, birth, number = first_waiting(m, index)
        waits = memory[process + P_BIRTH] == birth and memory[process + P_TICKET] == ticket
        if waits and memory[process + P_QUEUED] == resource and _is_of(m, process, number):
            if memory[place] <= 0:
                return 0
            drop_waiting(m, index)
            memory[process + P_QUEUED] = 0
            memory[place] -= 1
            return process
        drop_waiting(m, index)
    return 0


def grant(m: Machine, process: int, resource: int) -> None:
    """The unit is theirs until it has served."""
    memory = m.memory
    c = memory[process + P_CASE]
    held = memory[c + B_HELD]
    if held >= m.table[BK_MOST_HELD]:
        raise Fault(FAULT_HELD, m.table[resource + RS_INDEX])
    memory[process + P_FRESH] = resource
    memory[c + m.table[BK_HELD] + held] = resource
    memory[c + B_HELD] = held + 1
    say(m, c, SAY_GRANTED, m.table[resource + RS_NAME], 0, 0)


def holds_unit(m: Machine, c: int, resource: int) -> bool:
    first = c + m.table[BK_HELD]
    for place in range(first, first + m.memory[c + B_HELD]):
        if m.memory[place] == resource:
            return True
    return False


def _is_of(m: Machine, process: int, number: int) -> bool:
    return m.memory[m.memory[process + P_CASE] + B_NUMBER] == number


def _seated(m: Machine, session: int, day: int) -> bool:
    table, memory = m.table, m.memory
    seats = table[session + SE_SEATS]
    if seats < 0:
        return True
    place = table[session + SE_TAKEN] + day - table[table[H_DAYS] + DY_FIRST]
    if memory[place] >= seats:
        return False
    memory[place] += 1
    return True
