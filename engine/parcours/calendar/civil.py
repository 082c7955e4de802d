"""Arithmetic of civil days: terms, lengths in whole months, and working days that are walked one by one."""

from collections.abc import Callable
from datetime import date
from typing import Final

from parcours.calendar.days_off import BUSINESS_WEEK, WORKING_WEEK, Calendar
from parcours.calendar.duration import LONGEST_IN_DAYS, Duration
from parcours.calendar.errors import CalendarError
from parcours.calendar.gregorian import add_days, add_months, month_number
from parcours.calendar.public_holidays import DayOff
from parcours.calendar.span import Span
from parcours.messages import Text

__all__ = [
    "WhyOff",
    "add_days",
    "add_months",
    "between",
    "business_days_between",
    "months_between",
    "shift",
    "shift_civil",
    "term_end",
    "walk",
    "working_days_between",
]

WhyOff = Callable[[date], DayOff | None]

# More than two years without an open day is a mistyped closure, better said than walked through.
LONGEST_CLOSURE: Final = 731


def shift(day: date, duration: Duration, calendar: Calendar, *, backwards: bool = False) -> date:
    """`duration` after `day`, or before it: months by the month-end rule, then days; or business or working days.

    `day` itself is never one of the days walked. Raises CalendarError for a duration in hours, or outside years
    1 to 9999.
    """
    return shift_civil(day, duration, calendar.why_off, backwards=backwards)[0]


def shift_civil(
    day: date, duration: Duration, why_off: WhyOff, *, backwards: bool = False
) -> tuple[date, tuple[DayOff, ...]]:
    """The same, and the days off that were stepped over."""
    if duration.skips_days_off:
        week = BUSINESS_WEEK if duration.business_days else WORKING_WEEK
        return walk(day, duration.business_days or duration.working_days, week, why_off, backwards=backwards)
    if not duration.is_civil:
        raise CalendarError(
            Text("Une durée en heures ne se compte pas de jour en jour : {duration}.", duration=duration.text()),
            Text("Dites-la en jours ou en mois."),
        )
    sign = -1 if backwards else 1
    return add_days(add_months(day, sign * duration.months), sign * duration.days), ()


def walk(
    day: date, count: int, week: int, why_off: WhyOff, *, backwards: bool = False
) -> tuple[date, tuple[DayOff, ...]]:
    """The `count`-th open day after `day`, or before it, and the days off met on the way.

    A day is open among the first `week` of its week (5 or 6) when `why_off` says nothing of it.
    Raises CalendarError when no day is open for two years.
    """
    step = -1 if backwards else 1
    met: list[DayOff] = []
    closed = 0
    while count:
        day = add_days(day, step)
        if day.weekday() >= week:
            continue
        off = why_off(day)
        if off is None:
            count -= 1
            closed = 0
            continue
        met.append(off)
        closed += 1
        if closed > LONGEST_CLOSURE:
            raise CalendarError(
                Text("Aucun jour n'est ouvert pendant deux ans, jusqu'au {day}.", day=day),
                Text("Vérifiez les fermetures du calendrier."),
            )
    return day, tuple(met)


def term_end(start: date, months: int) -> date:
    """Rule *term*: the last day, included, of `months` months that begin on `start`.

    Renewed periods are counted from the first start, so that 31 January never drifts to 28.
    """
    return add_days(add_months(start, months), -1)


def between(first: date, last: date) -> Span:
    """The length of a period, `first` and `last` included: whole months from its first day, then days.

    Empty when `last` is the day before `first`. Raises CalendarError when it is earlier still.
    """
    end = add_days(last, 1)
    if end < first:
        raise CalendarError(
            Text("La période finit le {last}, avant de commencer le {first}.", first=first, last=last),
            Text("Inversez les deux dates."),
        )
    months = months_between(first, end)
    return Span(months, (end - add_months(first, months)).days)


def months_between(start: date, end: date) -> int:
    """How many whole months fit from `start` to `end`, by the month-end rule; negative when `end` comes first."""
    if end < start:
        return -months_between(end, start)
    months = month_number(end) - month_number(start)
    return months if add_months(start, months) <= end else months - 1


def business_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many *jours ouvrés* come after `start`, up to `end` included; negative when `end` comes first.

    Raises CalendarError beyond 200 years.
    """
    return _open_days(start, end, BUSINESS_WEEK, calendar.why_off)


def working_days_between(start: date, end: date, calendar: Calendar) -> int:
    """How many *jours ouvrables* come after `start`, up to `end` included; negative when `end` comes first.

    Raises CalendarError beyond 200 years.
    """
    return _open_days(start, end, WORKING_WEEK, calendar.why_off)


def _open_days(start: date, end: date, week: int, why_off: WhyOff) -> int:
    if end < start:
        return -_open_days(end, start, week, why_off)
    if (end - start).days > LONGEST_IN_DAYS:
        raise CalendarError(
            Text("Plus de 200 ans séparent le {start} du {end}.", start=start, end=end),
            Text("Vérifiez les deux dates."),
        )
    days = map(date.fromordinal, range(start.toordinal() + 1, end.toordinal() + 1))
    return sum(day.weekday() < week and why_off(day) is None for day in days)
