"""The shapes that the API gives of a person: all that is held of them, and what erasing them does."""

import datetime

from parcours.web.api.decision_shapes import Paper
from parcours.web.api.shapes import CaseState, FactLine, Given, IncidentLine


class ValidityTold(Given):
    first: datetime.date
    until: datetime.date | None
    reference: str


Told = str | int | float | bool | ValidityTold | None


class Ran(Given):
    """A contract that ran before the tool, period by period; no end: still running."""

    kind: str
    signatures: int
    periods: list[tuple[datetime.date, datetime.date]]


class FactTold(Given):
    """`given` came with it, `written` is what it left in the dossier; null once its words are destroyed."""

    fact: FactLine
    given: dict[str, Told]
    written: dict[str, Told]


class Try(Given):
    number: int
    at: datetime.datetime
    outcome: str
    detail: str | None
    receipt: str | None


class Leaving(Given):
    """A message, a document or a declaration, with what became of it."""

    label: str
    use: str
    status: str
    created_at: datetime.datetime
    delivered_at: datetime.datetime | None
    attempts: list[Try]


class IncidentTold(Given):
    incident: IncidentLine
    detail: str | None
    resolved_at: datetime.datetime | None
    resolution: str | None


class CaseFile(Given):
    state: CaseState
    dossier: dict[str, Told]
    journal: list[FactTold]
    leaving: list[Leaving]
    documents: list[Paper]
    incidents: list[IncidentTold]


class PersonFile(Given):
    """All that a cooperative holds of somebody: the right of access. Documents are asked for by their digest."""

    cae: str
    person: str
    at: datetime.datetime
    erased_at: datetime.datetime | None
    held_since: datetime.datetime | None
    prior_contracts: list[Ran]
    cases: list[CaseFile]


class Message(Given):
    case: str
    fact: int
    label: str


class Erasure(Given):
    """What erasing does, or would do: `sent` is out of reach, `unsent` will never leave.

    `repeated`: they were erased before, at `erased_at`. `traces` says what could not be taken off the disk yet.
    """

    cae: str
    person: str
    cases: list[str]
    sent: list[Message]
    unsent: list[Message]
    erased_at: datetime.datetime | None
    repeated: bool
    traces: str
