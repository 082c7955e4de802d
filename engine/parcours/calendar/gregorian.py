"""Days of the Gregorian calendar from year 1 to 9999, and what happens at the end of months."""

import calendar
from datetime import MAXYEAR, MINYEAR, date
from typing import Final

from parcours.calendar.errors import CalendarError
from parcours.messages import Text

MONTHS_IN_A_YEAR: Final = 12
SHORTEST_MONTH: Final = 28
LONGEST_MONTH: Final = 31
_LAST_ORDINAL: Final = date.max.toordinal()


def clipped(year: int, month: int, day: int) -> date:
    """That day, or the last one of a month too short to have it."""
    return date(year, month, day if day <= SHORTEST_MONTH else min(day, calendar.monthrange(year, month)[1]))


def in_month(months: int, day: int) -> date:
    """Day number `day`, or the last one, of the month that comes `months` after January of year 0.

    Raises CalendarError outside years 1 to 9999.
    """
    year, month = divmod(months, MONTHS_IN_A_YEAR)
    if not MINYEAR <= year <= MAXYEAR:
        raise outside()
    return clipped(year, month + 1, day)


def month_number(day: date) -> int:
    """How many months its month comes after January of year 0."""
    return day.year * MONTHS_IN_A_YEAR + day.month - 1


def add_months(day: date, months: int) -> date:
    """Rule *month-end*: the same day number `months` later (earlier if negative), else the last day of that month.

    XML Schema part 2, appendix E.1. Raises CalendarError outside years 1 to 9999.
    """
    return in_month(month_number(day) + months, day.day)


def add_days(day: date, days: int) -> date:
    """`days` later, earlier if negative. Raises CalendarError outside years 1 to 9999."""
    ordinal = day.toordinal() + days
    if not 1 <= ordinal <= _LAST_ORDINAL:
        raise outside()
    return date.fromordinal(ordinal)


def outside() -> CalendarError:
    """What is said of a date beyond the calendar."""
    return CalendarError(
        Text("La date cherchée sort du calendrier (années 1 à 9999)."),
        Text("Vérifiez la date de départ et la durée."),
    )
