"""Writes to memory, all or nothing."""

import datetime
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from parcours.adapters import projection
from parcours.adapters.memory.reader import MemoryReader, Tables
from parcours.model.case import Case
from parcours.model.definition import Definition
from parcours.model.fact import Fact
from parcours.model.world import Engagement, World
from parcours.ports import Commit, ConflictError, Incident, OutboxStatus, Reader, Transaction, WorldVersion
from parcours.runtime.findings import Finding
from parcours.runtime.recovery import Auditor, Journal


class MemoryTransaction(MemoryReader):
    def lock(self, cae: str, person: str) -> None:
        """The store's only lock is already held."""

    def commit(self, cae: str, commit: Commit) -> None:
        case, tables = projection.contiguous(commit).case, self._tables
        before = tables.cases.get(case.id)
        actual = before.seq if before else 0
        place = projection.answer_place(cae, commit)
        if actual != commit.expected or tables.cooperative.get(case.id, cae) != cae or place in tables.answers:
            raise ConflictError(case.id, commit.expected, actual)
        tables.cooperative[case.id] = cae
        if before is None:
            tables.of_person[cae, case.person] = (*tables.of_person.get((cae, case.person), ()), case.id)
        tables.cases[case.id] = case
        tables.facts[case.id] = (*tables.facts.get(case.id, ()), *commit.facts)
        self._keep_effects(commit)
        secrets = ((each.fact, projection.secret_path(each), each.value) for each in commit.secrets)
        tables.secrets[case.id] = (*tables.secrets.get(case.id, ()), *secrets)
        if place is not None and commit.answer is not None:
            tables.answers[place] = commit.answer

    def _keep_effects(self, commit: Commit) -> None:
        rows = self._tables.outbox.get(commit.case.id, ())
        kept = (
            replace(row, status=OutboxStatus.WITHDRAWN)
            if row.fact in commit.withdrawn and row.status is OutboxStatus.WAITING
            else row
            for row in rows
        )
        self._tables.outbox[commit.case.id] = (*kept, *projection.outbox_rows(commit))

    def digest(self, asked: str) -> str:
        return asked  # kept where the words themselves are kept

    def keep_definition(self, definition: Definition, at: datetime.datetime) -> None:  # noqa: ARG002  nobody lists them by age here
        workflow = definition.workflow
        self._tables.definitions[workflow.hash] = (workflow.id, dict(definition.sources))

    def keep_world(self, workflow: str, world: World, sources: Mapping[str, str], at: datetime.datetime) -> None:
        before = self._tables.worlds.get(workflow, ())
        number = sum(map(len, self._tables.worlds.values())) + 1
        version = WorldVersion(number, workflow, at, projection.everybodys(world), dict(sources))
        self._tables.worlds[workflow] = (*before, version)

    def keep_paper_contract(self, cae: str, person: str, engagement: Engagement) -> None:
        self._tables.paper[cae, person] = (*self._tables.paper.get((cae, person), ()), engagement)

    def queue_world_changed(self, cae: str, case: str, cause: str) -> None:
        self._tables.queue[cae] = (*self._tables.queue.get(cae, ()), (case, cause))

    def take_world_changed(self, cae: str) -> Sequence[tuple[str, str]]:
        queued = self._tables.queue.get(cae, ())
        self._tables.queue[cae] = ()
        return queued

    def mark_delivered(self, cae: str, case: str, fact: int, index: int, at: datetime.datetime) -> bool:
        rows = list(self.outbox(cae, case))
        for place, row in enumerate(rows):
            if (row.fact, row.effect.index, row.status) == (fact, index, OutboxStatus.WAITING):
                rows[place] = replace(row, status=OutboxStatus.DELIVERED, delivered_at=at)
                self._tables.outbox[case] = tuple(rows)
                return True
        return False

    def open_incident(self, cae: str, kind: str, subject: str, detail: str, at: datetime.datetime) -> None:
        number = len(self._tables.incidents) + 1
        self._tables.incidents[number] = Incident(number, kind, cae, subject, detail, at)

    def resolve_incident(self, incident: int, at: datetime.datetime) -> None:
        self._tables.incidents[incident] = replace(self._tables.incidents[incident], resolved_at=at)

    def keep_setting(self, name: str, value: str) -> None:
        self._tables.settings[name] = value


class MemoryAuditor:
    """Values that nobody can reach from outside need no seal: what is left to compare is case and journal."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def journals(self) -> Iterator[Journal]:
        for case, facts in sorted(self._tables.facts.items()):
            yield Journal(self._tables.cooperative[case], case, self._tables.cases[case], facts)

    def differences(self, _folded: Case, _facts: tuple[Fact, ...], /) -> tuple[Finding, ...]:
        return ()

    def strays(self) -> tuple[Finding, ...]:
        return ()


class MemoryStore:
    """One writer or reader at a time; a block that ends with an exception leaves no trace."""

    def __init__(self) -> None:
        self._tables = Tables()
        self._lock = threading.RLock()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        with self._lock:
            overlay = self._tables.overlaid()
            yield MemoryTransaction(overlay)
            self._tables.take(overlay)

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        with self._lock:
            yield MemoryReader(self._tables)

    @contextmanager
    def audit(self) -> Iterator[Auditor]:
        with self._lock:
            yield MemoryAuditor(self._tables)

    def rebuild_index(self, cae: str, case: str) -> None:
        """There is none."""

    def close(self) -> None:
        """Nothing outlives the process."""
