"""The rows a case should have, by its journal, against those it has."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from sqlalchemy import Connection, Table, select

from parcours.adapters import codec, projection
from parcours.adapters.storage import raw, rows, schema
from parcours.adapters.storage.rows import Row
from parcours.model.case import Case
from parcours.model.delivery import OPEN, OutboxStatus, Outcome
from parcours.model.fact import Effect, Fact, FieldsWritten
from parcours.runtime import findings as say
from parcours.runtime.findings import Finding
from parcours.runtime.sealed import sealed_paths

Kept: TypeAlias = Mapping[Row, Mapping[str, Any]]

INDEX: Final = frozenset({schema.timers.name})
# What a row says that its journal does not: these columns have a seal or a chain of their own.
BESIDE: Final = {schema.cases.name: ("state", "head"), schema.outbox.name: ("status", "delivered_at", "seal")}


def differences(connection: Connection, case: Case, facts: Sequence[Fact], *, erased: bool) -> Iterator[Finding]:
    """Rows that miss, are too many, or say something else; an index that drifted is said once.

    Of somebody `erased` the vault must hold nothing.
    """
    cae, drifted = case.cae, False
    outbox = _kept(connection, schema.outbox, case.id)
    for table, wanted in _wanted(case, facts):
        names = [column.name for column in table.columns]
        kept = outbox if table is schema.outbox else _kept(connection, table, case.id)
        known = {_identity(table, row): row for row in (dict(zip(names, each, strict=False)) for each in wanted)}
        for identity in sorted({*known, *kept}, key=str):
            differing = _differing(table, known.get(identity), kept.get(identity))
            if table.name in INDEX or differing == {"next_due"}:
                drifted = drifted or bool(differing)
            elif differing:
                yield say.row_differs(cae, case.id, table.name, " ".join(map(str, identity[1:] or identity)))
    yield from _secrets(connection, case, () if erased else facts)
    yield from _undelivered(connection, case, outbox)
    if drifted or _queue_drifted(connection, case.id, outbox):
        yield say.index_rebuilt(cae, case.id)


def _wanted(case: Case, facts: Sequence[Fact]) -> tuple[tuple[Table, list[Row]], ...]:
    cae, id_ = case.cae, case.id
    return (
        (schema.cases, [rows.case_row(cae, case, b"")]),
        (schema.contracts, [rows.contract_row(cae, case, *item) for item in case.contracts.items()]),
        (schema.timers, [rows.timer_row(cae, id_, *item) for item in case.timers.items()]),
        (schema.tasks, [rows.task_row(cae, id_, *item) for item in case.tasks.items()]),
        (schema.pending_events, [rows.pending_row(cae, id_, *item) for item in case.kept.items()]),
        (schema.outbox, [rows.outbox_row(cae, row) for row in projection.waiting(id_, facts)]),
    )


def _kept(connection: Connection, table: Table, case: str) -> Kept:
    return {_identity(table, row): row for row in raw.of_case(connection, table, case)}


def _identity(table: Table, row: Mapping[str, Any]) -> Row:
    return tuple(row[column.name] for column in table.primary_key)


def _differing(table: Table, wanted: Mapping[str, Any] | None, kept: Mapping[str, Any] | None) -> set[str]:
    if wanted is None or kept is None:
        return {"*"}
    beside = BESIDE.get(table.name, ())
    return {name for name in wanted if name not in beside and wanted[name] != kept[name]}


def _queue_drifted(connection: Connection, case: str, outbox: Kept) -> bool:
    """Whether the queue is not what the effects that have not reached their end make it, tries and leases aside."""
    known = {}
    for identity, row in outbox.items():
        if row["status"] in OPEN:
            effect = codec.decode(Effect, row["effect"].encode())
            parked = row["status"] == OutboxStatus.PARKED.value
            known[identity] = (row["cae"], effect.action, effect.use, effect.after, parked)
    queued = {
        identity: (row["cae"], row["action"], row["use"], row["after"], row["ready_at"] is None)
        for identity, row in _kept(connection, schema.deliveries, case).items()
    }
    return known != queued


def _undelivered(connection: Connection, case: Case, outbox: Kept) -> Iterator[Finding]:
    """An effect that a try delivered, and that the outbox says has not left."""
    delivered = {identity for identity, row in outbox.items() if row["status"] == OutboxStatus.DELIVERED.value}
    for row in raw.of_case(connection, schema.attempts, case.id):
        if row["outcome"] == Outcome.DELIVERED.value and _identity(schema.outbox, row) not in delivered:
            yield say.row_differs(case.cae, case.id, schema.outbox.name, f"{row['fact']} {row['place']}")


def _secrets(connection: Connection, case: Case, facts: Sequence[Fact]) -> Iterator[Finding]:
    """Each sealed value that the journal tells of has its words in the vault, and no other has."""
    table = schema.secrets.c
    query = select(table.fact, table.path).where(table.case_id == case.id)
    kept = {(fact, path) for fact, path in connection.execute(query)}
    for fact, path in sorted(set(sealed_paths(facts)) ^ {each for each in kept if each not in _emptied(facts)}):
        yield say.row_differs(case.cae, case.id, schema.secrets.name, f"{path} {fact}")


def _emptied(facts: Sequence[Fact]) -> frozenset[tuple[int, str]]:
    """Where a personal field was emptied: the vault may say so too."""
    return frozenset(
        (fact.seq, f"dossier.{name}")
        for fact in facts
        for change in fact.changes
        if isinstance(change, FieldsWritten)
        for name, value in change.values.items()
        if value is None
    )
