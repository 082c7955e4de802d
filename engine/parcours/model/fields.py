"""The closed list of field types that a dossier and an event's input are made of, and their checks."""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parcours.calendar.duration import Duration
from parcours.calendar.errors import DurationError
from parcours.messages import Text


class FieldType(StrEnum):
    """Every type a field may have; nothing else in the house lists them."""

    TEXT = "text"
    EMAIL = "email"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    DURATION = "duration"
    VALIDITY = "validity"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Validity:
    """A document's validity: both days included; an empty end never lapses."""

    first: datetime.date
    until: datetime.date | None = None
    reference: str = ""

    def covers(self, day: datetime.date) -> bool:
        return self.first <= day and (self.until is None or day <= self.until)


class Sealed(StrEnum):
    """What a case holds in place of a personal value: the value itself lives in the vault."""

    PRESENT = "sealed"


Value = str | int | float | bool | datetime.date | Duration | Validity | Sealed
Fields = Mapping[str, Value]

# Free text may always name somebody, so it never enters a journal in clear unless the file says it may.
PERSONAL_BY_DEFAULT: Final = frozenset({FieldType.TEXT, FieldType.EMAIL})

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_VALIDITY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})?)?")
LONGEST_TEXT: Final = 20_000

# A number beyond fifteen digits would not be kept exactly; infinity and NaN are not numbers anybody means.
TOO_LARGE: Final = 10**15

# Beyond, a day is a slip of the keyboard; two centuries of delay may still be counted from it.
YEARS: Final = range(1900, 2200)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a dossier or of an event's input."""

    id: str
    type: FieldType
    label: str = ""
    required: bool = False
    personal: bool = False
    sensitive: bool = False
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()
    among: str = ""
    into: str = ""


class FieldError(ValueError):
    """A value that its field does not accept; `text` says why, for whoever typed it."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render())
        self.text = text


def read_value(field: Field, raw: object) -> Value:
    """The value of `raw`, as typed by a person or read from YAML or JSON. Raises FieldError."""
    value = _READERS[field.type](field, raw)
    if isinstance(value, int | float) and not isinstance(value, bool):
        _check_bounds(field, value)
    return value


def _check_bounds(field: Field, value: float) -> None:
    if field.least is not None and value < field.least:
        raise FieldError(Text("« {field} » doit être au moins {least}.", field=field.id, least=_plain(field.least)))
    if field.most is not None and value > field.most:
        raise FieldError(Text("« {field} » doit être au plus {most}.", field=field.id, most=_plain(field.most)))


def _plain(number: float) -> str:
    return f"{number:g}"


def _read_text(field: Field, raw: object) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise FieldError(Text("« {field} » attend un texte.", field=field.id))
    if len(raw) > LONGEST_TEXT or "\0" in raw:
        raise FieldError(Text("« {field} » est trop long ou contient un caractère nul.", field=field.id))
    return raw


def _read_email(field: Field, raw: object) -> str:
    text = _read_text(field, raw)
    if _EMAIL.fullmatch(text) is None:
        raise FieldError(Text("« {field} » attend une adresse de courriel, par exemple a@exemple.fr.", field=field.id))
    return text


def _read_integer(field: Field, raw: object) -> int:
    if isinstance(raw, int) and not isinstance(raw, bool) and abs(raw) < TOO_LARGE:
        return raw
    if isinstance(raw, str) and re.fullmatch(r"[+-]?[0-9]{1,15}", raw):
        return int(raw)
    raise FieldError(Text("« {field} » attend un nombre entier.", field=field.id))


def _read_number(field: Field, raw: object) -> float:
    if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) < TOO_LARGE:
        return float(raw)
    if isinstance(raw, str) and re.fullmatch(r"[+-]?[0-9]{1,15}([.,][0-9]{1,10})?", raw):
        return float(raw.replace(",", "."))
    raise FieldError(Text("« {field} » attend un nombre.", field=field.id))


def _read_boolean(field: Field, raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.lower() in {"true", "oui", "vrai", "yes"}:
        return True
    if isinstance(raw, str) and raw.lower() in {"false", "non", "faux", "no"}:
        return False
    raise FieldError(Text("« {field} » attend oui ou non.", field=field.id))


def read_date(name: str, raw: object) -> datetime.date:
    """A civil date said as AAAA-MM-JJ, of the years 1900 to 2199. Raises FieldError."""
    day = _read_day(name, raw)
    if day.year not in YEARS:
        raise FieldError(Text("« {field} » : l'année {year} est hors de portée.", field=name, year=day.year))
    return day


def _read_day(name: str, raw: object) -> datetime.date:
    if isinstance(raw, datetime.date) and not isinstance(raw, datetime.datetime):
        return raw
    if isinstance(raw, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", raw):
        try:
            return datetime.date.fromisoformat(raw)
        except ValueError:
            raise FieldError(
                Text("« {raw} » n'existe pas au calendrier (champ {field}).", raw=raw, field=name)
            ) from None
    raise FieldError(Text("« {field} » attend une date, AAAA-MM-JJ.", field=name))


def _read_date(field: Field, raw: object) -> datetime.date:
    return read_date(field.id, raw)


def _read_duration(field: Field, raw: object) -> Duration:
    if isinstance(raw, Duration):
        return raw
    if isinstance(raw, str):
        try:
            return Duration.parse(raw)
        except DurationError:
            pass
    raise FieldError(Text("« {field} » attend une durée, par exemple « 3 mois ».", field=field.id))


def _read_validity(field: Field, raw: object) -> Validity:
    if isinstance(raw, Validity):
        return raw
    if isinstance(raw, str) and (days := _VALIDITY.fullmatch(raw)):
        first, until = days.groups()
        raw = {"from": first, **({"until": until} if until else {})}
    if not isinstance(raw, Mapping) or "from" not in raw or not set(raw) <= {"from", "until", "reference"}:
        raise FieldError(Text("« {field} » attend une validité, par exemple 2026-01-01..2026-12-31.", field=field.id))
    first_day = read_date(field.id, raw["from"])
    last_day = read_date(field.id, raw["until"]) if raw.get("until") is not None else None
    if last_day is not None and last_day < first_day:
        raise FieldError(Text("« {field} » : la validité finit avant de commencer.", field=field.id))
    return Validity(first_day, last_day, str(raw.get("reference", "")))


def _read_choice(field: Field, raw: object) -> str:
    if isinstance(raw, str) and raw in field.choices:
        return raw
    raise FieldError(Text("« {field} » attend l'un de : {choices}.", field=field.id, choices=", ".join(field.choices)))


_READERS: Final[Mapping[FieldType, Callable[[Field, object], Value]]] = {
    FieldType.TEXT: _read_text,
    FieldType.EMAIL: _read_email,
    FieldType.INTEGER: _read_integer,
    FieldType.NUMBER: _read_number,
    FieldType.BOOLEAN: _read_boolean,
    FieldType.DATE: _read_date,
    FieldType.DURATION: _read_duration,
    FieldType.VALIDITY: _read_validity,
    FieldType.CHOICE: _read_choice,
}
