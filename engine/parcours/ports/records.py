"""What stores are given and give back, and how they refuse."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from parcours.errors import RefusedError, StoreError
from parcours.messages import Text
from parcours.model.case import Assignment, Case
from parcours.model.delivery import OutboxStatus, Said
from parcours.model.fact import Effect, Fact
from parcours.model.fields import Value
from parcours.model.step import Secret
from parcours.model.world import World


class ConflictError(RefusedError):
    """The case is not where the command believed it: somebody else was quicker. `actual` is its last fact."""

    def __init__(self, case: str, expected: int, actual: int) -> None:
        super().__init__(
            Text(
                "Le dossier {case} a changé entre-temps : fait {actual} au lieu de {expected}.",
                case=case,
                actual=actual,
                expected=expected,
            ),
            Text("Relisez-le, puis recommencez."),
        )
        self.case, self.expected, self.actual = case, expected, actual


class OvertakenError(ConflictError):
    """Two programs were writing the same thing at the same moment, and the database let the other one through."""

    def __init__(self) -> None:
        RefusedError.__init__(
            self,
            Text("Un autre programme écrivait la même chose au même moment ; rien n'a été fait."),
            Text("Recommencez."),
        )
        self.case, self.expected, self.actual = "", 0, 0


class KeyFileError(StoreError):
    """The site key cannot be used as it is."""


class MissingKeyError(KeyFileError):
    """What was asked needs the site key, and there is none."""


class Clock(Protocol):
    def now(self) -> datetime.datetime:
        """An aware instant, UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What an accepted command was answered; kept under its idempotency key with the digest of what was asked."""

    digest: str
    case: str
    seq: int


@dataclass(frozen=True, slots=True)
class Commit:
    """All that one accepted act leaves behind, written together or not at all.

    `expected` is the fact number the stored case must have, 0 for one that opens; another one raises ConflictError.
    `withdrawn` are facts whose undelivered effects must not leave any more. `answer` is kept under `key`, which
    belongs to the case, or to the cooperative when the case opens; a key already taken raises ConflictError too.
    """

    case: Case
    expected: int
    facts: tuple[Fact, ...]
    secrets: tuple[Secret, ...] = ()
    withdrawn: tuple[int, ...] = ()
    key: str = ""
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    case: str
    fact: int
    effect: Effect
    status: OutboxStatus
    created_at: datetime.datetime
    delivered_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """Something a person of operations must look at. `subject` is a case, an effect, a file; no personal words.

    `resolution` says how it ended and `author` who ended it. Of a case, `detail` and `resolution` may quote its person.
    """

    id: int
    kind: str
    cae: str
    subject: str
    detail: Said
    opened_at: datetime.datetime
    resolved_at: datetime.datetime | None = None
    resolution: Said = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class CaseSummary:
    """A line of a list of cases: `next_due` is when the next timer acts, `next_on` the civil day it is due."""

    id: str
    person: str
    workflow: str
    stage: str
    seq: int
    opened_on: datetime.date | None
    ended_on: datetime.date | None
    next_due: datetime.datetime | None
    next_on: datetime.date | None


Place = tuple[int, ...]
"""How far somebody has followed what a store is told; only the store that gave it knows what its numbers count."""


@dataclass(frozen=True, slots=True)
class Moves:
    """Cases that somebody has moved, or whose person was erased, each after its cooperative; `place` is behind them."""

    place: Place
    cases: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """What is asked of many cases at once. `next_on` is the earliest day of a timer or of an open task.

    `retention` says what became of a file that has been kept long enough.
    `words` are the fields of the dossier that are kept sealed, by path; none without the key. A value is unsealed when
    it is asked for.
    """

    case: str
    cae: str
    person: str
    workflow: str
    rules: str
    stage: str
    seq: int
    opened_on: datetime.date | None
    ended_on: datetime.date | None
    entered_on: datetime.date | None
    next_on: datetime.date | None
    suspended: bool
    retention: str
    assignments: Mapping[str, Assignment]
    words: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class DueTask:
    """An open task in a list, known by its case and id; what it asks is read of the case."""

    case: str
    task: str
    role: str
    day: datetime.date


@dataclass(frozen=True, slots=True)
class DueDate:
    """A timer in a list, known by its case and key."""

    case: str
    key: str
    day: datetime.date


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which cases a list shows: empty means any. `due_before`: those with a day due before that one."""

    workflow: str = ""
    stage: str = ""
    person: str = ""
    is_open: bool | None = None
    due_before: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class WorldVersion:
    """A dated edition of law, calendar and parameters, in force from `accepted_at` until the next."""

    id: int
    workflow: str
    accepted_at: datetime.datetime
    world: World
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Erasure:
    """A person whose words are destroyed, for ever. `author` is whoever decided, in the clear as in every fact."""

    cae: str
    person: str
    at: datetime.datetime
    reason: str
    author: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """A person who must not be erased: a lawsuit, an inspection. `reason` is read with their key only."""

    cae: str
    person: str
    at: datetime.datetime
    reason: str
    author: str = ""
