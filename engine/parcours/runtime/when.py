"""A date counted from another by a rule, outside of any case: what `explain` says of a case, for a question asked."""

import datetime

from parcours.calendar.dates import DateRule, Reckoning, reckon, reckon_instant
from parcours.calendar.days_off import Calendar
from parcours.calendar.duration import Duration
from parcours.calendar.roll import Roll
from parcours.calendar.zone import start_of


def due_on(
    start: datetime.date, duration: Duration, calendar: Calendar, roll: Roll = Roll.NONE, *, backwards: bool = False
) -> Reckoning:
    """The day `duration` after `start`, or before it, rolled; hours are counted from the beginning of the day.

    Raises CalendarError for a day out of the calendar, and for hours with a roll.
    """
    rule = DateRule(duration, backwards=backwards, roll=roll)
    if rule.is_civil:
        return reckon(rule, start, calendar)
    return reckon_instant(rule, start_of(start, calendar.timezone), calendar)
