"""Waits: so long from a minute, by the calendar, by the clock or by chance."""

from parcours.simulation.tables.machine.clock import add_months, at_day, day_of, time_of, walked
from parcours.simulation.tables.machine.draws import drawn
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.rows import (
    DAY_MINUTES,
    H_OPEN_BUSINESS,
    H_OPEN_WORKING,
    WAIT_DRAWN,
    WAIT_MINUTES,
    WT_BUSINESS,
    WT_DAYS,
    WT_DRAW,
    WT_KIND,
    WT_MINUTES,
    WT_MONTHS,
    WT_WORKING,
)


def later(m: Machine, c: int, wait: int, minute: int) -> int:
    """The minute so long after another; a delay drawn is cut to whole minutes."""
    if m.table[wait + WT_KIND] == WAIT_DRAWN:
        return minute + int(drawn(m, c, m.table[wait + WT_DRAW]))
    return times_later(m, wait, minute, 1)


def times_later(m: Machine, wait: int, minute: int, times: int) -> int:
    """The minute so many times a duration after another."""
    table = m.table
    days = times * table[wait + WT_DAYS]
    if table[wait + WT_KIND] == WAIT_MINUTES:
        return minute + days * DAY_MINUTES + times * table[wait + WT_MINUTES]
    day = day_of(m, minute)
    at = time_of(m, minute, day)
    if table[wait + WT_BUSINESS]:
        day = walked(m, table[H_OPEN_BUSINESS], day, times * table[wait + WT_BUSINESS], 1)
    elif table[wait + WT_WORKING]:
        day = walked(m, table[H_OPEN_WORKING], day, times * table[wait + WT_WORKING], 1)
    else:
        months = times * table[wait + WT_MONTHS]
        day = (add_months(m, day, months) if months else day) + days
    return at_day(m, day, at)
