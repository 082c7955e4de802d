"""The dated data a file carries: its calendar and the values of its parameters."""

import datetime
import re
from typing import Final

from parcours.calendar.days_off import Calendar, Closure
from parcours.calendar.named import MonthDay, NamedDates
from parcours.definition import codes
from parcours.definition.build.people import field_type
from parcours.definition.build.problems import Problems
from parcours.definition.piece import Piece, civil_date
from parcours.definition.value_types import WRITE_AS
from parcours.model.fields import Field, FieldError, FieldType, read_value
from parcours.model.world import ParameterValue

UNIVERSAL: Final = "UTC"  # stands in for a zone that is missing or unknown, which is said
NUMBERS: Final = frozenset({FieldType.NUMBER, FieldType.INTEGER})
MORNING: Final = datetime.time(8, 30)
_MONTH_DAY: Final = re.compile(r"([0-9]{2})-([0-9]{2})")


def calendar(piece: Piece, problems: Problems) -> Calendar:
    """The calendar of a file. What the calendar refuses is blamed at its own place and left out."""
    zone, country = piece.text("timezone", UNIVERSAL), piece.text("holidays") or None
    known = problems.attempt(codes.UNKNOWN_ZONE, piece.at("timezone").path, lambda: Calendar(zone).timezone, UNIVERSAL)
    place = piece.at("subdivision" if piece.at("subdivision") else "holidays").path
    subdivision = piece.text("subdivision") or None
    offs = problems.attempt(
        codes.UNKNOWN_HOLIDAYS, place, lambda: Calendar(known, country, subdivision), Calendar(known)
    )
    closures = (_closure(item, problems) for item in piece.at("closures").items())
    return Calendar(
        timezone=known,
        country=offs.country,
        subdivision=offs.subdivision,
        closures=tuple(closure for closure in closures if closure is not None),
        dates={name: _named(each) for name, each in piece.at("dates").entries()},
        notify_at=_hour(piece.text("notify_at")) or MORNING,
    )


def _closure(piece: Piece, problems: Problems) -> Closure | None:
    first, last = piece.date("from"), piece.date("until")
    if first is None or last is None:
        return None
    label = piece.text("label")
    return problems.attempt(codes.CLOSURE_BACKWARDS, piece.path, lambda: Closure(first, last, label), None)


def _named(piece: Piece) -> NamedDates:
    known = tuple(day for item in piece.items() if (day := civil_date(item.value)) is not None)
    usual = tuple(yearly for item in piece.items() if (yearly := _month_day(item.value)) is not None)
    return NamedDates(known, usual)


def _month_day(value: object) -> MonthDay | None:
    found = _MONTH_DAY.fullmatch(str(value))
    return (int(found[1]), int(found[2])) if found else None


def _hour(said: str) -> datetime.time | None:
    try:
        return datetime.time.fromisoformat(said)
    except ValueError:
        return None


def parameter(name: str, piece: Piece, problems: Problems) -> tuple[ParameterValue, ...]:
    """The values of a parameter, oldest first."""
    kind = Field(name, field_type(piece))
    values = (_value(item, kind, problems) for item in piece.at("values").items())
    return tuple(sorted((value for value in values if value is not None), key=lambda value: value.since))


def _value(piece: Piece, kind: Field, problems: Problems) -> ParameterValue | None:
    since = piece.date("since")
    if since is None or not piece.at("value"):
        return None
    try:
        return ParameterValue(since, read_value(kind, piece.at("value").value), piece.text("source"))
    except FieldError as error:
        remedy = WRITE_AS["number"](piece.at("value").value) if kind.type in NUMBERS else None
        problems.say(codes.WRONG_PARAMETER_VALUE, piece.at("value").path, error.text, remedy)
        return None
