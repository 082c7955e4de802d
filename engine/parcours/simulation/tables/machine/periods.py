"""The periods of a recurring duty, numbered from the first."""

from parcours.simulation.tables.machine.clock import add_months, in_month, month_of
from parcours.simulation.tables.machine.dates import first_after
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.rows import (
    NONE,
    PERIOD_FROM_START,
    PERIOD_LISTED,
    PERIOD_WEEKS,
    RC_DAYS,
    RC_END_DAY,
    RC_END_MONTH,
    RC_KIND,
    RC_LIST,
    RC_MONTHS,
)

LONGEST_MONTH = 31
MONTHS_IN_A_YEAR = 12
DAYS_IN_A_WEEK = 7
THURSDAY = 3
"""1970-01-01 was one, Monday being 0."""


def next_period(m: Machine, recurrence: int, start: int, after: int) -> tuple[int, int]:
    """The number and the last day of the first period that ends after a day; 0 where a list holds no more dates."""
    table = m.table
    if table[recurrence + RC_KIND] == PERIOD_LISTED:
        found = first_after(m, table[recurrence + RC_LIST], max(start, after + 1))
        if found == NONE:
            return 0, NONE
    longest = table[recurrence + RC_MONTHS] * LONGEST_MONTH + table[recurrence + RC_DAYS]
    index = max(1, (after - start) // longest)
    while True:
        last = _last(m, recurrence, start, index)
        if last != NONE and last > after:
            return index, last
        index += 1


def first_of(m: Machine, recurrence: int, start: int, index: int) -> int:
    """The first day of a period: the day after the one before it that has an end."""
    for earlier in range(index - 1, 0, -1):
        last = _last(m, recurrence, start, earlier)
        if last != NONE:
            return last + 1
    return start


def _last(m: Machine, recurrence: int, start: int, index: int) -> int:
    table = m.table
    kind = table[recurrence + RC_KIND]
    if kind == PERIOD_FROM_START:
        months, days = table[recurrence + RC_MONTHS] * index, table[recurrence + RC_DAYS] * index
        return add_months(m, start, months) + days - 1
    if kind == PERIOD_WEEKS:
        sunday = start + DAYS_IN_A_WEEK - 1 - (start + THURSDAY) % DAYS_IN_A_WEEK
        return sunday + table[recurrence + RC_DAYS] * index - DAYS_IN_A_WEEK
    end = _grid(m, recurrence, start, index)
    if kind != PERIOD_LISTED:
        return end
    first = max(start, _grid(m, recurrence, start, index - 1) + 1)
    found = first_after(m, table[recurrence + RC_LIST], first)
    return found if found <= end else NONE


def _grid(m: Machine, recurrence: int, start: int, index: int) -> int:
    """The end of the `index`-th calendar period, counted from the one that holds `start`."""
    table = m.table
    months, day = table[recurrence + RC_MONTHS], table[recurrence + RC_END_DAY]
    step = min(months, MONTHS_IN_A_YEAR)
    month = month_of(m, start)
    end = month - month % MONTHS_IN_A_YEAR + (table[recurrence + RC_END_MONTH] - 1) % step
    while in_month(m, end, day) < start:
        end += step
    return in_month(m, end + months * index - step, day)
