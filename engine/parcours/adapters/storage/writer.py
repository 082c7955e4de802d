"""One write transaction: the case, its facts, its effects and everything beside, together or not at all."""

import datetime
import hashlib
import json
from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, RowMapping, Table, delete, func, select, update

from parcours.adapters import codec, projection
from parcours.adapters.storage import hot, rows, schema
from parcours.adapters.storage.reader import Access, SqlReader
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.seals import FIRST, Cell
from parcours.adapters.vault import Place, seal
from parcours.model.definition import Definition
from parcours.model.delivery import OPEN, OutboxStatus
from parcours.model.fact import Fact
from parcours.model.step import Secret
from parcours.model.world import Engagement, World
from parcours.ports import Commit, ConflictError


class SqlTransaction(SqlReader):
    """Implements `ports.Transaction`."""

    def __init__(self, connection: Connection, access: Access) -> None:
        super().__init__(connection, access)
        self._vault, self._seals = access.opened()

    def lock(self, cae: str, person: str) -> None:
        self._hot.known(cae, person)

    def commit(self, cae: str, commit: Commit) -> None:
        case = projection.contiguous(commit).case
        found = self._hot.case(case.id)
        actual = found[1] if found else 0
        place = projection.answer_place(cae, commit)
        answered = place is not None and self._hot.answer(*place) is not None
        if actual != commit.expected or (found and found[0] != cae) or answered:
            raise ConflictError(case.id, commit.expected, actual)
        facts = self._linked(cae, commit.facts, found[3] if found else FIRST)
        head = facts[-1][-1] if facts else found[3] if found else FIRST
        row = rows.case_row(cae, case, head)
        if found is None:
            self._meet(cae, case.person)
            self._hot.add(schema.cases, [row])
        elif not self._hot.move(row, commit.expected):
            raise ConflictError(case.id, commit.expected, actual)
        self._hot.add(schema.facts, facts)
        hot.keep_case(self._hot, cae, self._decoded(case.id, found) if found else None, case)
        self._keep_effects(cae, commit)
        self._withdraw(commit)
        self._keep_secrets(cae, commit)
        if place is not None and commit.answer is not None:
            row = (*place, commit.answer.digest, commit.answer.case, commit.answer.seq)
            self._hot.add(schema.inbox, [self._sealed(schema.inbox, row)])
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
        kept = codec.encode(projection.everybodys(world))
        self._add_numbered(schema.world_versions, workflow, rows.instant(at), kept, self._keep_texts(sources))

    def keep_paper_contract(self, cae: str, person: str, engagement: Engagement) -> None:
        self._meet(cae, person)
        held = (engagement.kind, engagement.signatures, rows.periods(engagement))
        self._add_numbered(schema.paper_contracts, cae, person, *held)

    def queue_world_changed(self, cae: str, case: str, cause: str) -> None:
        self._add_numbered(schema.world_changes, cae, case, cause)

    def take_world_changed(self, cae: str) -> Sequence[tuple[str, str]]:
        queued = tuple(self._hot.queued(cae))
        if queued:
            self.connection.execute(delete(schema.world_changes).where(schema.world_changes.c.cae == cae))
        return queued

    def open_incident(self, cae: str, kind: str, subject: str, detail: str, at: datetime.datetime) -> None:
        self._add_numbered(schema.incidents, cae, kind, subject, detail, rows.instant(at), None)

    def resolve_incident(self, incident: int, at: datetime.datetime, how: str = "", by: str = "") -> None:
        for row in self._mappings(select(schema.incidents).where(schema.incidents.c.id == incident)):
            self._rewrite(schema.incidents, row, resolved_at=rows.instant(at))
            self._add_numbered(schema.resolutions, incident, how, by)

    def keep_setting(self, name: str, value: str) -> None:
        self.connection.execute(delete(schema.settings).where(schema.settings.c.name == name))
        self._add(schema.settings, (name, value))

    def rebuild_index(self, cae: str, case: str) -> None:
        """Writes the timers of a case again, the earliest of them, and the queue of its effects."""
        held = self.case(cae, case)
        if held is None:
            return
        self.connection.execute(delete(schema.timers).where(schema.timers.c.case_id == case))
        self._hot.add(schema.timers, [rows.timer_row(cae, case, *item) for item in held.timers.items()])
        due = projection.next_due(held)
        earliest = update(schema.cases).where(schema.cases.c.id == case)
        self.connection.execute(earliest.values(next_due=None if due is None else rows.instant(due)))
        self.connection.execute(delete(schema.deliveries).where(schema.deliveries.c.case_id == case))
        waiting = [each for each in self.outbox(cae, case) if each.status in OPEN]
        self._hot.add(schema.deliveries, [rows.delivery_row(cae, each) for each in waiting])

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

    def _keep_effects(self, cae: str, commit: Commit) -> None:
        effects = projection.outbox_rows(commit)
        waiting = [rows.delivery_row(cae, each) for each in effects if each.status is OutboxStatus.WAITING]
        self._hot.add(schema.outbox, [self._sealed(schema.outbox, rows.outbox_row(cae, each)) for each in effects])
        self._hot.add(schema.deliveries, waiting)

    def _withdraw(self, commit: Commit) -> None:
        if not commit.withdrawn:
            return
        table, queue = schema.outbox.c, schema.deliveries.c
        of_facts = (table.case_id == commit.case.id, table.fact.in_(commit.withdrawn))
        for row in self._mappings(select(schema.outbox).where(*of_facts, table.status.in_(sorted(OPEN)))):
            self._rewrite(schema.outbox, row, status=OutboxStatus.WITHDRAWN.value)
        of_queue = (queue.case_id == commit.case.id, queue.fact.in_(commit.withdrawn))
        self.connection.execute(delete(schema.deliveries).where(*of_queue))

    def _keep_secrets(self, cae: str, commit: Commit) -> None:
        if not commit.secrets:
            return
        key = self.person_key(cae, commit.case.person)
        newest = {(projection.secret_path(each), each.fact): each for each in commit.secrets}
        self._hot.add(schema.secrets, [self._secret_row(cae, commit, key, each) for each in newest.values()])

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
        number = self._scalar(select(func.coalesce(func.max(table.c.id), 0) + 1))
        self._add(table, (number, *cells))

    def _rewrite(self, table: Table, row: RowMapping, **changes: Cell) -> None:
        """Changes cells of a sealed row, and seals it again."""
        cells = {**row, **changes}
        cells["seal"] = self._seals.row(table.name, list(cells.values())[:-1])
        identity = (column == row[column.name] for column in table.primary_key)
        self.connection.execute(update(table).where(*identity).values(cells))
