"""A person erased: what goes, what stays, and the row that says so."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, and_, delete, insert, select, update

from parcours.adapters.storage import raw, rows, schema
from parcours.adapters.storage.quoting import GONE
from parcours.adapters.storage.register import Erased
from parcours.adapters.storage.seals import Cell, Seals
from parcours.adapters.vault import KEY_BYTES, Vault
from parcours.model.delivery import OPEN, OutboxStatus, case_of
from parcours.ports import Erasure


def line(vault: Vault, erasure: Erasure) -> Erased:
    """An erasure as it is written, in the register and in the database."""
    sealed = vault.seal_reason(erasure.reason, erasure.cae, erasure.person)
    return Erased(erasure.cae, erasure.person, rows.instant(erasure.at), sealed.hex(), erasure.author)


def kept(connection: Connection) -> tuple[Erased, ...]:
    """Those of the database, the oldest first."""
    found = raw.read(connection, schema.erasures)
    told = (Erased(row["cae"], row["person"], row["at"], row["reason"].hex(), row["author"]) for row in found)
    return tuple(sorted(told, key=lambda each: (each.at, each.key)))


def erase(connection: Connection, seals: Seals, erased: Erased) -> None:
    """Deletes the key and every word sealed with it, and says so; what a journal or a count needs stays."""
    cases = _cases(connection, erased)
    for table in (schema.secrets, schema.documents):
        connection.execute(delete(table).where(table.c.case_id.in_(cases)))
    connection.execute(
        delete(schema.inbox).where(schema.inbox.c.cae == erased.cae, schema.inbox.c.answer_case.in_(cases))
    )
    # Over it first, where it stands: not every place that a row is deleted from is written over.
    nothing = update(schema.keys).where(_of_person(schema.keys, erased))
    connection.execute(nothing.values(wrapped=bytes(KEY_BYTES)))
    for table in (schema.keys, schema.holds):
        connection.execute(delete(table).where(_of_person(table, erased)))
    _keep_from_leaving(connection, seals, cases)
    _empty_answers(connection, seals, erased.cae, cases)
    row = (erased.cae, erased.person, erased.at, bytes.fromhex(erased.reason), erased.author)
    connection.execute(insert(schema.erasures).values((*row, seals.row(schema.erasures.name, row))))


def owed(connection: Connection, entries: Iterable[Erased]) -> tuple[Erased, ...]:
    """Those of the register that the database does not know: it is older than they are."""
    done = {each.key for each in kept(connection)}
    return tuple(each for each in entries if each.key not in done)


def rewrite(connection: Connection, seals: Seals, table: Table, row: RowMapping, **changes: Cell) -> None:
    """Changes cells of a sealed row, and seals it again."""
    cells = {**row, **changes}
    cells["seal"] = seals.row(table.name, list(cells.values())[:-1])
    identity = (column == row[column.name] for column in table.primary_key)
    connection.execute(update(table).where(*identity).values(cells))


def _cases(connection: Connection, erased: Erased) -> Sequence[str]:
    return connection.execute(select(schema.cases.c.id).where(_of_person(schema.cases, erased))).scalars().all()


def _of_person(table: Table, erased: Erased) -> Any:
    return and_(table.c.cae == erased.cae, table.c.person == erased.person)


def _keep_from_leaving(connection: Connection, seals: Seals, cases: Sequence[str]) -> None:
    """There is nobody any more to whom a waiting message could be written."""
    open_ = (schema.outbox.c.case_id.in_(cases), schema.outbox.c.status.in_(sorted(OPEN)))
    for row in _rows(connection, schema.outbox, *open_):
        rewrite(connection, seals, schema.outbox, row, status=OutboxStatus.WITHDRAWN.value)
    connection.execute(delete(schema.deliveries).where(schema.deliveries.c.case_id.in_(cases)))


def _empty_answers(connection: Connection, seals: Seals, cae: str, cases: Sequence[str]) -> None:
    """What a machine answered, or somebody wrote of it, is unreadable without the key: not even that is left here."""
    for row in _rows(connection, schema.attempts, schema.attempts.c.case_id.in_(cases)):
        _empty(connection, seals, schema.attempts, row)
    for row in _rows(connection, schema.incidents, schema.incidents.c.cae == cae):
        if case_of(row["subject"]) in cases:
            _empty(connection, seals, schema.incidents, row)
            for ended in _rows(connection, schema.resolutions, schema.resolutions.c.incident == row["id"]):
                _empty(connection, seals, schema.resolutions, ended)


def _empty(connection: Connection, seals: Seals, table: Table, row: RowMapping) -> None:
    if row["said"]:
        rewrite(connection, seals, table, row, said=GONE)


def _rows(connection: Connection, table: Table, *where: ColumnElement[bool]) -> Sequence[RowMapping]:
    return connection.execute(select(table).where(*where)).mappings().all()
