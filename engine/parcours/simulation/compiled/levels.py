"""Numbers that go up and down, integrated over the months of a window in any order of time; how long things lasted."""

from parcours.simulation.compiled.counting import W_BEGINS, W_BOUNDS, W_DAYS, W_MONTHS
from parcours.simulation.compiled.parts import Room
from parcours.simulation.tables.rows import DAY_MINUTES

LONG_MONTH = 44640
"""Minutes of a month of 31 days: what a minute's month is first guessed by."""


def month_of(m: Room, minute: int) -> int:
    """The month of the window that a minute is in."""
    bounds = m.window[W_BOUNDS]
    month = (minute - m.window[W_BEGINS]) // LONG_MONTH
    while m.window[bounds + month + 1] <= minute:
        month += 1
    return month


def change(m: Room, level: int, minute: int, by: int) -> None:
    """From that minute on there are `by` more."""
    since = max(minute, m.window[W_BEGINS])
    month = month_of(m, since)
    m.tally[level + month] += by * (m.window[m.window[W_BOUNDS] + month + 1] - since)
    m.tally[level + m.window[W_MONTHS] + month + 1] += by


def level_of(m: Room, kind: int, index: int) -> int:
    """Where a number that goes up and down is added up: by month, then what each month adds to those after it."""
    return m.window[kind] + index * (2 * m.window[W_MONTHS] + 1)


def lasted(m: Room, kind: int, index: int, minutes: int) -> None:
    """Counts what lasted so long, in whole days; first among them stands how many days are to be read."""
    tally = m.tally
    row, day = m.window[kind] + index * m.window[W_DAYS], minutes // DAY_MINUTES
    tally[row] = max(tally[row], day + 1)
    tally[row + 1 + day] += 1
