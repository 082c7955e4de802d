"""The forms a text may be asked to have (`x-form` in the schemas): what each accepts, and what to write instead."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from types import MappingProxyType
from typing import Final, TypeAlias

from parcours.calendar.duration import Duration
from parcours.calendar.errors import DurationError
from parcours.definition import codes
from parcours.diagnostics import Code, printable
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean, quoted

REST: Final = "..."
ELLIPSIS: Final = "\N{HORIZONTAL ELLIPSIS}"  # what word processors make of three dots
MOST_SHOWN: Final = 60
LEAP_YEAR: Final = 2024  # in which 29 February may be the usual day
ID: Final = re.compile(r"[a-z][a-z0-9_]*")
DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
FRENCH_DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
YEARLY: Final = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
TIME: Final = re.compile(r"(\d{2}):(\d{2})", re.ASCII)
LOOSE_TIME: Final = re.compile(r"(\d{1,2})\s*[:hH]\s*(\d{2})?", re.ASCII)
SPAN: Final = re.compile(r"P(?=\d)(\d+M)?(\d+D)?", re.ASCII)
DAY: Final = re.compile(
    r"stage\.entered_on|case\.last_contact_on"
    r"|contract\.([a-z]\w*\.)?(signed_on|starts_on|period_starts_on|ends_on|trial_ends_on)"
    r"|dossier\.[a-z]\w*(\.until)?|dates\.[a-z]\w*|law\.[a-z]\w*\.[a-z]\w*",
    re.ASCII,
)
CONTRACT_DAYS: Final = ("signed_on", "starts_on", "period_starts_on", "ends_on", "trial_ends_on")
INSTANT_DAYS: Final = ("today", "coming_midnight")  # of the instant at which a scenario draws a value
DAYS: Final = ("stage.entered_on", "case.last_contact_on", *(f"contract.{day}" for day in CONTRACT_DAYS))
CAPS: Final = ("term", "renewals", "total", "trial")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a text has not the form asked for."""

    code: Code
    cause: Text
    remedy: Text | None


Form: TypeAlias = Callable[[str], Refusal | None]


def shown(value: object) -> str:
    """A value inside a sentence: on one line, its end cut when it is long."""
    text = printable(str(value))
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def slug(text: str) -> str:
    """The identifier nearest to a text: `Étape 1` is `etape_1`. Empty when no letter begins it."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("·", "")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_").lstrip("0123456789_")


def _id(text: str) -> Refusal | None:
    if ID.fullmatch(text):
        return None
    cause = Text("« {text} » n'est pas un identifiant : minuscules sans accent, chiffres et _.", text=shown(text))
    if text == ELLIPSIS:
        remedy = Text("Pour la liste dont on hérite, écrivez trois points : « {rest} ».", rest=REST)
        return Refusal(codes.BAD_ID, cause, remedy)
    return Refusal(codes.BAD_ID, cause, _write(slug(text)) if slug(text) else None)


def _id_or_rest(text: str) -> Refusal | None:
    return None if text == REST else _id(text)


def _rest(text: str) -> Refusal | None:
    if text == REST:
        return None
    cause = Text("« {text} » est un texte, là où des clés sont attendues.", text=shown(text))
    return Refusal(codes.WRONG_TYPE, cause, Text("Écrivez « clé: valeur », ou {{clé: valeur}}."))


def _duration(text: str) -> Refusal | None:
    try:
        Duration.parse(text)
    except DurationError as error:
        return Refusal(codes.BAD_DURATION, error.text, error.remedy)
    return None


def _months(text: str) -> Refusal | None:
    refusal = _duration(text)
    if refusal is not None or Duration.parse(text) == Duration(months=Duration.parse(text).months):
        return refusal
    cause = Text("« {text} » n'est pas un nombre entier de mois.", text=shown(text))
    return Refusal(codes.BAD_DURATION, cause, Text("Écrivez des mois ou des années : « 6 mois », « 1 an »."))


def _span(text: str) -> Refusal | None:
    if SPAN.fullmatch(text):
        return None
    cause = Text("« {text} » n'est pas une durée en mois et jours.", text=shown(text))
    return Refusal(codes.BAD_DURATION, cause, _write("P2M17D"))


def _date(text: str) -> Refusal | None:
    if DATE.fullmatch(text) and _exists(int(text[:4]), int(text[5:7]), int(text[8:])):
        return None
    if DATE.fullmatch(text):
        cause = Text("Le {text} n'existe pas au calendrier.", text=text)
        return Refusal(codes.BAD_DATE, cause, Text("Vérifiez le mois et le jour."))
    cause = Text("« {text} » n'est pas une date AAAA-MM-JJ.", text=shown(text))
    if found := FRENCH_DATE.fullmatch(text.strip()):
        day, month, year = (int(part) for part in found.groups())
        return Refusal(codes.BAD_DATE, cause, _write(f"{year:04}-{month:02}-{day:02}"))
    return Refusal(codes.BAD_DATE, cause, _write("2026-01-31"))


def _known_day(text: str) -> Refusal | None:
    found = YEARLY.fullmatch(text)
    if text == REST or (found and _exists(LEAP_YEAR, int(found[1]), int(found[2]))):
        return None
    if found:
        cause = Text("« {text} » n'est le jour d'aucune année.", text=text)
        return Refusal(codes.BAD_DATE, cause, Text("Écrivez le mois puis le jour : « 06-18 » est le 18 juin."))
    return _date(text)


def _time(text: str) -> Refusal | None:
    found = TIME.fullmatch(text)
    if found and _is_time(int(found[1]), int(found[2])):
        return None
    cause = Text("« {text} » n'est pas une heure HH:MM.", text=shown(text))
    loose = LOOSE_TIME.fullmatch(text.strip())
    meant = (
        f"{int(loose[1]):02}:{loose[2] or '00'}" if loose and _is_time(int(loose[1]), int(loose[2] or 0)) else "08:30"
    )
    return Refusal(codes.BAD_TIME, cause, _write(meant))


def _moment(text: str) -> Refusal | None:
    day, _, hour = text.partition(" ")
    return _date(day) or (_time(hour) if hour else None)


def _day_path(text: str) -> Refusal | None:
    if DAY.fullmatch(text):
        return None
    cause = Text("« {text} » n'est pas un jour dont on puisse compter.", text=shown(text))
    forms = (*DAYS, "contract.<id>.ends_on", "dossier.<date>", "dates.<liste>", "law.<fichier>.<règle>")
    near = did_you_mean(text, _days_like(text))
    if near is None and ID.fullmatch(text):
        near = Text("Un champ du dossier s'écrit « dossier.{text} », une liste de dates « dates.{text} ».", text=text)
    return Refusal(codes.UNKNOWN_DAY, cause, near or Text("Écrivez {forms}.", forms=quoted(forms)))


def _day_of_value(text: str) -> Refusal | None:
    if text in INSTANT_DAYS:
        return None
    refusal = _day_path(text)
    near = did_you_mean(text, INSTANT_DAYS)
    return refusal if refusal is None or near is None else Refusal(refusal.code, refusal.cause, near)


def _days_like(text: str) -> tuple[str, ...]:
    """The days somebody may have meant, with the contract they named."""
    first, *middle, _ = text.split(".") if "." in text else (text, "")
    named = ".".join(["contract", *middle]) if first.startswith("contra") and all(map(ID.fullmatch, middle)) else ""
    return (*DAYS, *(f"{named}.{day}" for day in CONTRACT_DAYS)) if named else DAYS


def _period_day(text: str) -> Refusal | None:
    if ID.fullmatch(text) or (YEARLY.fullmatch(text) and _known_day(text) is None):
        return None
    if text.isdigit():
        cause = Text("« {text} » n'est pas un jour de la période.", text=shown(text))
        remedy = Text("Écrivez « month_end », un jour de l'année comme « 12-31 », ou une liste de « calendar.dates ».")
        return Refusal(codes.BAD_DATE, cause, remedy)
    if text[:1].isdigit():
        return _known_day(text) or Refusal(
            codes.BAD_DATE,
            Text("« {text} » est le jour d'une seule année.", text=shown(text)),
            Text("Écrivez le mois et le jour : « {day} ».", day=text[5:]),
        )
    return _id(text)


def _law_rule(text: str) -> Refusal | None:
    file, dot, rule = text.partition(".")
    if dot and ID.fullmatch(file) and ID.fullmatch(rule):
        return None
    cause = Text("« {text} » n'est pas une règle de droit, <fichier>.<règle>.", text=shown(text))
    bare = text.removeprefix("law.")
    return Refusal(codes.BAD_REFERENCE, cause, _write(bare) if bare != text and _law_rule(bare) is None else None)


def _cap(text: str) -> Refusal | None:
    if text in CAPS:
        return None
    cause = Text("« {text} » n'est rien qu'un plafond borne.", text=shown(text))
    return Refusal(codes.UNKNOWN_WORD, cause, did_you_mean(text, CAPS) or Text("Écrivez {forms}.", forms=quoted(CAPS)))


def _country(text: str) -> Refusal | None:
    if re.fullmatch(r"[A-Z]{2}", text):
        return None
    cause = Text("« {text} » n'est pas le code d'un pays, en deux lettres capitales.", text=shown(text))
    return Refusal(codes.BAD_REFERENCE, cause, _write("FR"))


def _subdivision(text: str) -> Refusal | None:
    if re.fullmatch(r"[A-Za-z0-9-]{1,12}", text):
        return None
    cause = Text("« {text} » n'est pas le code d'une région.", text=shown(text))
    return Refusal(codes.BAD_REFERENCE, cause, None)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_time(hour: int, minute: int) -> bool:
    return hour <= time.max.hour and minute <= time.max.minute


def _write(text: str) -> Text:
    return Text("Écrivez « {text} ».", text=text)


FORMS: Final[Mapping[str, Form]] = MappingProxyType(
    {
        "cap": _cap,
        "country": _country,
        "date": _date,
        "day_of_value": _day_of_value,
        "day_path": _day_path,
        "duration": _duration,
        "id": _id,
        "id_or_rest": _id_or_rest,
        "known_day": _known_day,
        "law_rule": _law_rule,
        "moment": _moment,
        "months": _months,
        "period_day": _period_day,
        "rest": _rest,
        "span": _span,
        "subdivision": _subdivision,
        "time": _time,
    }
)
