"""The door to the holidays library: the public holidays of a place, by their French and English names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib.metadata import version
from types import MappingProxyType
from typing import Final

import holidays
from holidays.registry import COUNTRIES

from parcours.calendar.errors import CalendarError
from parcours.messages import Language, Text, any_of

_COUNTRIES: Final = frozenset(code for _, *codes in COUNTRIES.values() for code in codes if code.isupper())
_LOCALES: Final = MappingProxyType({Language.FR: "fr", Language.EN: "en_US"})


@cache
def holidays_version() -> str:
    """The edition of the holidays library, such as `0.109`."""
    return version("holidays")


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day nobody works, and what it is called in both languages."""

    day: date
    french: str
    english: str

    def name(self, lang: Language | str = Language.FR) -> str:
        """Its name in `lang`."""
        return self.french if Language(lang) is Language.FR else self.english


@lru_cache(maxsize=1024)
def public_holidays(country: str, subdivision: str | None, year: int) -> Mapping[date, DayOff]:
    """The public holidays of `year`; the library knows them from 1900 or so to 2100.

    Raises CalendarError for a place the library does not know.
    """
    check_place(country, subdivision)
    french = _named(country, subdivision, year, Language.FR)
    english = _named(country, subdivision, year, Language.EN)
    return MappingProxyType({day: DayOff(day, french[day], english[day]) for day in sorted(french)})


def check_place(country: str, subdivision: str | None) -> None:
    """Raise CalendarError unless the library knows the holidays of this place."""
    if country not in _COUNTRIES:
        raise CalendarError(
            Text("Aucun calendrier de jours fériés pour le pays « {country} ».", country=country),
            Text("Donnez un code de pays à deux lettres, par exemple « FR »."),
        )
    if subdivision is None:
        return  # the country itself is not loaded: a file is checked without the cost of its holidays
    known = _country(country)
    if subdivision not in {*known.subdivisions, *known.subdivisions_aliases}:
        raise CalendarError(
            Text("Le pays « {country} » n'a pas de subdivision « {name} ».", country=country, name=subdivision),
            Text("Choisissez parmi : {names}.", names=any_of(known.subdivisions))
            if known.subdivisions
            else Text("Retirez la subdivision : ce pays n'en a pas."),
        )


def _named(country: str, subdivision: str | None, year: int, language: Language) -> Mapping[date, str]:
    known = _country(country)
    # A language the library lacks would be replaced by that of the machine; the country's own is the same everywhere.
    locale = _LOCALES[language] if _LOCALES[language] in known.supported_languages else known.default_language
    return holidays.country_holidays(country, subdiv=subdivision, years=year, language=locale)


@lru_cache(maxsize=64)
def _country(country: str) -> holidays.HolidayBase:
    return holidays.country_holidays(country)
