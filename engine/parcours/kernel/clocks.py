"""When a timer acts on its day, what a suspension does to it, and what remains of it meanwhile."""

import datetime
from typing import Final

from parcours.calendar.civil import business_days_between, working_days_between
from parcours.calendar.dates import DateRule, Reckoning, reckon, reckon_instant
from parcours.calendar.days_off import Calendar
from parcours.calendar.duration import Duration
from parcours.calendar.zone import end_of, instant, start_of
from parcours.model.case import Part, Timer
from parcours.model.deadline import Deadline, WhenSuspended

_MINUTE: Final = datetime.timedelta(minutes=1)
_AT_THE_END: Final = frozenset({Part.FIRE, Part.RESUME})


def acts_at(calendar: Calendar, part: Part, day: datetime.date, *, closes: bool = False) -> datetime.datetime:
    """The instant of a civil due day: what is kept acts when it begins, what fires or `closes` when it ends.

    The rest leaves with the messages of the day.
    """
    if part is Part.KEPT:
        return start_of(day, calendar.timezone)
    if closes or part in _AT_THE_END:
        return end_of(day, calendar.timezone)
    return instant(day, calendar.notify_at, calendar.timezone)


def due_of(calendar: Calendar, part: Part, found: Reckoning) -> datetime.datetime:
    """The same for a date just reckoned; one said in hours acts at its own instant."""
    return found.moment.at if found.moment is not None else acts_at(calendar, part, found.due)


def when_suspended(deadline: Deadline, owner: str) -> WhenSuspended:
    """What a suspension does to a deadline: those of a contract and of the law always run."""
    return WhenSuspended.RUN if deadline.law or owner.startswith("contract:") else deadline.when_suspended


def remaining(calendar: Calendar, timer: Timer, since: datetime.date) -> int:
    """What is left of a timer on a day: days, working days if it was said so, minutes if it was said in hours."""
    offset = timer.reckoning.rule.offset if timer.reckoning is not None else None
    if offset is not None and not offset.is_civil:
        return max(0, (timer.due - start_of(since, calendar.timezone)) // _MINUTE)
    return max(0, _distance(calendar, offset, since, timer.day))


def rest(calendar: Calendar, reckoning: Reckoning, left: int, on: datetime.date) -> Reckoning:
    """The date that what was `left` gives from a day on, said as the deadline was so that it can be explained."""
    offset = reckoning.rule.offset
    if left and offset is not None and not offset.is_civil:
        return reckon_instant(DateRule(Duration(minutes=left)), start_of(on, calendar.timezone), calendar)
    return _later(calendar, reckoning.rule, on, left)


def delayed(calendar: Calendar, found: Reckoning, former: Timer | None) -> Reckoning:
    """A date just reckoned anew, as much later as suspensions had made the timer that stood for it."""
    if former is None or former.day <= former.base or not found.rule.is_civil:
        return found
    gained = _distance(calendar, found.rule.offset, former.base, former.day)
    return _later(calendar, found.rule, found.due, gained)


def _distance(calendar: Calendar, offset: Duration | None, start: datetime.date, end: datetime.date) -> int:
    if offset is not None and offset.business_days:
        return business_days_between(start, end, calendar)
    if offset is not None and offset.working_days:
        return working_days_between(start, end, calendar)
    return (end - start).days


def _later(calendar: Calendar, rule: DateRule, day: datetime.date, count: int) -> Reckoning:
    offset = rule.offset
    if not count:
        return reckon(DateRule(roll=rule.roll), day, calendar)
    if offset is not None and offset.business_days:
        said = Duration(business_days=count)
    elif offset is not None and offset.working_days:
        said = Duration(working_days=count)
    else:
        said = Duration(days=count)
    return reckon(DateRule(said, roll=rule.roll), day, calendar)
