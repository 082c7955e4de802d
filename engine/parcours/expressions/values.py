"""Plain Python values on their way into CEL.

A civil date travels as 00:00 UTC of that date. Never as midnight in a zone: midnight in Paris is the day before in UTC,
and the condition would read a date one day too early.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Final, TypeAlias

from parcours.calendar.duration import Duration
from parcours.expressions.types import CelType
from parcours.model.fields import Sealed, Validity

Scope: TypeAlias = Mapping[str, object]
Reader: TypeAlias = Callable[[Scope], object]

FILLED: Final = "known."
DOSSIER: Final = "dossier."
FIRST_DAY, LAST_DAY = ".from", ".until"


def moment(day: datetime.date) -> datetime.datetime:
    """The civil date as CEL holds it."""
    return datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC)


def day_of(instant: datetime.datetime) -> datetime.date:
    """The civil date of what CEL hands to our functions."""
    return instant.astimezone(datetime.UTC).date()


def plain_reader(name: str, declared: Mapping[str, CelType]) -> Reader:
    """The function that reads the plain value of `name` from a scope; None when nobody filled it.

    `known.x`, `x.from` and `x.until` are derived from the field itself.
    """
    if name.startswith(FILLED):
        return _reader_of_filled(name)
    owner, _, part = name.rpartition(".")
    if declared.get(owner) is CelType.VALIDITY and f".{part}" in {FIRST_DAY, LAST_DAY}:
        return _reader_of_validity_day(owner, name.endswith(LAST_DAY))
    return lambda scope: scope.get(name)


def converter(kind: CelType) -> Callable[[object], object]:
    """The function that makes a plain value one of CEL's; it leaves what is of another type for CEL to refuse."""
    return _CONVERTERS[kind]


def _reader_of_filled(name: str) -> Reader:
    field = DOSSIER + name.removeprefix(FILLED)

    def filled(scope: Scope) -> object:
        # Whoever keeps a value elsewhere may say that it is filled without showing it.
        said = scope.get(name)
        return scope.get(field) is not None if said is None else said

    return filled


def _reader_of_validity_day(owner: str, last: bool) -> Reader:  # noqa: FBT001  # one of the two days of a validity
    def day(scope: Scope) -> object:
        value = scope.get(owner)
        if isinstance(value, Validity):
            return value.until if last else value.first
        return value

    return day


def _as_it_is(value: object) -> object:
    # A sealed value is kept in the vault: here it is as good as unread, and never the text "sealed".
    return None if isinstance(value, Sealed) else value


def _from_number(value: object) -> object:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else _as_it_is(value)


def _from_date(value: object) -> object:
    return moment(value) if isinstance(value, datetime.date) else _as_it_is(value)


def _from_validity(value: object) -> object:
    if not isinstance(value, Validity):
        return _as_it_is(value)
    until = {} if value.until is None else {"until": moment(value.until)}
    return {"from": moment(value.first), **until}


def _from_duration(value: object) -> object:
    if not isinstance(value, Duration):
        return _as_it_is(value)
    return asdict(value)


_CONVERTERS: Final[Mapping[CelType, Callable[[object], object]]] = MappingProxyType(
    {
        CelType.STRING: _as_it_is,
        CelType.INT: _as_it_is,
        CelType.DOUBLE: _from_number,
        CelType.BOOL: _as_it_is,
        CelType.DATE: _from_date,
        CelType.VALIDITY: _from_validity,
        CelType.DURATION: _from_duration,
    }
)
