"""What people type, made values; what cannot be meant is said with an example of what can."""

import datetime
from collections.abc import Iterable

from parcours import settings
from parcours.calendar.duration import Duration
from parcours.calendar.roll import Roll
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.step import AdoptedContract
from parcours.runtime.paper import PaperContract


def day(text: str) -> datetime.date:
    """A civil day. UsageError for what is none."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            Text("« {text} » n'est pas une date.", text=text), Text("Écrivez-la ainsi : 2026-04-14.")
        ) from None


def moment(text: str) -> datetime.datetime:
    """An instant, UTC; a day alone means its noon. UsageError for what is none."""
    try:
        return settings.instant(text)
    except settings.SettingError as error:
        raise UsageError(error.text, error.remedy) from None


def assignments(pairs: Iterable[str]) -> dict[str, object]:
    """`nom=valeur` pairs as a map; an empty value empties its field. UsageError for what is no pair, or said twice."""
    found: dict[str, object] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals or not name.strip():
            raise UsageError(
                Text("« {pair} » ne donne pas de valeur à un champ.", pair=pair),
                Text('Écrivez --set nom=valeur, par exemple --set term="3 mois".'),
            )
        if name.strip() in found:
            raise UsageError(Text("« {name} » est donné deux fois.", name=name.strip()))
        found[name.strip()] = value
    return found


def contract(text: str, renewals: int = 0) -> AdoptedContract:
    """`id=premier jour/durée`, or without duration when it is open-ended. UsageError; DurationError."""
    name, equals, rest = text.partition("=")
    first, slash, term = rest.partition("/")
    if not equals or not name:
        raise _no_contract(text)
    length = Duration.parse(term) if slash else Duration()
    if length != Duration(months=length.months):
        raise UsageError(
            Text("La durée de « {contract} » se dit en mois entiers.", contract=name),
            Text("Par exemple « 6 mois »."),
        )
    return AdoptedContract(name, day(first), length.months, renewals)


def finished(text: str) -> PaperContract:
    """`id=premier jour..dernier jour`, and `/2` after it for two renewals. UsageError."""
    name, equals, rest = text.partition("=")
    days, slash, renewals = rest.partition("/")
    first, dots, last = days.partition("..")
    if not (name and equals and dots) or (slash and not renewals.isdecimal()):
        raise UsageError(
            Text("« {text} » ne dit pas un contrat fini.", text=text),
            Text("Écrivez contrat=2024-06-01..2025-11-30, et /2 à la suite s'il fut renouvelé deux fois."),
        )
    return PaperContract(name, day(first), day(last), int(renewals or 0))


def _no_contract(text: str) -> UsageError:
    return UsageError(
        Text("« {text} » ne dit pas un contrat.", text=text),
        Text("Écrivez l'identifiant, le premier jour et la durée : contrat=2026-03-01/6 mois."),
    )


def effective(given: dict[str, object], on: datetime.date | None) -> dict[str, object]:
    """The inputs of an event with the day it takes effect. UsageError when that day is said twice."""
    if on is None:
        return given
    if "effective_on" in given:
        raise UsageError(Text("Le jour d'effet est donné deux fois : --on et --set effective_on."))
    return {**given, "effective_on": on.isoformat()}


def reason(text: str) -> str:
    """Why, in words that stay in the journal. UsageError when there are none."""
    if not text.strip():
        raise UsageError(Text("Le motif est vide."), Text("Dites pourquoi : le journal le garde."))
    return text.strip()


def roll(text: str) -> Roll:
    """Where a date goes when nobody works that day. UsageError for what is no roll."""
    try:
        return Roll(text)
    except ValueError:
        raise UsageError(
            Text("Le report « {text} » n'existe pas.", text=text),
            Text("Choisissez parmi : {rolls}.", rolls=", ".join(Roll)),
        ) from None
