"""How a value is written inside a sentence: dates in full, numbers with the decimal sign of the language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final, TypeAlias

from parcours.messages.language import Language


@dataclass(frozen=True, slots=True)
class Rounded:
    """A number as tables show it: so many decimals, all of them, thousands apart."""

    value: float
    decimals: int = 0


@dataclass(frozen=True, slots=True)
class Short:
    """A day as tables show it: `5 janv. 2026`."""

    day: date


Value: TypeAlias = str | bool | int | float | Decimal | date | time | Rounded | Short

Months: TypeAlias = Mapping[Language, tuple[str, ...]]

# By hand rather than by Babel: a French sentence must cost no import.
MONTHS: Final[Months] = {
    Language.FR: (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
    Language.EN: (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
SHORT_MONTHS: Final[Months] = {
    Language.FR: (
        *("janv.", "févr.", "mars", "avr.", "mai", "juin"),
        *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
    ),
    Language.EN: ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}
THOUSANDS: Final = {Language.FR: "\N{NARROW NO-BREAK SPACE}", Language.EN: ","}
POINT: Final = {Language.FR: ",", Language.EN: "."}
YES_NO: Final = {Language.FR: ("oui", "non"), Language.EN: ("yes", "no")}
AT: Final = {Language.FR: "à", Language.EN: "at"}


def written(value: Value, language: Language) -> str:
    """`14 avril 2026`, `1er mai 2026 à 08:30`, `0,15`, `oui`; texts and whole numbers as they are."""
    match value:
        case bool():
            yes, no = YES_NO[language]
            return yes if value else no
        case float() | Decimal() | Rounded():
            return _number(value, language)
        case datetime():
            return f"{_day(value, language)} {AT[language]} {value:%H:%M}"
        case date() | Short():
            return _day(value, language)
        case time():
            return f"{value:%H:%M}"
        case _:
            return str(value)


def _number(value: float | Decimal | Rounded, language: Language) -> str:
    if isinstance(value, Rounded):
        return _rounded(value, language)
    # By way of Decimal: no exponent, and no digit that repr would not show.
    digits = f"{Decimal(str(value)):f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits.replace(".", ",") if language is Language.FR else digits


def _rounded(number: Rounded, language: Language) -> str:
    signs = {",": THOUSANDS[language], ".": POINT[language], "-": "\N{MINUS SIGN}"}
    digits = f"{number.value:z,.{number.decimals}f}"
    return "".join(signs.get(sign, sign) for sign in digits)


def _day(value: date | Short, language: Language) -> str:
    day, months = (value.day, SHORT_MONTHS) if isinstance(value, Short) else (value, MONTHS)
    ordinal = "er" if language is Language.FR and day.day == 1 else ""
    return f"{day.day}{ordinal} {months[language][day.month - 1]} {day.year}"
