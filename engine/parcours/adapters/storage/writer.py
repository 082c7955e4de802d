"""One write transaction: the case, its facts, its effects and everything beside, together or not at all."""

import datetime
import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Final, cast

from sqlalchemy import RowMapping, Select, Table, delete, select, update

from parcours.adapters import codec, projection
from parcours.adapters.storage import erasing, holds, incidents, pen, registers, rows, schema
from parcours.adapters.storage.overlaid import Overlaid
from parcours.adapters.storage.pen import Line
from parcours.adapters.storage.reader import Access, SqlReader
from parcours.adapters.storage.registers import Registers
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.seals import FIRST, Cell
from parcours.adapters.storage.unit import Moved, UnitOfWork
from parcours.adapters.vault import Place, seal
from parcours.model.definition import Definition
from parcours.model.delivery import OPEN, OutboxStatus
from parcours.model.fact import Fact
from parcours.model.step import Secret
from parcours.model.world import Engagement, World
from parcours.ports import Answer, Commit, ConflictError, Erasure, Hold

STATE: Final = list(schema.cases.columns).index(schema.cases.c.state)


class SqlTransaction(SqlReader):
    """Implements `ports.Transaction`."""

    def __init__(self, unit: UnitOfWork, access: Access) -> None:
        super().__init__(Overlaid(unit), access)
        self._unit = unit
        self._vault, self._seals = access.opened()
        self._world_stays = False
        self._unanswered: set[tuple[str, str, str]] = set()  # keys looked for in vain

    def lock(self, cae: str, person: str) -> None:
        self._world_stays = True
        self._hot.world_stays()
        self._hot.known(cae, person)

    def lock_case(self, case: str, key: str = "") -> str | None:
        found = self._unit.take(case, key)
        return found[0] if found else None

    def try_lock_cases(self, cases: Collection[str]) -> frozenset[str]:
        return self._unit.grasp(cases)

    def savepoint(self) -> AbstractContextManager[None]:
        return self._unit.block()

    def commit(self, cae: str, commit: Commit) -> None:
        case = projection.contiguous(commit).case
        found = self._unit.take(case.id)
        actual = found[2] if found else 0
        place = projection.answer_place(cae, commit)
        answered = place is not None and place not in self._unanswered and self._hot.answer(*place) is not None
        if actual != commit.expected or (found and found[0] != cae) or answered:
            raise ConflictError(case.id, commit.expected, actual)
        if found is None:
            self._meet(cae, case.person)
        facts = self._linked(cae, commit.facts, found[-1] if found else FIRST)
        head = facts[-1][-1] if facts else found[-1] if found else FIRST
        row = rows.case_row(cae, case, head)
        before = self._decoded(case.id, found) if found else None
        lines = (
            Line(schema.cases, [row], expected=commit.expected),
            Line(schema.facts, facts),
            *pen.beside(cae, before, case),
            *self._effects(cae, commit),
            Line(schema.secrets, self._secret_rows(cae, commit)),
            *self._answers(place, commit),
        )
        standing = (cae, case.person, case.seq, cast("bytes", row[STATE]), head)
        at = max((rows.instant(fact.at) for fact in commit.facts), default="")
        self._unit.put(Moved(case.id, is_open=case.ended_on is None, at=at), standing, lines)
        self._withdraw(commit)
        self.access.cases.keep(head, case)

    def digest(self, asked: str) -> str:
        return self._seals.asked(asked)

    def keep_definition(self, definition: Definition, at: datetime.datetime) -> None:
        table = schema.definitions.c
        rules, files = definition.workflow.hash, self._keep_texts(definition.sources)
        query = select(table.edition, table.files).where(table.rules == rules).order_by(table.edition.desc()).limit(1)
        newest = next(iter(self._rows(query)), (0, ""))
        if newest[1] != files:
            self._add(schema.definitions, (rules, newest[0] + 1, definition.workflow.id, rows.instant(at), files))

    def keep_world(self, workflow: str, world: World, sources: Mapping[str, str], at: datetime.datetime) -> None:
        if not self._world_stays:  # who enters may bring the first edition: it changes nobody's dates
            self._hot.world_changes()
        kept = codec.encode(projection.everybodys(world))
        self._add_numbered(schema.world_versions, workflow, rows.instant(at), kept, self._keep_texts(sources))

    def keep_paper_contract(self, cae: str, person: str, engagement: Engagement) -> None:
        self._meet(cae, person)
        held = (engagement.kind, engagement.signatures, rows.periods(engagement))
        self._add_numbered(schema.paper_contracts, cae, person, *held)

    def queue_world_changed(self, cae: str, case: str, cause: str) -> None:
        self._add_numbered(schema.world_changes, cae, case, cause)

    def take_world_changed(self, cae: str) -> Sequence[tuple[str, str]]:
        if not self._hot.queued(cae):
            return ()
        table = schema.world_changes.c
        taking = delete(schema.world_changes).where(table.cae == cae).returning(table.id, table.case_id, table.cause)
        taken = self.connection.execute(taking).all()  # what somebody queues meanwhile is neither taken nor lost
        return tuple((case, cause) for _, case, cause in sorted(map(tuple, taken)))

    def open_incident(self, cae: str, kind: str, subject: str, detail: str, at: datetime.datetime) -> None:
        number, about = self._hot.number(schema.incidents), (cae, subject)
        clear, said = incidents.words(self.connection, self._vault, about, incidents.OPENED, number, detail)
        self._add(schema.incidents, (number, cae, kind, subject, clear, rows.instant(at), None, said))

    def resolve_incident(self, incident: int, at: datetime.datetime, how: str = "", by: str = "") -> None:
        for row in self._mappings(select(schema.incidents).where(schema.incidents.c.id == incident)):
            self._rewrite(schema.incidents, row, resolved_at=rows.instant(at))
            number, about = self._hot.number(schema.resolutions), (row["cae"], row["subject"])
            clear, said = incidents.words(self.connection, self._vault, about, incidents.ENDED, number, how)
            self._add(schema.resolutions, (number, incident, clear, by, said))

    def keep_setting(self, name: str, value: str) -> None:
        self.connection.execute(delete(schema.settings).where(schema.settings.c.name == name))
        self._add(schema.settings, (name, value))

    def erase(self, erasure: Erasure) -> None:
        line = erasing.line(self._vault, erasure)
        # The register first: nobody is ever erased without it knowing, and what it says undone is done by the next.
        self._registers().erasures.append([line])
        erasing.erase(self.connection, self._seals, line)

    def keep_hold(self, hold: Hold) -> None:
        line = holds.line(hold, self.person_key(hold.cae, hold.person))
        # The register first here too, and last when it is lifted: cut off between the two, one hold too many is told.
        self._registers().holds.append([line])
        self._add_numbered(schema.holds, *holds.row_of(line))

    def lift_hold(self, cae: str, person: str, at: datetime.datetime, author: str) -> None:
        row = holds.in_force(self.connection, cae, person)
        if row is not None:
            self._rewrite(schema.holds, row, **holds.lifted(at, author))

    def _registers(self) -> Registers:
        return registers.of(self.connection, self.access.key_path, self._seals)

    def rebuild_index(self, cae: str, case: str) -> None:
        """Writes the timers of a case again, the earliest of them, and the queue of its effects."""
        self.lock_case(case)
        held = self.case(cae, case)
        if held is None:
            return
        self.connection.execute(delete(schema.timers).where(schema.timers.c.case_id == case))
        self._hot.add(schema.timers, [rows.timer_row(cae, case, *item) for item in held.timers.items()])
        due = projection.next_due(held)
        earliest = update(schema.cases).where(schema.cases.c.id == case)
        self.connection.execute(earliest.values(next_due=None if due is None else rows.instant(due)))
        self.connection.execute(delete(schema.deliveries).where(schema.deliveries.c.case_id == case))
        waiting = self._outbox(cae, case, schema.outbox.c.status.in_(sorted(OPEN)))  # a status of ours, or none at all
        self._hot.add(schema.deliveries, [rows.delivery_row(cae, each) for each in waiting])

    def answer(self, cae: str, case: str, key: str) -> Answer | None:
        found = super().answer(cae, case, key)
        if found is None:
            self._unanswered.add((cae, case, key))
        return found

    def _mappings(self, query: Select[Any]) -> Sequence[RowMapping]:
        """Rows that are going to be written again: nobody else may change them meanwhile."""
        return super()._mappings(query.with_for_update())

    def _linked(self, cae: str, facts: Sequence[Fact], head: bytes) -> list[tuple[str, int, str, bytes, bytes]]:
        linked = []
        for fact in facts:
            data = codec.encode_fact(fact)
            head = self._seals.link(head, cae, fact.case, fact.seq, data)
            linked.append((fact.case, fact.seq, cae, data, head))
        return linked

    def _meet(self, cae: str, person: str) -> None:
        """Keeps a person this cooperative did not know, with a key of their own."""
        if not self._hot.known(cae, person):
            self._hot.add(schema.people, [(cae, person)])
            self._hot.add(schema.keys, [(cae, person, self._vault.new_person_key(cae, person))])

    def _effects(self, cae: str, commit: Commit) -> Iterator[Line]:
        effects = projection.outbox_rows(commit)
        waiting = [rows.delivery_row(cae, each) for each in effects if each.status is OutboxStatus.WAITING]
        yield Line(schema.outbox, [self._sealed(schema.outbox, rows.outbox_row(cae, each)) for each in effects])
        yield Line(schema.deliveries, waiting)

    def _answers(self, place: tuple[str, str, str] | None, commit: Commit) -> Iterator[Line]:
        if place is not None and commit.answer is not None:
            answer = (*place, commit.answer.digest, commit.answer.case, commit.answer.seq)
            yield Line(schema.inbox, [self._sealed(schema.inbox, answer)])
            self._unanswered.discard(place)

    def _withdraw(self, commit: Commit) -> None:
        if not commit.withdrawn:
            return
        table, queue = schema.outbox.c, schema.deliveries.c
        of_facts = (table.case_id == commit.case.id, table.fact.in_(commit.withdrawn))
        for row in self._mappings(select(schema.outbox).where(*of_facts, table.status.in_(sorted(OPEN)))):
            self._rewrite(schema.outbox, row, status=OutboxStatus.WITHDRAWN.value)
        of_queue = (queue.case_id == commit.case.id, queue.fact.in_(commit.withdrawn))
        self.connection.execute(delete(schema.deliveries).where(*of_queue))

    def _secret_rows(self, cae: str, commit: Commit) -> list[Row]:
        if not commit.secrets:
            return []
        key = self.person_key(cae, commit.case.person)
        newest = {(projection.secret_path(each), each.fact): each for each in commit.secrets}
        return [self._secret_row(cae, commit, key, each) for each in newest.values()]

    def _secret_row(self, cae: str, commit: Commit, key: bytes, secret: Secret) -> Row:
        path, case = projection.secret_path(secret), commit.case
        place = Place(cae, case.person, case.id, path, secret.fact)
        return (case.id, path, secret.fact, cae, seal(key, codec.encode_value(secret.value), place))

    def _keep_texts(self, texts: Mapping[str, str]) -> str:
        """Keeps each text once; gives the digests by name, as JSON."""
        digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
        for name, digest in digests.items():
            if self._scalar(select(schema.sources.c.digest).where(schema.sources.c.digest == digest)) is None:
                self._hot.add(schema.sources, [(digest, texts[name])])
        return json.dumps(digests, sort_keys=True)

    def _sealed(self, table: Table, row: Row) -> Row:
        return (*row, self._seals.row(table.name, row))

    def _add(self, table: Table, row: Row) -> None:
        self._hot.add(table, [self._sealed(table, row)])

    def _add_numbered(self, table: Table, *cells: Cell) -> None:
        """Adds a row under the next number."""
        self._add(table, (self._hot.number(table), *cells))

    def _rewrite(self, table: Table, row: RowMapping, **changes: Cell) -> None:
        erasing.rewrite(self.connection, self._seals, table, row, **changes)
