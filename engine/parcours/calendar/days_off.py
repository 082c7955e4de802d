"""The calendar of a cooperative: its zone, its holidays, the weeks it closes, the dates it gives names to."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from typing import Final

from parcours.calendar import public_holidays, zone
from parcours.calendar.errors import CalendarError
from parcours.calendar.named import NamedDates
from parcours.calendar.public_holidays import DayOff
from parcours.messages import Text

BUSINESS_WEEK: Final = 5  # Monday to Friday
WORKING_WEEK: Final = 6  # Monday to Saturday


@dataclass(frozen=True, slots=True)
class Closure:
    """Days nobody works there, first and last included. Raises CalendarError when they are in the wrong order."""

    first: date
    last: date
    label: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise CalendarError(
                Text("La fermeture finit le {last}, avant de commencer le {first}.", first=self.first, last=self.last),
                Text("Inversez les deux dates."),
            )


@dataclass(frozen=True, slots=True)
class Calendar:
    """Dated data of the world, outside of the rules; `version` is a hash of all of it.

    `edition` adds the versions of the two libraries beneath it: together, which data a date was reckoned with.
    `country` and `subdivision` choose the public holidays (none without a country), `closures` add to them,
    `dates` are the named lists, `notify_at` is the civil hour reminders leave. Raises CalendarError for a zone or
    a place nobody knows.
    """

    timezone: str
    country: str | None = None
    subdivision: str | None = None
    closures: tuple[Closure, ...] = ()
    dates: Mapping[str, NamedDates] = field(default_factory=dict, hash=False)
    notify_at: time = time(8, 30)
    version: str = field(init=False)
    edition: str = field(init=False, compare=False)

    def __hash__(self) -> int:
        return hash(self.version)

    def __post_init__(self) -> None:
        zone.zone_of(self.timezone)
        if self.country is not None:
            public_holidays.check_place(self.country, self.subdivision)
        place = (self.timezone, self.country, self.subdivision)
        content = (place, self.closures, sorted(self.dates.items()), self.notify_at)
        version = hashlib.sha256(repr(content).encode()).hexdigest()[:12]
        libraries = f"holidays {public_holidays.holidays_version()}, tzdata {zone.tz_version()}"
        object.__setattr__(self, "version", version)
        object.__setattr__(self, "edition", f"{version}, {libraries}")

    def is_day_off(self, day: date) -> bool:
        """Whether `day` is a public holiday or within a closure; a Sunday by itself is neither."""
        return self.why_off(day) is not None

    def why_off(self, day: date) -> DayOff | None:
        """What `day` is called when nobody works on it."""
        holiday = self.public_holiday(day)
        if holiday is not None:
            return holiday
        for closure in self.closures:
            if closure.first <= day <= closure.last:
                return DayOff(day, closure.label or "fermeture", closure.label or "closure")
        return None

    def public_holiday(self, day: date) -> DayOff | None:
        """What `day` is called when it is a public holiday, whether or not the house is closed."""
        if self.country is None:
            return None
        return public_holidays.public_holidays(self.country, self.subdivision, day.year).get(day)

    def is_business_day(self, day: date) -> bool:
        """Whether `day` is a *jour ouvré*: Monday to Friday, not off."""
        return day.weekday() < BUSINESS_WEEK and self.why_off(day) is None

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is a *jour ouvrable*: Monday to Saturday, not off."""
        return day.weekday() < WORKING_WEEK and self.why_off(day) is None
