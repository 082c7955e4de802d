"""What our functions do. Pure: those that count with days off take the calendar of the evaluation."""

import datetime
from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from types import MappingProxyType
from typing import Final

from parcours.calendar import civil
from parcours.calendar.days_off import Calendar
from parcours.calendar.duration import Duration
from parcours.calendar.errors import CalendarError, DurationError
from parcours.expressions.values import day_of, moment
from parcours.messages import Text


def read_date(text: str) -> datetime.date:
    """`2026-07-01`, and no other way to write it. ValueError otherwise, or when no such day exists."""
    day = datetime.date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError(text)
    return day


@lru_cache(maxsize=512)
def read_duration(text: str) -> Duration:
    """A duration that leads from a day to a day. Raises DurationError, for hours and minutes too."""
    duration = Duration.parse(text)
    if not duration.is_civil:
        raise DurationError(
            Text("« {text} » se compte en heures, et une condition en jours.", text=text),
            Text("Dites la durée en mois, en jours ou en jours ouvrés."),
        )
    return duration


def _date(text: str) -> datetime.datetime:
    return moment(read_date(text))


def _valid(validity: Mapping[str, datetime.datetime], day: datetime.datetime) -> bool:
    until = validity.get("until")
    return validity["from"] <= day and (until is None or day <= until)


def _months_between(start: datetime.datetime, end: datetime.datetime) -> int:
    return civil.months_between(day_of(start), day_of(end))


def _plus(calendar: Calendar, day: datetime.datetime, duration: str | Mapping[str, int]) -> datetime.datetime:
    length = read_duration(duration) if isinstance(duration, str) else Duration(**duration)
    return moment(civil.shift(day_of(day), length, calendar))


def _business_days_between(calendar: Calendar, start: datetime.datetime, end: datetime.datetime) -> int:
    return civil.business_days_between(day_of(start), day_of(end), calendar)


PURE: Final[Mapping[str, Callable[..., object]]] = MappingProxyType(
    {"date": _date, "valid": _valid, "months_between": _months_between}
)
_DATED: Final[Mapping[str, Callable[..., object]]] = MappingProxyType(
    {"plus": _plus, "business_days_between": _business_days_between}
)


def dated(name: str, calendar: Calendar, failures: list[Text]) -> Callable[..., object]:
    """The function of that name, counting with the days off of `calendar`; what it refuses is added to `failures`."""
    return partial(_call, _DATED[name], calendar, failures)


def _call(function: Callable[..., object], calendar: Calendar, failures: list[Text], *arguments: object) -> object:
    try:
        return function(calendar, *arguments)
    except CalendarError as error:
        # The library carries no exception of ours through its C++: the reason is kept here, and a plain one goes on.
        failures.append(error.text)
        raise ValueError(type(error).__name__) from None
