"""What a form asks for an event or for a dossier, and what was typed in it, as commands take it."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from parcours.calendar.duration import Duration
from parcours.calendar.gregorian import add_months
from parcours.calendar.named import NamedDates, dates_of
from parcours.kernel import Program
from parcours.messages import Text
from parcours.model.fields import Field, Fields, FieldType, Sealed, Validity, Value
from parcours.model.step import Reason
from parcours.model.workflow import Contract, Event, Workflow
from parcours.model.world import World
from parcours.runtime.desk.naming import name_fields
from parcours.runtime.engine import Held

FROM, UNTIL = ".du", ".au"  # a validity is two days
OFFERED: Final = 18  # months: how far the days of a list are offered
YES, NO = "oui", "non"


class Widget(StrEnum):
    """How a value is typed."""

    LINE = "line"
    WORDS = "words"
    EMAIL = "email"
    WHOLE = "whole"
    NUMBER = "number"
    YES_NO = "yes_no"
    DATE = "date"
    DAYS = "days"
    MONTHS = "months"
    DURATION = "duration"
    VALIDITY = "validity"
    CHOICE = "choice"


OF_FIELD: Final[Mapping[FieldType, Widget]] = MappingProxyType(
    {
        FieldType.TEXT: Widget.WORDS,
        FieldType.EMAIL: Widget.EMAIL,
        FieldType.INTEGER: Widget.WHOLE,
        FieldType.NUMBER: Widget.NUMBER,
        FieldType.BOOLEAN: Widget.YES_NO,
        FieldType.DATE: Widget.DATE,
        FieldType.DURATION: Widget.DURATION,
        FieldType.VALIDITY: Widget.VALIDITY,
        FieldType.CHOICE: Widget.CHOICE,
    }
)
# The engine's own questions, in the order people answer them.
OWN: Final[Mapping[str, tuple[Text, Widget]]] = MappingProxyType(
    {
        "signed_on": (Text("Date de la signature"), Widget.DATE),
        "starts_on": (Text("Premier jour"), Widget.DATE),
        "term": (Text("Durée, en mois"), Widget.MONTHS),
        "trial": (Text("Période d'essai, en mois"), Widget.MONTHS),
        "ends_on": (Text("Dernier jour"), Widget.DATE),
        "present": (Text("Nombre de personnes présentes"), Widget.WHOLE),
        "effective_on": (Text("Jour d'effet"), Widget.DATE),
        "until": (Text("Jusqu'au"), Widget.DATE),
    }
)
TODAY: Final = frozenset({"signed_on", "starts_on", "ends_on", "effective_on"})
OF_A_CONTRACT: Final = frozenset({"starts_on", "signed_on", "ends_on"})  # these say which day the event counts


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form. `value` is what stands there before anybody types, two days parted by `..` for a validity.

    `days` are those of a list of the calendar, `choices` those of the file.
    """

    name: str
    label: Text | str
    widget: Widget
    required: bool = False
    value: str = ""
    hint: Text | None = None
    choices: tuple[str, ...] = ()
    days: tuple[datetime.date, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """What questions are made of: the rules, the dated data, the day it is, and what the dossier holds already."""

    program: Program
    world: World
    today: datetime.date
    known: Fields

    @property
    def workflow(self) -> Workflow:
        return self.program.workflow

    def event(self, event: Event) -> tuple[Question, ...]:
        """What an event asks: what the file says, then the engine's own."""
        return (*(self._field(each, each.into) for each in event.input), *self._own(event))

    def dossier(self) -> tuple[Question, ...]:
        """Every field of the dossier, with what it holds."""
        return tuple(self._field(each, each.id) for each in self.workflow.dossier.values())

    def entrance(self, event: Event) -> tuple[Question, ...]:
        """What is asked of somebody who enters: the fields nobody enters without, then the event's own."""
        written_by_event = {each.into for each in event.input}
        fields = (each for each in self.workflow.dossier.values() if each.required and each.id not in written_by_event)
        return (*(self._field(each, each.id) for each in fields), *self.event(event))

    def _field(self, field: Field, place: str) -> Question:
        """One that is written in the dossier shows what stands there."""
        target, stands = self.workflow.dossier.get(place), self.known.get(place) if place else None
        return Question(
            name=field.id,
            label=field.label or (target.label if target is not None else "") or field.id,
            widget=_widget(self.workflow, field, place),
            required=field.required,
            value=written(stands),
            hint=_hint(field),
            choices=field.choices,
            days=self._days(field.among, stands) if field.among else (),
            least=field.least,
            most=field.most,
        )

    def _days(self, name: str, stands: Value | None) -> tuple[datetime.date, ...]:
        """The days to come of a list of the calendar, after the one that stands in the dossier already."""
        listed = self.world.calendar.dates.get(name, NamedDates())
        coming = dates_of(listed, self.today, add_months(self.today, OFFERED))
        return tuple(sorted({*coming, *([stands] if isinstance(stands, datetime.date) else [])}))

    def _own(self, event: Event) -> Iterator[Question]:
        asked = self.program.asked[event.id]
        contract = self._contract(event)
        for name, (label, widget) in OWN.items():
            if name not in asked or (name == "effective_on" and asked.keys() & OF_A_CONTRACT):
                continue
            term = contract.term if contract is not None and name == "term" else None
            yield Question(
                name=name,
                label=label,
                widget=widget,
                required=name == "present",
                value=self.today.isoformat() if name in TODAY else str(term.default) if term is not None else "",
                hint=Text("De {least} à {most} mois.", least=term.least, most=term.most) if term is not None else None,
                least=term.least if term is not None else None,
                most=term.most if term is not None else None,
            )

    def _contract(self, event: Event) -> Contract | None:
        name = self.program.begins.get(event.id) or self.program.renews.get(event.id)
        return self.workflow.contracts[name] if name is not None else None


def of_case(held: Held) -> Asking:
    """The questions of a case at hand."""
    return Asking(held.program, held.world, held.today, known(held))


def known(held: Held) -> Fields:
    """The dossier with the personal words that the vault holds; sealed where it does not."""
    return {name: held.world.personal.get(name, value) for name, value in held.case.dossier.items()}


def _widget(workflow: Workflow, field: Field, place: str) -> Widget:
    if field.among:
        return Widget.DAYS
    named = {each.id for each in name_fields(workflow)}
    return Widget.LINE if place in named else OF_FIELD[field.type]


def _hint(field: Field) -> Text | None:
    if field.type is FieldType.DURATION:
        return Text("Par exemple « 3 mois » ou « 10 jours ouvrés ».")
    return None


def written(value: Value | None) -> str:
    """A value as its field is filled in; nothing for what is sealed and cannot be read."""
    return next((write(value) for kind, write in _WRITTEN if isinstance(value, kind)), str(value))


def _validity(value: Validity) -> str:
    return f"{value.first.isoformat()}..{value.until.isoformat() if value.until is not None else ''}"


_WRITTEN: Final[tuple[tuple[type, Callable[[Any], str]], ...]] = (
    (type(None), lambda _: ""),
    (Sealed, lambda _: ""),
    (bool, lambda value: YES if value else NO),
    (datetime.date, datetime.date.isoformat),
    (Duration, Duration.words),
    (Validity, _validity),
    (float, lambda value: f"{value:.10g}"),
)


def typed(questions: tuple[Question, ...], form: Mapping[str, str]) -> dict[str, str]:
    """What was typed for each question, as commands read it; what was left empty is empty."""
    return {each.name: _typed(each, form) for each in questions}


def given(questions: tuple[Question, ...], form: Mapping[str, str]) -> dict[str, object]:
    """The same without what was left empty: what an event is sent with."""
    return {name: value for name, value in typed(questions, form).items() if value}


def changed(questions: tuple[Question, ...], form: Mapping[str, str]) -> dict[str, object]:
    """Of the fields of a dossier, those that were typed over: others stay as somebody may have left them meanwhile."""
    said = typed(questions, form)
    return {each.name: said[each.name] for each in questions if said[each.name] != each.value}


def _typed(question: Question, form: Mapping[str, str]) -> str:
    name, text = question.name, form.get(question.name, "").strip()
    if question.widget is Widget.VALIDITY:
        first, until = form.get(f"{name}{FROM}", "").strip(), form.get(f"{name}{UNTIL}", "").strip()
        return f"{first}..{until}" if first or until else ""
    if question.widget is Widget.MONTHS and text.isdecimal():
        return f"{text} mois"
    return text.replace("\r\n", "\n")


def blamed(reason: Reason, questions: tuple[Question, ...]) -> str:
    """The field that a reason speaks of, empty for one about none of them."""
    said = dict(reason.text.params)
    named = {said.get("field"), said.get("name")}
    return next((each.name for each in questions if each.name in named), "")
