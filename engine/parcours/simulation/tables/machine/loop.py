"""One replication, from what comes first to what comes last."""

import math

from parcours.simulation.tables.machine import house, supply
from parcours.simulation.tables.machine.clock import day_of, in_month, midnight, month_of
from parcours.simulation.tables.machine.course import go_on
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.processes import call, wake
from parcours.simulation.tables.machine.state import say, say_number
from parcours.simulation.tables.machine.stores import (
    OF_COMER,
    coming,
    copied,
    is_due,
    next_entry,
    opened_numbers,
    put_entry,
)
from parcours.simulation.tables.machine.words import amount
from parcours.simulation.tables.memory import (
    B_ENDED,
    B_KEY,
    B_NUMBER,
    B_STAGE,
    B_VALUES,
    BK_SIZE,
    G_CASES,
    G_NOW,
    G_TODAY,
    P_BIRTH,
    P_CALL,
    P_CASE,
    P_QUEUED,
    SAY_ARRIVED,
    SAY_EARNED,
    SAY_RELEASED,
    SAY_RENEGED,
    SH_UNITS,
    TURN_MONEY,
    TURN_PLACES,
    WAKE_CALL,
    WAKE_ENTER,
    WAKE_MONEY,
    WAKE_RELEASE,
    WAKE_TIMER,
)
from parcours.simulation.tables.rows import (
    AR_ACT,
    AR_NAME,
    FL_AMOUNT,
    FL_NAME,
    FL_STAGES,
    H_ARRIVALS,
    H_FIELDS,
    H_FLOWS,
    H_INPUTS,
    H_KEPT,
    H_KNOWN,
    H_SITES,
    H_TEMPLATE,
    NONE,
    OWNED_CASE,
    RS_INDEX,
    RS_NAME,
)

CENTS = 100


def open_for_next(m: Machine) -> None:
    """The next person to come is on the agenda, at the number they will have."""
    memory = m.memory
    number = memory[G_CASES]
    if number < coming(m):
        put_entry(m, m.comers[number * OF_COMER], number, TURN_PLACES, 0, WAKE_ENTER, 0, 0)
        memory[G_CASES] = number + 1


def step(m: Machine, end: int) -> bool:
    """What comes next happens; False when there is nothing before `end`."""
    if not is_due(m, end):
        return False
    minute, number, birth, what, first, second = next_entry(m)
    if minute != m.memory[G_NOW]:
        m.memory[G_NOW] = minute
        m.memory[G_TODAY] = day_of(m, minute)
    happen(m, number, birth, what, first, second)
    return True


def happen(m: Machine, number: int, birth: int, what: int, first: int, second: int) -> None:
    """An entry of the agenda, whose minute it is."""
    if what == WAKE_CALL:
        _called(m, number, birth, first, second)
    elif what == WAKE_TIMER:
        if m.memory[first + B_NUMBER] == number:
            house.pass_time(m, first)
    elif what == WAKE_ENTER:
        open_for_next(m)
        at = number * OF_COMER
        enter(m, number, m.comers[at + 1], m.comers[at + 2])
    elif what == WAKE_RELEASE:
        _release(m, first, second)
    else:
        _pay(m, first)


def _called(m: Machine, number: int, birth: int, process: int, turn: int) -> None:
    memory = m.memory
    c = memory[process + P_CASE]
    if memory[process + P_BIRTH] != birth or memory[process + P_CALL] != turn >> 1 or memory[c + B_NUMBER] != number:
        return
    house.settle_down(m)
    if memory[process + P_QUEUED]:
        say(m, c, SAY_RENEGED, m.table[memory[process + P_QUEUED] + RS_NAME], 0, 0)
        memory[process + P_QUEUED] = 0
    go_on(m, process, turn & 1)


def _release(m: Machine, c: int, resource: int) -> None:
    m.memory[m.table[SH_UNITS] + m.table[resource + RS_INDEX]] += 1
    say(m, c, SAY_RELEASED, m.table[resource + RS_NAME], 0, 0)
    process = supply.next_served(m, resource)
    while process:
        supply.grant(m, process, resource)
        call(m, process, m.memory[G_NOW], 1)
        process = supply.next_served(m, resource)


def enter(m: Machine, number: int, stream: int, key: int) -> None:
    """Somebody comes, of a stream, in which they are known by a key."""
    table = m.table
    c = _opened(m, number)
    arrival = table[table[H_ARRIVALS] + 1 + stream]
    say(m, c, SAY_ARRIVED, table[arrival + AR_NAME], key, 0)
    if table[table[H_KNOWN]]:
        house.write_fields(m, c, table[H_KNOWN], OWNED_CASE, 0)
    if house.send(m, c, table[arrival + AR_ACT], OWNED_CASE, 0) and table[table[H_FLOWS]]:
        _pay_from(m, c)


def _opened(m: Machine, number: int) -> int:
    """The block of somebody new."""
    table, memory = m.table, m.memory
    c = copied(m, table[H_TEMPLATE], table[BK_SIZE])
    memory[c + B_NUMBER] = number
    memory[c + B_KEY] = table[H_SITES] + number
    memory[c + B_VALUES] = opened_numbers(m, table[table[H_FIELDS]] + table[H_KEPT] * table[H_INPUTS])
    return c


def _pay_from(m: Machine, c: int) -> None:
    """Once a month, at its last minute: at that very one, the next month's."""
    today = m.memory[G_TODAY]
    if m.memory[G_NOW] + 1 == midnight(m, today + 1):
        today += 1
    following = in_month(m, month_of(m, today) + 1, 1)
    wake(m, midnight(m, following) - 1, c, TURN_MONEY, 0, WAKE_MONEY, c, 0)


def _pay(m: Machine, c: int) -> None:
    """What the month has brought in or cost."""
    table, memory = m.table, m.memory
    if memory[c + B_ENDED] != NONE:
        return
    house.settle_down(m)
    flows = table[H_FLOWS]
    for place in range(flows + 1, flows + 1 + table[flows]):
        flow = table[place]
        stages = table[flow + FL_STAGES]
        for each in range(stages + 1, stages + 1 + table[stages]):
            if table[each] == memory[c + B_STAGE]:
                earned = amount(m, c, table[flow + FL_AMOUNT])
                if not math.isnan(earned):
                    say_number(m, c, SAY_EARNED, table[flow + FL_NAME], 0, math.floor(earned * CENTS + 0.5))
    _pay_from(m, c)
