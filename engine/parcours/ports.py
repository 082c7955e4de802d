"""What the use cases ask of the world outside, and what adapters give: a clock, a store, a vault."""

import datetime
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from parcours.errors import RefusedError, StoreError
from parcours.messages import Text
from parcours.model.case import Case, Task
from parcours.model.definition import Definition
from parcours.model.fact import Effect, Fact
from parcours.model.fields import Fields, Value
from parcours.model.step import Secret
from parcours.model.world import Engagement, World


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


class OutboxStatus(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"


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
    """Something a person of operations must look at. `subject` is a case, a timer, a file; no personal words."""

    id: int
    kind: str
    cae: str
    subject: str
    detail: str
    opened_at: datetime.datetime
    resolved_at: datetime.datetime | None = None


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


@dataclass(frozen=True, slots=True)
class WorldVersion:
    """A dated edition of law, calendar and parameters, in force from `accepted_at` until the next."""

    id: int
    workflow: str
    accepted_at: datetime.datetime
    world: World
    sources: Mapping[str, str] = field(default_factory=dict)


class Reader(Protocol):
    """Reads of one consistent moment. The cooperative comes first, so that no query forgets it."""

    def locate(self, case: str) -> str | None:
        """The cooperative that holds this case."""
        ...

    def cooperatives(self) -> tuple[str, ...]: ...

    def case(self, cae: str, case: str) -> Case | None: ...

    def facts(self, cae: str, case: str, after: int = 0) -> tuple[Fact, ...]: ...

    def cases(
        self, cae: str, stage: str | None = None, due_before: datetime.datetime | None = None
    ) -> tuple[CaseSummary, ...]: ...

    def open_cases(self, cae: str, person: str) -> tuple[str, ...]: ...

    def ledger(self, cae: str, person: str, besides: str = "") -> tuple[Engagement, ...]:
        """This person's contracts kept on paper, then those of every case but `besides`."""
        ...

    def due(self, cae: str, until: datetime.datetime, limit: int = 100) -> tuple[tuple[datetime.datetime, str], ...]:
        """Cases with a timer due by `until`, each with its earliest, earliest first."""
        ...

    def secrets(self, cae: str, case: str, until: int | None = None) -> Mapping[str, Value]:
        """Personal values by path ("dossier.<field>", "fact.<seq>.<input>"), as they stood after fact `until`.

        Raises MissingKeyError without the key.
        """
        ...

    def personal_fields(self, cae: str, case: str) -> Fields:
        """The dossier's personal values by field, for conditions and templates."""
        ...

    def tasks(self, cae: str, case: str | None = None, role: str | None = None) -> tuple[tuple[str, Task], ...]:
        """Open tasks with their case, the earliest due first, those without a day last."""
        ...

    def outbox(self, cae: str, case: str) -> tuple[OutboxRow, ...]: ...

    def incidents(self, cae: str | None = None) -> tuple[Incident, ...]:
        """Open and resolved ones, oldest first."""
        ...

    def answer(self, cae: str, case: str, key: str) -> Answer | None: ...

    def started(self, cae: str, key: str) -> Answer | None:
        """The answer to the command that opened a case under this key."""
        ...

    def definition(self, rules: str) -> Mapping[str, str] | None:
        """The source texts, by name, of the definition these rules were built from."""
        ...

    def rules_in_use(self) -> tuple[tuple[str, str, int], ...]:
        """(workflow, rules hash, open cases) for every pinned set of rules."""
        ...

    def world(self, workflow: str) -> WorldVersion | None:
        """The newest accepted edition."""
        ...

    def settings(self) -> Mapping[str, str]: ...


class Transaction(Reader, Protocol):
    """One write transaction; leaving its block commits, an exception undoes everything."""

    def lock(self, cae: str, person: str) -> None:
        """Held until the end: the person's ledger cannot change meanwhile."""
        ...

    def commit(self, cae: str, commit: Commit) -> None:
        """Raises ConflictError if the stored case is not at `commit.expected`."""
        ...

    def digest(self, asked: str) -> str:
        """The same for the same words, and telling nothing of them to whoever has the store without its key."""
        ...

    def keep_definition(self, definition: Definition, at: datetime.datetime) -> None:
        """Kept once by rules hash, and again when only texts changed."""
        ...

    def keep_world(self, workflow: str, world: World, sources: Mapping[str, str], at: datetime.datetime) -> None: ...

    def keep_paper_contract(self, cae: str, person: str, engagement: Engagement) -> None:
        """A contract that ran before the engine."""
        ...

    def queue_world_changed(self, cae: str, case: str, cause: str) -> None: ...

    def take_world_changed(self, cae: str) -> Sequence[tuple[str, str]]:
        """(case, cause) queued since the last taking; taking removes them."""
        ...

    def mark_delivered(self, cae: str, case: str, fact: int, index: int, at: datetime.datetime) -> bool:
        """Whether that effect was still waiting; a withdrawn or delivered one stays as it is."""
        ...

    def open_incident(self, cae: str, kind: str, subject: str, detail: str, at: datetime.datetime) -> None: ...

    def resolve_incident(self, incident: int, at: datetime.datetime) -> None: ...

    def keep_setting(self, name: str, value: str) -> None: ...


class Store(Protocol):
    def transaction(self) -> AbstractContextManager[Transaction]:
        """Raises StoreLockedError, StoreReadOnlyError, StoreFullError; MissingKeyError when opened without the key."""
        ...

    def reading(self) -> AbstractContextManager[Reader]:
        """What it reads stays the same until the end of the block, whatever others commit."""
        ...

    def close(self) -> None: ...
