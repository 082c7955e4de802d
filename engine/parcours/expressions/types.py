"""The types conditions are checked against: the field types, as CEL sees them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from parcours.messages import Text
from parcours.model.fields import FieldType


class CelType(StrEnum):
    """Every type a name or a part of a condition may have."""

    STRING = "string"
    INT = "int"
    DOUBLE = "double"
    BOOL = "bool"
    DATE = "date"
    """A civil date; travels as a TIMESTAMP at 00:00 UTC of that date."""
    VALIDITY = "validity"
    """A map of dates, `from` and `until`; `until` is left out of an open-ended one."""
    DURATION = "duration"
    """A map of whole numbers by unit: two durations have no order, so nothing but `plus` takes one."""


OF_FIELD: Final[Mapping[FieldType, CelType]] = MappingProxyType(
    {
        FieldType.TEXT: CelType.STRING,
        FieldType.EMAIL: CelType.STRING,
        FieldType.CHOICE: CelType.STRING,
        FieldType.INTEGER: CelType.INT,
        FieldType.NUMBER: CelType.DOUBLE,
        FieldType.BOOLEAN: CelType.BOOL,
        FieldType.DATE: CelType.DATE,
        FieldType.DURATION: CelType.DURATION,
        FieldType.VALIDITY: CelType.VALIDITY,
    }
)

_SAID: Final[Mapping[CelType, Text]] = MappingProxyType(
    {
        CelType.STRING: Text("un texte"),
        CelType.INT: Text("un nombre entier"),
        CelType.DOUBLE: Text("un nombre"),
        CelType.BOOL: Text("un oui ou non"),
        CelType.DATE: Text("une date"),
        CelType.VALIDITY: Text("une validité"),
        CelType.DURATION: Text("une durée"),
    }
)


def said(kind: CelType) -> Text:
    """The type in words, with its article: `une date`."""
    return _SAID[kind]
