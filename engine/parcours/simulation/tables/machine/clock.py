"""Days and minutes: civil arithmetic over the day table."""

from parcours.simulation.tables.machine.parts import Fault, Machine
from parcours.simulation.tables.memory import FAULT_DAYS
from parcours.simulation.tables.rows import (
    DAY_MINUTES,
    DY_AFTER,
    DY_BEFORE,
    DY_CHANGE,
    DY_COUNT,
    DY_FIRST,
    DY_FIRST_MONTH,
    DY_MIDNIGHT,
    DY_MONTH,
    DY_MONTHS,
    DY_NUMBER,
    DY_OFFSET,
    DY_STEADY,
    H_DAYS,
    NONE,
    OD_COUNTS,
    OD_LIST,
    OD_TOTAL,
)


def index_of(m: Machine, day: int) -> int:
    """The place of a day in the arrays by day. Raises Fault beyond them: a table never guesses."""
    days = m.table[H_DAYS]
    index = day - m.table[days + DY_FIRST]
    if index < 0 or index >= m.table[days + DY_COUNT] - 1:
        raise Fault(FAULT_DAYS, day)
    return index


def midnight(m: Machine, day: int) -> int:
    """The first minute of a day."""
    days = m.table[H_DAYS]
    if m.table[days + DY_STEADY]:
        index_of(m, day)
        return day * DAY_MINUTES - m.table[days + DY_OFFSET]
    return m.table[m.table[m.table[H_DAYS] + DY_MIDNIGHT] + index_of(m, day)]


def at_day(m: Machine, day: int, at: int) -> int:
    """The first minute at which clocks show `at`, in minutes since midnight, or have jumped over it."""
    table = m.table
    days, index = table[H_DAYS], index_of(m, day)
    if table[days + DY_STEADY]:
        return day * DAY_MINUTES + at - table[days + DY_OFFSET]
    before = table[table[days + DY_BEFORE] + index]
    change = table[table[days + DY_CHANGE] + index]
    wanted = day * DAY_MINUTES + at
    if change == NONE or wanted < change + before:
        return wanted - before
    after = table[table[days + DY_AFTER] + index]
    return max(change, wanted - after)


def day_of(m: Machine, minute: int) -> int:
    """The civil day of a minute."""
    days = m.table[H_DAYS]
    if m.table[days + DY_STEADY]:
        day = (minute + m.table[days + DY_OFFSET]) // DAY_MINUTES
        index_of(m, day)
        index_of(m, day + 1)
        return day
    day = (minute + m.table[m.table[days + DY_BEFORE]]) // DAY_MINUTES
    while midnight(m, day) > minute:
        day -= 1
    while midnight(m, day + 1) <= minute:
        day += 1
    return day


def time_of(m: Machine, minute: int, day: int) -> int:
    """What clocks show at a minute of that day, in minutes since midnight."""
    table = m.table
    days, index = table[H_DAYS], index_of(m, day)
    if table[days + DY_STEADY]:
        return minute + table[days + DY_OFFSET] - day * DAY_MINUTES
    change = table[table[days + DY_CHANGE] + index]
    early = change == NONE or minute < change
    offset = table[table[days + (DY_BEFORE if early else DY_AFTER)] + index]
    return minute + offset - day * DAY_MINUTES


def add_months(m: Machine, day: int, months: int) -> int:
    """The same day number so many months later, else the last day of that month."""
    table = m.table
    days, index = table[H_DAYS], index_of(m, day)
    month = table[table[days + DY_MONTH] + index] + months
    return in_month(m, month, table[table[days + DY_NUMBER] + index])


def in_month(m: Machine, month: int, number: int) -> int:
    """Day number `number`, or the last one, of the month that many months after January of year 0."""
    table = m.table
    days = table[H_DAYS]
    place = month - table[days + DY_FIRST_MONTH]
    months = table[days + DY_MONTHS]
    if place < 0 or place + 1 >= table[months]:
        raise Fault(FAULT_DAYS, month)
    first = table[months + 1 + place]
    return min(first + number, table[months + 2 + place]) - 1


def month_of(m: Machine, day: int) -> int:
    """How many months its month comes after January of year 0."""
    return m.table[m.table[m.table[H_DAYS] + DY_MONTH] + index_of(m, day)]


def months_between(m: Machine, start: int, end: int) -> int:
    """Whole months from a day to another; negative when the other comes first."""
    first, last = min(start, end), max(start, end)
    months = month_of(m, last) - month_of(m, first)
    if add_months(m, first, months) > last:
        months -= 1
    return months if end >= start else -months


def walked(m: Machine, opened: int, day: int, count: int, sign: int) -> int:
    """The `count`-th open day after a day, or before it; `opened` says which days are."""
    if count == 0:
        return day
    table = m.table
    if sign > 0:
        place = table[table[opened + OD_COUNTS] + index_of(m, day)] + count - 1
    else:
        place = table[table[opened + OD_COUNTS] + index_of(m, day - 1)] - count
    if place < 0 or place >= table[opened + OD_TOTAL]:
        raise Fault(FAULT_DAYS, day)
    return table[table[opened + OD_LIST] + place]


def is_open(m: Machine, opened: int, day: int) -> bool:
    counts = m.table[opened + OD_COUNTS]
    return m.table[counts + index_of(m, day)] != m.table[counts + index_of(m, day - 1)]
