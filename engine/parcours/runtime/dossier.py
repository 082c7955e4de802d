"""Dossier fields as people type them, made values; an empty one empties the field."""

import datetime
from collections.abc import Mapping

from parcours.calendar.days_off import Calendar
from parcours.calendar.named import dates_of
from parcours.kernel.inputs import INPUT
from parcours.messages import Text
from parcours.model.fields import Field, FieldError, Value, read_value
from parcours.model.step import Layer, Reason, Refusal
from parcours.model.workflow import Workflow
from parcours.runtime.refusals import StepRefusedError


def read_dossier(workflow: Workflow, raw: Mapping[str, object], calendar: Calendar) -> Mapping[str, Value | None]:
    """The values of `raw`, None for a field to empty. Raises StepRefusedError with every field that is wrong."""
    values, reasons = tried(workflow, raw, calendar)
    if reasons:
        raise StepRefusedError(Refusal(Layer.INPUT, reasons))
    return values


def tried(
    workflow: Workflow, raw: Mapping[str, object], calendar: Calendar
) -> tuple[Mapping[str, Value | None], tuple[Reason, ...]]:
    """The values that can be read of `raw`, and what is wrong with the others."""
    values: dict[str, Value | None] = {}
    reasons: list[Reason] = []
    for name, each in raw.items():
        try:
            values[name] = _read(workflow.dossier, name, each, calendar)
        except FieldError as error:
            reasons.append(Reason(INPUT, error.text))
    return values, tuple(reasons)


def _read(fields: Mapping[str, Field], name: str, raw: object, calendar: Calendar) -> Value | None:
    if name not in fields:
        raise FieldError(Text("Le dossier n'a pas de champ « {field} ».", field=name))
    if raw is None or raw == "":
        return None
    value = read_value(fields[name], raw)
    among = fields[name].among
    if among and isinstance(value, datetime.date) and value not in dates_of(calendar.dates[among], value, value):
        raise FieldError(Text("« {field} » attend l'une des dates « {among} ».", field=name, among=among))
    return value
