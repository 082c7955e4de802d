"""When an effect is tried again, when it is given up, and at which hours a message may reach people."""

import datetime
from typing import Final

from parcours.calendar.days_off import Calendar
from parcours.calendar.zone import instant, local_day, local_time
from parcours.model.case import Case, Part
from parcours.ports import Quiet

FIRST: Final = 30.0  # seconds before the second try; each wait is twice the one before
LONGEST: Final = 6 * 3600.0
SPREAD: Final = 0.5  # what chance adds to a wait, at most: those refused together must not come back together
LONGEST_ASKED: Final = 24 * 3600.0
MOST_TRIES: Final = 12  # over more than half a day: a server that is down for a night loses nothing
MOST_FAULTS: Final = 3  # a plugin that raises or takes its process down is a bug, which waiting seldom mends
SUNDAY: Final = 6
SEARCHED: Final = 400  # days; a calendar without one working day among them holds nothing back
SPEAKS_OF_DATES: Final = frozenset({Part.DO, Part.FIRE, Part.KEPT})


def wait(attempts: int, chance: float, asked: float | None = None) -> datetime.timedelta:
    """How long after try number `attempts` the next one comes.

    `chance` is in [0, 1). What the other side `asked`, in seconds, is never shortened but beyond a day.
    """
    doubled = min(FIRST * 2 ** min(attempts - 1, 32), LONGEST)
    least = doubled if asked is None else min(max(asked, 1.0), LONGEST_ASKED)
    return datetime.timedelta(seconds=least * (1 + SPREAD * chance))


def allowed_at(at: datetime.datetime, calendar: Calendar, quiet: Quiet | None) -> datetime.datetime:
    """The first instant from `at` on at which a message may reach people.

    Neither in quiet hours, nor on a Sunday or a public holiday. Weeks of closure stop nothing: dates run through them.
    """
    if quiet is None:
        return at
    zone = calendar.timezone
    today, hour = local_day(at, zone), local_time(at, zone)
    if _is_open(today, calendar):
        if not quiet.covers(hour):
            return at
        if hour < quiet.ends:
            return instant(today, quiet.ends, zone)
    opening = quiet.ends if quiet.covers(datetime.time(0)) else datetime.time(0)
    days = (today + datetime.timedelta(days) for days in range(1, SEARCHED))
    return next((instant(day, opening, zone) for day in days if _is_open(day, calendar)), at)


def held_until(case: Case, at: datetime.datetime, calendar: Calendar, quiet: Quiet | None) -> datetime.datetime | None:
    """Until when a message to people waits; None when it leaves at once, which it does rather than come too late."""
    then = allowed_at(at, calendar, quiet)
    return then if then > at and not _speaks_too_late(case, at, then) else None


def _speaks_too_late(case: Case, at: datetime.datetime, until: datetime.datetime) -> bool:
    """Whether something of the case comes due by `until`: a message held until then would come after it.

    What was due by `at` has come already: it is about to fire, or cannot.
    """
    return any(at < timer.due <= until for timer in case.timers.values() if timer.part in SPEAKS_OF_DATES)


def _is_open(day: datetime.date, calendar: Calendar) -> bool:
    return day.weekday() != SUNDAY and calendar.public_holiday(day) is None
