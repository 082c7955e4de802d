"""What becomes of a date that falls on a day nobody works."""

from datetime import date
from enum import StrEnum

from parcours.calendar.civil import WhyOff, walk
from parcours.calendar.days_off import BUSINESS_WEEK, Calendar
from parcours.calendar.public_holidays import DayOff


class Roll(StrEnum):
    """Rule *roll*: where a date goes when it is no business day."""

    NONE = "none"
    NEXT = "next_business_day"
    PREVIOUS = "previous_business_day"


def roll(day: date, rule: Roll, calendar: Calendar) -> date:
    """`day`, or the nearest business day on the side `rule` says."""
    return rolled(day, rule, calendar.why_off)[0]


def rolled(day: date, rule: Roll, why_off: WhyOff) -> tuple[date, tuple[DayOff, ...]]:
    """The same, and the days off that were met, `day` itself among them."""
    if rule is Roll.NONE:
        return day, ()
    in_week = day.weekday() < BUSINESS_WEEK
    off = why_off(day) if in_week else None
    if in_week and off is None:
        return day, ()
    landed, met = walk(day, 1, BUSINESS_WEEK, why_off, backwards=rule is Roll.PREVIOUS)
    return landed, met if off is None else (off, *met)
