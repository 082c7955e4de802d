"""Named dates: the days an assembly is known to meet, and the day it usually does."""

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from parcours.calendar.errors import CalendarError
from parcours.calendar.gregorian import MONTHS_IN_A_YEAR, clipped
from parcours.messages import Text

MonthDay = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NamedDates:
    """`known` days and, for the years that have none of them, the `usual` (month, day) ones; both are kept sorted.

    The usual 29 February is the 28th of a common year. Raises CalendarError for a usual day no year has.
    """

    known: tuple[date, ...] = ()
    usual: tuple[MonthDay, ...] = ()

    def __post_init__(self) -> None:
        for month, day in self.usual:
            # 2000 is a leap year: 29 February is a day some years have.
            if not (1 <= month <= MONTHS_IN_A_YEAR and 1 <= day <= calendar.monthrange(2000, month)[1]):
                raise CalendarError(
                    Text("Le jour « {day} » n'existe dans aucune année.", day=f"{month:02d}-{day:02d}"),
                    Text("Écrivez le mois puis le jour, par exemple « 06-18 »."),
                )
        object.__setattr__(self, "known", tuple(sorted(set(self.known))))
        object.__setattr__(self, "usual", tuple(sorted(set(self.usual))))

    def of_year(self, year: int) -> tuple[date, ...]:
        """The days of that year, in order."""
        known = tuple(day for day in self.known if day.year == year)
        return known or tuple(clipped(year, month, day) for month, day in self.usual)


def dates_of(named: NamedDates, first: date, last: date) -> tuple[date, ...]:
    """The days from `first` to `last`, both included, in order."""
    years = range(first.year, last.year + 1)
    return tuple(day for year in years for day in named.of_year(year) if first <= day <= last)


def last_before(named: NamedDates, day: date) -> date | None:
    """The last of them on `day` or before; None when there is none."""
    return next((found for found in reversed(tuple(_around(named, day))) if found <= day), None)


def first_after(named: NamedDates, day: date) -> date | None:
    """The first of them on `day` or after; None when there is none."""
    return next((found for found in _around(named, day) if found >= day), None)


def _around(named: NamedDates, day: date) -> Iterator[date]:
    # With a usual day every year has one, so that three years hold the nearest; without, only known ones count.
    near = {year for year in (day.year - 1, day.year, day.year + 1) if date.min.year <= year <= date.max.year}
    years = sorted(near | {known.year for known in named.known})
    return (found for year in years for found in named.of_year(year))
