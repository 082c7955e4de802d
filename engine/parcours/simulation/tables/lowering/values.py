"""Values as the machine holds them, and as the log tells them."""

import json

from parcours.calendar.duration import Duration
from parcours.model.fields import Validity, Value
from parcours.simulation.tables import rows
from parcours.simulation.tables.lowering.builder import Builder
from parcours.simulation.tables.lowering.days import day_number
from parcours.simulation.tables.lowering.expressions import plain_value


def held(b: Builder, value: Value, place: str) -> float:
    """A value as the machine holds it: a number; a validity is the place of its two days."""
    if isinstance(value, Validity):
        until = day_number(value.until) if value.until is not None else rows.FAR
        return float(b.numbers((day_number(value.first), until)))
    if isinstance(value, Duration):
        return float(b.literal(value.iso()))
    return plain_value(b, value, place)


def said(b: Builder, value: Value) -> int:
    """How the log tells it, as the place of a literal."""
    return b.literal(told(value))


def told(value: Value) -> str:
    """A value of a field as lines of kind WROTE give it."""
    if isinstance(value, Validity):
        return f"{value.first}/{value.until or ''}"
    if isinstance(value, Duration):
        return value.iso()
    return json.dumps(value if isinstance(value, str | int | float) else str(value))
