"""One transaction in memory: what a step leaves, and everything beside."""

import datetime
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from parcours.adapters import projection
from parcours.adapters.memory.reader import MOVES, MemoryReader
from parcours.model.definition import Definition
from parcours.model.delivery import OPEN, OutboxStatus
from parcours.model.world import Engagement, World
from parcours.ports import Commit, ConflictError, WorldVersion


class MemoryWriter(MemoryReader):
    def lock(self, cae: str, person: str) -> None:
        """The store's only lock is already held."""

    def lock_case(self, case: str, key: str = "") -> str | None:  # noqa: ARG002  nothing is far from here
        return self.locate(case)

    def try_lock_cases(self, cases: Collection[str]) -> frozenset[str]:
        return frozenset(case for case in cases if self.locate(case) is not None)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        below = self._tables
        self._tables = below.overlaid()
        try:
            yield
            below.take(self._tables)
        finally:
            self._tables = below

    def commit(self, cae: str, commit: Commit) -> None:
        case, tables = projection.contiguous(commit).case, self._tables
        before = tables.cases.get(case.id)
        actual = before.seq if before else 0
        place = projection.answer_place(cae, commit)
        answered = place is not None and tables.answers.get(place) is not None
        if actual != commit.expected or tables.cooperative.get(case.id, cae) != cae or answered:
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
        self._move(case.id)

    def _move(self, case: str) -> None:
        """Gives a case the next number of those that whoever follows the store asks for."""
        number = self._tables.moves.get(MOVES, 0) + 1
        self._tables.moves[MOVES] = self._tables.moved[case] = number

    def _keep_effects(self, commit: Commit) -> None:
        rows = self._tables.outbox.get(commit.case.id, ())
        kept = (
            replace(row, status=OutboxStatus.WITHDRAWN) if row.fact in commit.withdrawn and row.status in OPEN else row
            for row in rows
        )
        self._tables.outbox[commit.case.id] = (*kept, *projection.outbox_rows(commit))

    def digest(self, asked: str) -> str:
        return asked  # kept where the words themselves are kept

    def keep_definition(self, definition: Definition, at: datetime.datetime) -> None:
        workflow, sources = definition.workflow, dict(definition.sources)
        known = self._tables.definitions.get(workflow.hash)
        if known is None or known[1] != sources:
            self._tables.definitions[workflow.hash] = (workflow.id, sources, at)

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

    def keep_setting(self, name: str, value: str) -> None:
        self._tables.settings[name] = value
