"""How durations are written: ISO 8601, or words of French and English."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

from parcours.calendar.errors import DurationError
from parcours.messages import Text

LONGEST_TEXT: Final = 80
LONGEST_NUMBER: Final = 8  # digits: beyond, no unit brings it back under 200 years


@dataclass(frozen=True, slots=True)
class Unit:
    """One `spelling` is worth `factor` of the member `counts` of a duration."""

    spelling: str
    counts: str
    factor: int = 1


def plain(text: str) -> str:
    """Lower case, without accents, single spaces: what two people writing the same word have in common."""
    bare = (letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))
    return " ".join("".join(bare).split())


# The plural of each unit first: it is the one suggested.
_SPELLINGS: Final = (
    *(Unit(word, "months", 12) for word in ("ans", "an", "années", "année", "years", "year")),
    *(Unit(word, "months") for word in ("mois", "months", "month")),
    *(Unit(word, "days", 7) for word in ("semaines", "semaine", "weeks", "week")),
    *(Unit(word, "days") for word in ("jours", "jour", "days", "day")),
    *(Unit(word, "minutes", 60) for word in ("heures", "heure", "hours", "hour", "h")),
    *(Unit(word, "minutes") for word in ("minutes", "minute", "min")),
    *(Unit(word, "business_days") for word in ("jours ouvrés", "jour ouvré", "business days", "business day")),
    *(Unit(word, "working_days") for word in ("jours ouvrables", "jour ouvrable")),
    # Alone, "working days" means Monday to Friday to one reader and to Saturday to another.
    *(Unit(word, "working_days") for word in ("working days (mon-sat)", "working day (mon-sat)")),
)
_UNITS: Final[Mapping[str, Unit]] = MappingProxyType({plain(unit.spelling): unit for unit in _SPELLINGS})

_ISO: Final = re.compile(
    r"P(?:(?P<weeks>[0-9]+)W|(?:(?P<years>[0-9]+)Y)?(?:(?P<months>[0-9]+)M)?(?:(?P<days>[0-9]+)D)?"
    r"(?:T(?=[0-9])(?:(?P<hours>[0-9]+)H)?(?:(?P<minutes>[0-9]+)M)?)?)"
)
_PART: Final = re.compile(r"([0-9]+) ?([^0-9]+)")
_CONNECTOR: Final = re.compile(r"( et| and|,| &)$")


def read(text: str) -> Mapping[str, int]:
    """The members of a duration that `text` says, by name. Raises DurationError."""
    said = plain(text) if len(text) <= LONGEST_TEXT else ""
    if re.search(r"[-−] ?[0-9]", said):
        raise DurationError(
            Text("La durée « {text} » est négative.", text=text),
            Text("Écrivez une durée positive, et dites « before » pour compter à rebours."),
        )
    if re.search(r"[0-9][.,][0-9]", said):
        raise DurationError(
            Text("La durée « {text} » n'est pas en nombres entiers.", text=text),
            Text("Prenez une unité plus petite : « 45 jours » plutôt qu'« 1,5 mois »."),
        )
    amounts: dict[str, int] = {}
    for number, unit in _parts(text, said):
        if len(number) > LONGEST_NUMBER:
            raise too_long(text)
        amounts[unit.counts] = amounts.get(unit.counts, 0) + int(number) * unit.factor
    if not any(amounts.values()):
        raise DurationError(
            Text("La durée « {text} » est nulle.", text=text),
            Text("Écrivez au moins « 1 jour », ou retirez la durée : sans elle, c'est le jour même."),
        )
    return amounts


def too_long(text: str) -> DurationError:
    """What is said of a duration beyond 200 years."""
    return DurationError(
        Text("La durée « {text} » dépasse 200 ans.", text=text),
        Text("Vérifiez le nombre et l'unité."),
    )


def _parts(text: str, said: str) -> Iterator[tuple[str, Unit]]:
    iso = _ISO.fullmatch(said.upper())
    if iso is not None and any(iso.groups()):
        return ((number, _UNITS[name]) for name, number in iso.groupdict().items() if number)
    return _worded(text, said)


def _worded(text: str, said: str) -> Iterator[tuple[str, Unit]]:
    parts = _PART.findall(said)
    if not parts or "".join(said.split()) != "".join(f"{number}{word}" for number, word in parts).replace(" ", ""):
        raise _malformed(text)
    seen: set[Unit] = set()
    for place, (number, word) in enumerate(parts, start=1):
        name = word.strip()
        unit = _unit(text, number, name if place == len(parts) else _CONNECTOR.sub("", name))
        if unit in seen:
            raise _malformed(text)
        seen.add(unit)
        yield number, unit


def _unit(text: str, number: str, name: str) -> Unit:
    unit = _UNITS.get(name)
    if unit is not None:
        return unit
    if name in {"working day", "working days"}:
        raise DurationError(
            Text("« working days » se lit de deux façons."),
            Text("Écrivez « jours ouvrés » (du lundi au vendredi) ou « jours ouvrables » (du lundi au samedi)."),
        )
    near = get_close_matches(name, _UNITS, n=1)
    raise DurationError(
        Text("« {unit} » n'est pas une unité de durée.", unit=_as_written(text, name)),
        Text("Vouliez-vous dire « {number} {unit} » ?", number=number, unit=_UNITS[near[0]].spelling)
        if near
        else _writings(),
    )


def _as_written(text: str, name: str) -> str:
    """The words of `text` that say `name`, with their accents."""
    words, size = text.split(), len(name.split())
    pieces = (" ".join(words[start : start + size]) for start in range(len(words)))
    return next((piece for piece in pieces if plain(piece) == name), name)


def _malformed(text: str) -> DurationError:
    shown = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
    return DurationError(Text("« {text} » n'est pas une durée.", text=shown), _writings())


def _writings() -> Text:
    return Text("Écrivez par exemple « 6 mois », « 30 jours », « 5 jours ouvrés », « 36 heures » ou « P6M ».")
