"""Minutes since 1970 (UTC), in which a simulation counts, to instants and civil days and back."""

import datetime
from typing import Final

from parcours.calendar import zone

EPOCH: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
MINUTE: Final = datetime.timedelta(minutes=1)
DAY: Final = datetime.timedelta(days=1)


def instant_of(minute: int) -> datetime.datetime:
    return EPOCH + minute * MINUTE


def minute_of(instant: datetime.datetime) -> int:
    """The minute an instant falls in."""
    return (instant - EPOCH) // MINUTE


def minute_reached(instant: datetime.datetime) -> int:
    """The first minute that does not begin before an instant."""
    return -((EPOCH - instant) // MINUTE)


def at_day(day: datetime.date, at: datetime.time, timezone: str) -> int:
    """The minute at which clocks there show `at` on `day`."""
    return minute_of(zone.instant(day, at, timezone))


def day_of(minute: int, timezone: str) -> datetime.date:
    return zone.local_day(instant_of(minute), timezone)


def coming_midnight(minute: int, timezone: str) -> datetime.date:
    """The first day that begins at that minute or after it."""
    day = day_of(minute, timezone)
    return day if at_day(day, datetime.time(), timezone) >= minute else day + DAY
