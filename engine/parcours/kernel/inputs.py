"""What people type with an event: read into typed values, completed with defaults, and checked."""

import datetime
from collections.abc import Container, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from parcours.calendar.civil import shift
from parcours.calendar.duration import Duration
from parcours.calendar.errors import DurationError
from parcours.calendar.named import NamedDates, dates_of
from parcours.expressions.types import CelType
from parcours.kernel.prepare import Program
from parcours.kernel.turn import Turn
from parcours.messages import Text
from parcours.model.case import Kept
from parcours.model.fields import Field, FieldError, Fields, Sealed, Value, read_date, read_value
from parcours.model.step import Layer, Reason, Refusal
from parcours.model.workflow import Event, Suspending

INPUT: Final = "input"


def read(program: Program, event: str, raw: Mapping[str, object]) -> Fields | Refusal:
    """The typed inputs of an event, from what a person, a file or a script wrote. All that is wrong is told at once."""
    known = program.workflow.events.get(event)
    if known is None:
        return Refusal(Layer.STAGE, (unknown_event(program, event),))
    values: dict[str, Value] = {}
    reasons: list[Reason] = []
    for name, text in raw.items():
        try:
            values[name] = _read_one(program, known, name, text)
        except FieldError as error:
            reasons.append(Reason(INPUT, error.text))
    return Refusal(Layer.INPUT, tuple(reasons)) if reasons else values


def unknown_event(program: Program, event: str) -> Reason:
    near = get_close_matches(event, program.workflow.events, n=1)
    if near:
        text = Text(
            "« {event} » n'est pas un événement du parcours. Vouliez-vous dire « {near} » ?", event=event, near=near[0]
        )
    else:
        text = Text("« {event} » n'est pas un événement du parcours.", event=event)
    return Reason("stage", text)


def complete(turn: Turn, event: Event, given: Fields) -> dict[str, Value]:
    """The inputs with the engine's own defaults: today, the file's term, the day asked for."""
    asked = turn.program.asked[event.id]
    values: dict[str, Value] = dict(given)
    effective_on = values.get("effective_on", turn.today)
    for name in ("signed_on", "starts_on", "ends_on"):
        if name in asked and name not in values:
            values[name] = turn.today if name == "signed_on" else effective_on
    values["effective_on"] = effective_on
    return values


def unsealed(turn: Turn, event: Event, held: Kept) -> Fields:
    """The inputs of a kept event, with the personal ones the vault still holds."""
    into = {field.id: field.into for field in event.input}
    found = dict(held.input)
    for name in (name for name, value in held.input.items() if value is Sealed.PRESENT):
        place = into.get(name) or f"fact.{held.fact}.{name}"
        found[name] = turn.world.personal.get(place, Sealed.PRESENT)
    return found


def reasons(turn: Turn, event: Event, effective_on: datetime.date) -> tuple[Reason, ...]:
    """What is missing, impossible or too old among the inputs of this turn."""
    return tuple(Reason(INPUT, text) for text in _problems(turn, event, effective_on))


def unfilled(program: Program, given: Container[str]) -> Iterator[Text]:
    """The fields of the dossier without which nobody enters, but those `given`."""
    for field in program.workflow.dossier.values():
        if field.required and field.id not in given:
            yield missing(field)


def missing(field: Field) -> Text:
    return Text("Il manque « {field} » ({label}).", field=field.id, label=field.label or field.id)


def _problems(turn: Turn, event: Event, effective_on: datetime.date) -> Iterator[Text]:
    for field in event.input:
        if field.required and field.id not in turn.input:
            yield missing(field)
        value = turn.input.get(field.id)
        if field.among and isinstance(value, datetime.date) and not _is_named(turn, field.among, value):
            yield Text("Le {day} n'est pas une date de « {list} ».", day=value, list=field.among)
    if not turn.draft.stage:
        given = {field.into for field in event.input if turn.input.get(field.id) is not None}
        yield from unfilled(turn.program, given | turn.draft.dossier.keys())
    if "present" in turn.program.asked[event.id] and "present" not in turn.input:
        yield Text("Il manque « present » (nombre de personnes présentes).")
    until = turn.input.get("until")
    if event.suspension is Suspending.BEGIN and isinstance(until, datetime.date) and until < effective_on:
        yield Text("La suspension finirait le {until}, avant de commencer le {since}.", until=until, since=effective_on)
    signed_on = turn.input.get("signed_on")
    if isinstance(signed_on, datetime.date) and signed_on > turn.today:
        yield Text("La signature du {day} est à venir : elle s'enregistre le jour venu.", day=signed_on)
    oldest = _oldest(turn)
    for day in (effective_on, signed_on):
        if isinstance(day, datetime.date) and day < oldest:
            yield Text("Le {day} est trop ancien : la saisie remonte au plus au {oldest}.", day=day, oldest=oldest)
            return


def _oldest(turn: Turn) -> datetime.date:
    backdating = turn.program.backdating
    return shift(turn.today, backdating, turn.world.calendar, backwards=True) if backdating is not None else turn.today


def _is_named(turn: Turn, name: str, day: datetime.date) -> bool:
    return bool(dates_of(turn.world.calendar.dates.get(name, NamedDates()), day, day))


def _read_one(program: Program, event: Event, name: str, raw: object) -> Value:
    field = next((each for each in event.input if each.id == name), None)
    if field is not None:
        return read_value(field, raw)
    kind = program.asked[event.id].get(name)
    if kind is CelType.DATE:
        return read_date(name, raw)
    if kind is CelType.INT:
        return read_count(name, raw) if name == "present" else read_months(name, raw)
    known = [*(each.id for each in event.input), *program.asked[event.id]]
    near = get_close_matches(name, known, n=1)
    if near:
        raise FieldError(
            Text(
                "« {name} » n'est pas demandé par « {event} ». Vouliez-vous dire « {near} » ?",
                name=name,
                event=event.id,
                near=near[0],
            )
        )
    raise FieldError(
        Text(
            "« {name} » n'est pas demandé par « {event} », qui demande : {known}.",
            name=name,
            event=event.id,
            known=", ".join(known),
        )
    )


def read_count(name: str, raw: object) -> int:
    """A number of people. Raises FieldError."""
    text = str(raw)
    if isinstance(raw, bool) or not (text.isascii() and text.isdigit() and len(text) < 7):  # noqa: PLR2004  # a crowd
        raise FieldError(Text("« {name} » attend un nombre de personnes.", name=name))
    return int(text)


def read_months(name: str, raw: object) -> int:
    """A term, in whole months. Raises FieldError."""
    try:
        duration = raw if isinstance(raw, Duration) else Duration.parse(str(raw))
    except DurationError as error:
        raise FieldError(Text("« {name} » : {cause}", name=name, cause=error.text)) from None
    if duration != Duration(months=duration.months):
        raise FieldError(Text("« {name} » se dit en mois entiers, par exemple « 3 mois ».", name=name))
    return duration.months
