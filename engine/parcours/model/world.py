"""What a step reads besides the case: dated data, and the person's other contracts."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from parcours.calendar.days_off import Calendar
from parcours.model.fields import Fields, Value
from parcours.model.law import LawFile

Days = tuple[datetime.date, datetime.date]

OPEN_END: Final = datetime.date.max
"""The last day of a period that nobody has ended yet."""


@dataclass(frozen=True, slots=True)
class Engagement:
    """A contract of this person with this cooperative held in another case, or on paper before the engine.

    `periods` are first and last days, both included; the last one is `OPEN_END` while the contract has no end.
    """

    kind: str
    signatures: int
    periods: tuple[Days, ...]
    case: str = ""


@dataclass(frozen=True, slots=True)
class ParameterValue:
    since: datetime.date
    value: Value
    source: str = ""


@dataclass(frozen=True, slots=True)
class World:
    """Frozen, read by the caller in the transaction of the step, under the lock on (person, cooperative)."""

    calendar: Calendar
    law: Mapping[str, LawFile] = field(default_factory=dict)
    parameters: Mapping[str, tuple[ParameterValue, ...]] = field(default_factory=dict)
    ledger: tuple[Engagement, ...] = ()
    personal: Fields = field(default_factory=dict)

    def parameter(self, name: str, day: datetime.date) -> Value | None:
        """The value in force that day; None before the first."""
        found: Value | None = None
        for entry in self.parameters.get(name, ()):
            if entry.since > day:
                break
            found = entry.value
        return found
