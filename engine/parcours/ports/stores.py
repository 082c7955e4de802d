"""A store: what is read of one moment, and what is written together."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from parcours.messages import Text
from parcours.model.case import Case
from parcours.model.definition import Definition
from parcours.model.delivery import Attempt, Delivery, Document, Lease, Node, OutboxStatus
from parcours.model.fact import Fact
from parcours.model.fields import Value
from parcours.model.world import Engagement, World
from parcours.ports.accounts import Accounts
from parcours.ports.listings import Listings
from parcours.ports.records import (
    Answer,
    CaseSummary,
    Commit,
    Erasure,
    Hold,
    Incident,
    OutboxRow,
    WorldVersion,
)
from parcours.ports.watch import Watch


class Reader(Listings, Protocol):
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

    def cases_of(self, cae: str, person: str) -> tuple[str, ...]:
        """Open and ended ones."""
        ...

    def ledger(self, cae: str, person: str, besides: str = "") -> tuple[Engagement, ...]:
        """This person's contracts kept on paper, then those of every case but `besides`."""
        ...

    def due(self, cae: str, until: datetime.datetime, limit: int = 100) -> tuple[tuple[datetime.datetime, str], ...]:
        """Cases with a timer due by `until`, each with its earliest, earliest first."""
        ...

    def next_due(self, cae: str, after: datetime.datetime | None = None) -> datetime.datetime | None:
        """The earliest instant a timer is due at, of those later than `after`."""
        ...

    def has_world_changed(self, cae: str) -> bool:
        """Whether cases wait for their dates to be reckoned again."""
        ...

    def secrets(self, cae: str, case: str, until: int | None = None) -> Mapping[str, Value]:
        """Personal values by path ("dossier.<field>", "fact.<seq>.<input>"), as they stood after fact `until`.

        Raises MissingKeyError without the key.
        """
        ...

    def outbox(self, cae: str, case: str) -> tuple[OutboxRow, ...]: ...

    def attempts(self, cae: str, case: str) -> tuple[Attempt, ...]:
        """Every try at the effects of a case, oldest first; without the key, the words of each stay unread."""
        ...

    def deliveries(self, cae: str) -> tuple[Delivery, ...]:
        """Effects that have not reached their end, the oldest first."""
        ...

    def delivery(self, cae: str, case: str, fact: int, index: int) -> Delivery | None:
        """One effect that has not reached its end; None for one that has, or never was."""
        ...

    def ready_at(self, cae: str, besides: Collection[str] = ()) -> datetime.datetime | None:
        """When the next effect may be tried that nothing holds back; `besides` are uses left out."""
        ...

    def documents(self, cae: str, case: str) -> tuple[Document, ...]:
        """Oldest first; without the key, their names and digests stay unread."""
        ...

    def content(self, cae: str, document: Document) -> bytes:
        """Raises MissingKeyError without the key."""
        ...

    def nodes(self) -> tuple[Node, ...]: ...

    def newest_instant(self) -> datetime.datetime | None:
        """The latest that a fact was recorded at or a node seen, to the minute: at most one too early for a fact."""
        ...

    def incidents(self, cae: str | None = None, *, only_open: bool = False) -> tuple[Incident, ...]:
        """Oldest first, resolved ones too unless `only_open`; without the key, words about a case stay unread."""
        ...

    def answer(self, cae: str, case: str, key: str) -> Answer | None: ...

    def started(self, cae: str, key: str) -> Answer | None:
        """The answer to the command that opened a case under this key."""
        ...

    def definition(self, rules: str) -> Mapping[str, str] | None:
        """The source texts, by name, of the definition these rules were built from."""
        ...

    def texts(self, workflow: str) -> Mapping[str, str] | None:
        """The source texts, by name, of the edition accepted last, of the rules or of the dated data."""
        ...

    def rules_in_use(self) -> tuple[tuple[str, str, int], ...]:
        """(workflow, rules hash, open cases) for every pinned set of rules."""
        ...

    def world(self, workflow: str) -> WorldVersion | None:
        """The newest accepted edition."""
        ...

    def settings(self) -> Mapping[str, str]: ...

    def erased_at(self, cae: str, person: str) -> datetime.datetime | None:
        """When this person was erased; None of anybody else, known or not."""
        ...

    def hold(self, cae: str, person: str) -> Hold | None:
        """The hold in force. Raises MissingKeyError without the key."""
        ...


class Transaction(Reader, Protocol):
    """One write transaction; leaving its block commits, an exception undoes everything."""

    def lock(self, cae: str, person: str) -> None:
        """Held until the end: the person's ledger cannot change meanwhile, nor can an edition of the world come."""
        ...

    def lock_case(self, case: str, key: str = "") -> str | None:
        """Holds the person of a case; the cooperative of the case, None when there is no such case.

        What is read of the case from then on is how it stands, and stays so until this transaction moves it. Whoever
        is going to ask for the answer under a key says so here, and has it read with the case.
        """
        ...

    def try_lock_cases(self, cases: Collection[str]) -> frozenset[str]:
        """The same of many at once, without waiting: those whose person no other transaction holds."""
        ...

    def savepoint(self) -> AbstractContextManager[None]:
        """A block inside of the transaction: an exception undoes what was written in it alone, and goes on."""
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

    def claim_effects(self, cae: str, lease: Lease, limit: int, besides: Collection[str] = ()) -> tuple[Delivery, ...]:
        """Leases the effects that are ready, the longest ready first; `besides` are uses left out.

        An effect waits for those before it of the same case and action, and for every earlier one of the action it
        comes `after`, parked ones included.
        """
        ...

    def extend_leases(self, node: str, until: datetime.datetime) -> None: ...

    def postpone_effect(self, delivery: Delivery, ready_at: datetime.datetime, *, tried: bool) -> bool:
        """Gives a lease back; whether it was still held. `tried`: false when nothing was attempted after all."""
        ...

    def settle_effect(
        self, cae: str, case: str, fact: int, index: int, status: OutboxStatus, at: datetime.datetime
    ) -> OutboxStatus:
        """Parks, wakes or ends an effect; gives the status it had, and leaves what was delivered or skipped as it is.

        A withdrawn one only takes DELIVERED: what has left has left. Raises LookupError for an effect never written.
        """
        ...

    def keep_attempt(self, cae: str, attempt: Attempt) -> None: ...

    def keep_document(self, cae: str, person: str, document: Document, content: bytes) -> None: ...

    def beat(self, node: Node) -> None:
        """Says that a node is there."""
        ...

    def leave(self, node: str) -> None:
        """Forgets a node, and frees what it leased."""
        ...

    def open_incident(self, cae: str, kind: str, subject: str, detail: str, at: datetime.datetime) -> None: ...

    def resolve_incident(self, incident: int, at: datetime.datetime, how: str = "", by: str = "") -> None: ...

    def keep_setting(self, name: str, value: str) -> None: ...

    def erase(self, erasure: Erasure) -> None:
        """Destroys the person's key and their words, those of incidents and of answers kept under a key included.

        Effects still waiting are withdrawn. Cases, facts, contracts and their dates stay. There is no way back.
        """
        ...

    def keep_hold(self, hold: Hold) -> None: ...

    def lift_hold(self, cae: str, person: str, at: datetime.datetime, author: str) -> None: ...


class Store(Protocol):
    @property
    def accounts(self) -> Accounts:
        """Who may sign in, beside the cases and in transactions of their own."""
        ...

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Raises StoreLockedError, StoreReadOnlyError, StoreFullError; MissingKeyError when opened without the key."""
        ...

    def reading(self) -> AbstractContextManager[Reader]:
        """What it reads stays the same until the end of the block, whatever others commit."""
        ...

    def watch(self) -> Watch:
        """Hears of every commit from now on, by whatever process or thread."""
        ...

    def wipe(self) -> Text | None:
        """Leaves no trace of what was erased where it is kept; what keeps one there all the same, in words."""
        ...

    def close(self) -> None: ...
