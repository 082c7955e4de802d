"""The shapes that the API gives of what is decided: a mistake taken back, a document, an incident seen to."""

import datetime

from parcours.web.api.shapes import FactLine, Given, IncidentLine, Warned


class Paper(Given):
    """`digest` is the SHA-256 of its content, by which it is asked for; null once its words cannot be read."""

    digest: str | None
    name: str | None
    action: str
    media_type: str
    made_at: datetime.datetime
    fact: int
    edition: int
    superseded_by: int | None


class Papers(Given):
    items: list[Paper]


class Replayed(Given):
    """An event sent again after what is taken back; `refused` says why it would not be, where it would not."""

    fact: FactLine
    refused: list[Warned]


class Revocation(Given):
    """What taking back would do, to a case whose last fact is `seq`; `delivered` has left and stays out of reach."""

    case: str
    seq: int
    taken_back: list[FactLine]
    delivered: list[str]
    replayed: list[Replayed]
    facts: list[FactLine]


class SeenTo(Given):
    """`repeated`: this was done before, in the same words by the same user; nothing was done now."""

    incident: IncidentLine
    by: str
    repeated: bool
