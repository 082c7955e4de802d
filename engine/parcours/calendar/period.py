"""Recurring duties: the periods they are asked for, numbered from the first."""

import re
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Final

from parcours.calendar.days_off import Calendar
from parcours.calendar.duration import Duration
from parcours.calendar.errors import CalendarError
from parcours.calendar.gregorian import LONGEST_MONTH, MONTHS_IN_A_YEAR, add_days, add_months, in_month
from parcours.calendar.named import MonthDay, NamedDates, dates_of, first_after
from parcours.messages import Text

MONTH_END: Final = "month_end"
LIST_PREFIX: Final = "dates."
DAYS_IN_A_WEEK: Final = 7
_YEAR_END: Final = (MONTHS_IN_A_YEAR, LONGEST_MONTH)
_MONTH_DAY: Final = re.compile(r"([0-9]{2})-([0-9]{2})")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The `index`-th period (from 1), from `first` to `last` included; what it asks for falls on `last`."""

    index: int
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Period:
    """Every `each`, counted from the calendar or `from_start`; `on` is None, `month_end`, `MM-DD` or `dates.<list>`.

    Counted from the calendar, periods are months, quarters, years or weeks (Monday to Sunday), the first one cut
    where the duty starts. With a list, a period ends on its first date in each of them, and a calendar period
    without such a date has no occurrence. Raises CalendarError for members that contradict each other.
    """

    each: Duration
    from_start: bool = False
    on: str | None = None
    end_day: MonthDay = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        for problem in (_days_worked(self), _two_ends(self), _odd_length(self)):
            if problem is not None:
                raise problem
        object.__setattr__(self, "end_day", _end_day(self.on or ""))

    @property
    def list_name(self) -> str | None:
        """The list of dates its periods end on."""
        if self.on is None or self.on == MONTH_END or _MONTH_DAY.fullmatch(self.on):
            return None
        return self.on.removeprefix(LIST_PREFIX)


def occurrence(period: Period, start: date, index: int, calendar: Calendar) -> Occurrence | None:
    """The `index`-th period of a duty that starts on `start`; None where a named list has no date.

    The number of a period never depends on the lists: learning of a date, or of another, renumbers nothing.
    Raises CalendarError outside years 1 to 9999.
    """
    last = _last(period, start, index, calendar)
    if last is None:
        return None
    before = (_last(period, start, earlier, calendar) for earlier in range(index - 1, 0, -1))
    previous = next((end for end in before if end is not None), None)
    return Occurrence(index, start if previous is None else add_days(previous, 1), last)


def next_period(period: Period, start: date, after: date, calendar: Calendar) -> Occurrence | None:
    """The first period of a duty started on `start` whose last day comes after the day `after`.

    None when a named list holds no more dates. Raises CalendarError outside years 1 to 9999.
    """
    named = _list(period, calendar)
    if named is not None and first_after(named, max(start, add_days(after, 1))) is None:
        return None
    # No period is longer than its months of 31 days, so that the one looked for is not before this one.
    longest = period.each.months * LONGEST_MONTH + period.each.days
    numbers = count(max(1, (after - start).days // longest))
    found = (occurrence(period, start, index, calendar) for index in numbers)
    return next(each for each in found if each is not None and each.last > after)


def _list(period: Period, calendar: Calendar) -> NamedDates | None:
    return None if period.list_name is None else calendar.dates.get(period.list_name, NamedDates())


def _last(period: Period, start: date, index: int, calendar: Calendar) -> date | None:
    if period.from_start:
        months, days = period.each.months * index, period.each.days * index
        return add_days(add_months(start, months), days - 1)
    if not period.each.months:
        sunday = add_days(start, DAYS_IN_A_WEEK - 1 - start.weekday())
        return add_days(sunday, period.each.days * index - DAYS_IN_A_WEEK)
    end = _grid(period, start, index)
    named = _list(period, calendar)
    if named is None:
        return end
    first = max(start, add_days(_grid(period, start, index - 1), 1))
    return next(iter(dates_of(named, first, end)), None)


def _grid(period: Period, start: date, index: int) -> date:
    """The end of the `index`-th calendar period, counted from the one that holds `start`."""
    month, day = period.end_day
    months = period.each.months
    step = min(months, MONTHS_IN_A_YEAR)
    ends = count(start.year * MONTHS_IN_A_YEAR + (month - 1) % step, step)
    first = next(end for end in ends if in_month(end, day) >= start)
    return in_month(first + months * index - step, day)


def _end_day(on: str) -> MonthDay:
    found = _MONTH_DAY.fullmatch(on)
    return _YEAR_END if found is None else NamedDates(usual=((int(found[1]), int(found[2])),)).usual[0]


def _days_worked(period: Period) -> CalendarError | None:
    each = period.each
    if each.is_civil and not each.skips_days_off:
        return None
    return CalendarError(
        Text("Une période ne se compte pas en {each}.", each=each.text()),
        Text("Dites-la en mois, en semaines ou en jours."),
    )


def _two_ends(period: Period) -> CalendarError | None:
    if not period.from_start or period.on is None:
        return None
    return CalendarError(
        Text("Une période comptée depuis le début finit à son dernier jour, pas le « {on} ».", on=period.on),
        Text("Retirez « from: start » ou « on »."),
    )


def _odd_length(period: Period) -> CalendarError | None:
    months, days = period.each.months, period.each.days
    weeks = not months and days % DAYS_IN_A_WEEK == 0 and period.on is None
    in_years = months and not days and (MONTHS_IN_A_YEAR % months == 0 or months % MONTHS_IN_A_YEAR == 0)
    if period.from_start or weeks or in_years:
        return None
    return CalendarError(
        Text("Le calendrier ne se partage pas en périodes de {each}.", each=period.each.text()),
        Text(
            "Comptez-les depuis le début (« from: start »), ou prenez 1, 2, 3, 4 ou 6 mois, des années, des semaines."
        ),
    )
