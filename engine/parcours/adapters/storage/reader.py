"""What is read of one consistent moment of the database."""

import datetime
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, bindparam, func, select

from parcours.adapters import codec, projection
from parcours.adapters.storage import holds, incidents, lists, moves, outlines, rows, schema, waking
from parcours.adapters.storage.database import Database
from parcours.adapters.storage.hot import CaseRow, Hot
from parcours.adapters.storage.recent import Recent
from parcours.adapters.storage.seals import Seals
from parcours.adapters.vault import Place as Sealing
from parcours.adapters.vault import Vault, missing_key, unseal
from parcours.errors import StoreDamagedError
from parcours.messages import Text
from parcours.model.case import Case, Task, TaskStatus
from parcours.model.delivery import OutboxStatus
from parcours.model.fact import Effect, Fact
from parcours.model.fields import Value
from parcours.model.world import Engagement, World
from parcours.ports import (
    Answer,
    CaseSummary,
    DueDate,
    DueTask,
    Hold,
    Incident,
    Moves,
    OutboxRow,
    Outline,
    Place,
    Wanted,
    WorldVersion,
)

DOSSIER: Final = "dossier."
_RULES: Final = schema.definitions.c
_WORLDS: Final = schema.world_versions.c
# What each effect on its way out asks: said once, for saying a query takes as long as running it.
NEWEST: Final = (
    select(_WORLDS.accepted_at, _WORLDS.files)
    .where(_WORLDS.workflow == bindparam("workflow"))
    .order_by(_WORLDS.id.desc())
    .limit(1),
    select(_RULES.kept_at, _RULES.files)
    .where(_RULES.workflow == bindparam("workflow"))
    .order_by(_RULES.kept_at.desc(), _RULES.edition.desc())
    .limit(1),
)


@dataclass(frozen=True)
class Access:
    """What a store knows of its database: the compiled hot path, where the key should be, and what it opens."""

    statements: Mapping[str, str]
    key_path: Path
    vault: Vault | None
    seals: Seals | None
    database: Database
    cases: Recent[Case] = field(default_factory=Recent)
    worlds: Recent[WorldVersion] = field(default_factory=Recent)
    texts: Recent[str | None] = field(default_factory=Recent)

    def hot(self, connection: Connection) -> Hot:
        return Hot(connection, self.statements, self.database.spread)

    def opened(self) -> tuple[Vault, Seals]:
        """Raises MissingKeyError when the store was opened without the key."""
        if self.vault is None or self.seals is None:
            raise missing_key(self.key_path)
        return self.vault, self.seals


class SqlReader:
    """Implements `ports.Reader`. Raises StoreDamagedError for a row that cannot be read back."""

    def __init__(self, hot: Hot, access: Access) -> None:
        self.access = access
        self._hot = hot

    @property
    def connection(self) -> Connection:
        return self._hot.connection

    def locate(self, case: str) -> str | None:
        found = self._row(case)
        return found[0] if found else None

    def cooperatives(self) -> tuple[str, ...]:
        return self._hot.cooperatives()

    def case(self, cae: str, case: str) -> Case | None:
        found = self._row(case)
        return self._decoded(case, found) if found and found[0] == cae else None

    def facts(self, cae: str, case: str, after: int = 0) -> tuple[Fact, ...]:
        try:
            return tuple(map(codec.decode_fact, self._hot.facts(cae, case, after)))
        except codec.UnreadableError as cause:
            raise _unreadable(schema.facts.name, case) from cause

    def cases(
        self, cae: str, stage: str | None = None, due_before: datetime.datetime | None = None
    ) -> tuple[CaseSummary, ...]:
        table = schema.cases.c
        wanted: list[ColumnElement[bool]] = [table.cae == cae]
        if stage is not None:
            wanted.append(table.stage == stage)
        if due_before is not None:
            wanted.append(table.next_due < rows.instant(due_before))
        return tuple(each for _, each in lists.summaries(self.connection, *wanted))

    def page_of_cases(
        self, caes: Collection[str], wanted: Wanted, after: str, limit: int
    ) -> tuple[tuple[str, CaseSummary], ...]:
        return lists.page_of_cases(self.connection, caes, wanted, after, limit)

    def open_cases(self, cae: str, person: str) -> tuple[str, ...]:
        return self._hot.open_cases(cae, person)

    def cases_of(self, cae: str, person: str) -> tuple[str, ...]:
        table = schema.cases.c
        query = select(table.id).where(table.cae == cae, table.person == person).order_by(table.id)
        return tuple(self._column(query))

    def ledger(self, cae: str, person: str, besides: str = "") -> tuple[Engagement, ...]:
        return self._hot.ledger(cae, person, besides)

    def due(self, cae: str, until: datetime.datetime, limit: int = 100) -> tuple[tuple[datetime.datetime, str], ...]:
        found = waking.due(self._hot, cae, rows.instant(until), limit)
        return tuple((rows.moment(instant), case) for instant, case in found)

    def next_due(self, cae: str, after: datetime.datetime | None = None) -> datetime.datetime | None:
        return rows.maybe(self._hot.next_due(cae, "" if after is None else rows.instant(after)))

    def has_world_changed(self, cae: str) -> bool:
        return bool(self._hot.queued(cae))

    def secrets(self, cae: str, case: str, until: int | None = None) -> Mapping[str, Value]:
        sealed = [row for row in self._hot.secrets(cae, case) if until is None or row[1] <= until]
        if not sealed:
            return {}
        person = self._hot.person(case)
        key = self.person_key(cae, person)
        values = {
            path: codec.decode_value(unseal(key, value, Sealing(cae, person, case, path, fact)))
            for path, fact, value in sealed
        }
        return {path: value for path, value in values.items() if value is not None}

    def tasks(self, cae: str, case: str | None = None, role: str | None = None) -> tuple[tuple[str, Task], ...]:
        table = schema.tasks.c
        wanted = [table.cae == cae, table.status == TaskStatus.OPEN.value]
        wanted += [table.case_id == case] if case is not None else []
        wanted += [table.role == role] if role is not None else []
        held = self._rows(select(table.case_id, table.data).where(*wanted))
        return tuple(sorted(((id_, codec.decode(Task, data)) for id_, data in held), key=projection.by_due_day))

    def moves(self, after: Place = ()) -> Moves:
        return moves.since(self.connection, after)

    def outlines(self, cases: Sequence[str]) -> tuple[Outline, ...]:
        return outlines.read(self.connection, self.access.vault, cases)

    def open_tasks(self, cases: Collection[str]) -> tuple[tuple[str, Task], ...]:
        table = schema.tasks.c
        wanted = (table.case_id.in_(sorted(cases)), table.status == TaskStatus.OPEN.value)
        held = self._rows(select(table.case_id, table.data).where(*wanted).order_by(table.case_id, table.id))
        return tuple((case, codec.decode(Task, data)) for case, data in held)

    def due_tasks(
        self, cae: str, roles: Collection[str], first: datetime.date | None, last: datetime.date, limit: int
    ) -> Iterator[DueTask]:
        return lists.due_tasks(self.connection, cae, roles, first, last, limit)

    def due_dates(self, cae: str, first: datetime.date, last: datetime.date, limit: int) -> Iterator[DueDate]:
        return lists.due_dates(self.connection, cae, first, last, limit)

    def outbox(self, cae: str, case: str) -> tuple[OutboxRow, ...]:
        return self._outbox(cae, case)

    def _outbox(self, cae: str, case: str, *more: ColumnElement[bool]) -> tuple[OutboxRow, ...]:
        table = schema.outbox.c
        columns = (table.fact, table.effect, table.status, table.created_at, table.delivered_at)
        query = select(*columns).where(table.cae == cae, table.case_id == case, *more).order_by(table.fact, table.place)
        return tuple(
            OutboxRow(
                case,
                fact,
                codec.decode(Effect, effect.encode()),
                OutboxStatus(status),
                rows.moment(created),
                rows.maybe(delivered),
            )
            for fact, effect, status, created, delivered in self._rows(query)
        )

    def incidents(self, cae: str | None = None, *, only_open: bool = False) -> tuple[Incident, ...]:
        return incidents.read(self.connection, self.access.vault, cae, only_open=only_open)

    def answer(self, cae: str, case: str, key: str) -> Answer | None:
        return self._hot.answer(cae, case, key)

    def started(self, cae: str, key: str) -> Answer | None:
        return self.answer(cae, "", key)

    def definition(self, rules: str) -> Mapping[str, str] | None:
        table = schema.definitions.c
        query = select(table.files).where(table.rules == rules).order_by(table.edition.desc()).limit(1)
        files = self._scalar(query)
        return None if files is None else self._texts(str(files))

    def texts(self, workflow: str) -> Mapping[str, str] | None:
        of_workflow = {"workflow": workflow}
        newest = [each for query in NEWEST for each in self.connection.execute(query, of_workflow)]
        latest = max(newest, key=lambda row: str(row[0]), default=None)
        return None if latest is None else self._texts(str(latest[1]))

    def rules_in_use(self) -> tuple[tuple[str, str, int], ...]:
        table = schema.cases.c
        pinned = (table.workflow, table.rules)
        query = select(*pinned, func.count()).where(table.ended_on.is_(None)).group_by(*pinned).order_by(*pinned)
        return tuple((workflow, rules, number) for workflow, rules, number in self._rows(query))

    def world(self, workflow: str) -> WorldVersion | None:
        newest = self._hot.world(workflow)
        if newest is None:
            return None
        number, seal = newest
        return self.access.worlds.get(seal, lambda: self._edition(number))

    def settings(self) -> Mapping[str, str]:
        return dict(map(tuple, self._rows(select(schema.settings.c.name, schema.settings.c.value))))

    def erased_at(self, cae: str, person: str) -> datetime.datetime | None:
        return rows.maybe(self._hot.erased(cae, person))

    def hold(self, cae: str, person: str) -> Hold | None:
        row = holds.in_force(self.connection, cae, person)
        return holds.read(row, self.person_key(cae, person)) if row is not None else None

    def person_key(self, cae: str, person: str) -> bytes:
        """Raises MissingKeyError without the site key, StoreDamagedError when the person's own is gone."""
        vault, _ = self.access.opened()
        wrapped = self._hot.key(cae, person)
        if wrapped is None:
            raise _unreadable(schema.keys.name, person)
        return vault.person_key(wrapped, cae, person)

    def _edition(self, number: int) -> WorldVersion:
        table = schema.world_versions.c
        query = select(table.workflow, table.accepted_at, table.world, table.files).where(table.id == number)
        ((workflow, accepted, world, files),) = self._rows(query)
        return WorldVersion(number, workflow, rows.moment(accepted), codec.decode(World, world), self._texts(files))

    def _texts(self, files: str) -> Mapping[str, str]:
        kept = self.access.texts
        named = json.loads(files).items()
        return {name: str(kept.get(bytes.fromhex(digest), partial(self._text, digest))) for name, digest in named}

    def _text(self, digest: str) -> str | None:
        found: str | None = self._scalar(select(schema.sources.c.text).where(schema.sources.c.digest == digest))
        return found

    def _row(self, case: str) -> CaseRow | None:
        return self._hot.case(case)

    def _decoded(self, case: str, found: CaseRow) -> Case:
        *_, state, head = found
        try:
            return self.access.cases.get(head, lambda: codec.decode(Case, state))
        except codec.UnreadableError as cause:
            raise _unreadable(schema.cases.name, case) from cause

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        return self.connection.execute(query).all()

    def _mappings(self, query: Select[Any]) -> Sequence[RowMapping]:
        return self.connection.execute(query).mappings().all()

    def _column(self, query: Select[Any]) -> Sequence[Any]:
        return self.connection.execute(query).scalars().all()

    def _scalar(self, query: Select[Any]) -> Any:
        return self.connection.execute(query).scalar()


def _unreadable(table: str, name: str) -> StoreDamagedError:
    return StoreDamagedError(
        Text("La base est abîmée : table {table}, ligne {name}.", table=table, name=name),
        Text("Lancez `parcours verify`, puis restaurez une sauvegarde."),
    )
