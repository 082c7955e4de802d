"""What a value is for: an input of an event, or a field of the dossier, with the type it must have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from parcours.expressions.names import engine_inputs
from parcours.expressions.types import CelType
from parcours.kernel.inputs import read_count, read_months
from parcours.model.fields import Field, FieldType, Value, read_value
from parcours.model.workflow import Workflow

PRESENT: Final = "present"
NUMBERS: Final = frozenset({FieldType.NUMBER, FieldType.INTEGER})


@dataclass(frozen=True, slots=True)
class Target:
    """`months`: a whole number of months, said as a duration."""

    field: Field
    months: bool = False

    @property
    def is_number(self) -> bool:
        return self.field.type in NUMBERS and not self.months

    @property
    def is_day(self) -> bool:
        return self.field.type is FieldType.DATE

    def read(self, raw: object) -> Value:
        """The value that a file writes. Raises FieldError."""
        if self.months:
            return read_months(self.field.id, raw)
        if self.field.id == PRESENT:
            return read_count(self.field.id, raw)
        return read_value(self.field, raw)


def fields_of(workflow: Workflow) -> Mapping[str, Target]:
    return {name: Target(field) for name, field in workflow.dossier.items()}


def inputs_of(workflow: Workflow, event: str) -> Mapping[str, Target]:
    """The inputs an event takes, the engine's own among them; none of an event nobody knows."""
    known = workflow.events.get(event)
    if known is None:
        return {}
    asked = {name: _asked(name, kind) for name, kind in engine_inputs(workflow, known).items()}
    return {**asked, **{field.id: Target(field) for field in known.input}}


def _asked(name: str, kind: CelType) -> Target:
    if kind is CelType.DATE:
        return Target(Field(name, FieldType.DATE))
    return Target(Field(name, FieldType.INTEGER), months=name != PRESENT)
