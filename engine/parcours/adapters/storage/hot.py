"""The hot path: what each durable step reads and writes, as compiled statements run through the driver.

SQLAlchemy writes the SQL, in the dialect and parameter style of the database; its per-call machinery is left out
here, where it would cost twice what the database does. Rows are tuples in the order of their table's columns.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, bindparam, delete, insert, select, update
from sqlalchemy.sql.base import Executable

from parcours.adapters import codec
from parcours.adapters.storage import rows, schema
from parcours.adapters.storage.rows import Row
from parcours.kernel.fold import empty
from parcours.model.case import Case
from parcours.ports import Answer

RECENT: Final = 512  # cases kept decoded; their bytes are the key, so that a stale one cannot be found

HOLDER = and_(schema.contracts.c.cae == bindparam("cae"), schema.contracts.c.person == bindparam("person"))


def _identity(table: Table) -> Any:
    return and_(*(column == bindparam(f"of_{column.name}") for column in table.primary_key))


_CASES: Final = schema.cases.c
STATEMENTS: Final[Mapping[str, Any]] = {
    "case": select(_CASES.cae, _CASES.seq, _CASES.state, _CASES.head).where(_CASES.id == bindparam("id")),
    "contracts": select(
        *(schema.contracts.c[name] for name in ("kind", "signatures", "periods", "case_id")),
    )
    .where(HOLDER, schema.contracts.c.case_id != bindparam("besides"))
    .order_by(schema.contracts.c.case_id, schema.contracts.c.key),
    "answer": select(*(schema.inbox.c[name] for name in ("digest", "answer_case", "answer_seq"))).where(
        _identity(schema.inbox)
    ),
    "move": update(schema.cases)
    .where(_CASES.id == bindparam("of_id"), _CASES.seq == bindparam("of_seq"))
    .values({column.name: bindparam(f"to_{column.name}") for column in _CASES}),
    **{f"add {table.name}": insert(table) for table in schema.metadata.tables.values()},
    **{
        f"drop {table.name}": delete(table).where(_identity(table))
        for table in (schema.timers, schema.tasks, schema.pending_events, schema.contracts)
    },
}


@lru_cache(maxsize=RECENT)
def case_of(state: bytes) -> Case:
    """The case these bytes say. Raises UnreadableError."""
    return codec.decode(Case, state)


class Hot:
    """The statements on one open connection."""

    def __init__(self, connection: Connection, compiled: Mapping[str, str]) -> None:
        self._cursor: Any = connection.connection.cursor()
        self._sql = compiled

    def case(self, case: str) -> tuple[str, int, bytes, bytes] | None:
        """(cooperative, fact number, state, head)."""
        found: tuple[str, int, bytes, bytes] | None = self._one("case", (case,))
        return found

    def contracts(self, cae: str, person: str, besides: str) -> Sequence[tuple[str, int, str, str]]:
        self._cursor.execute(self._sql["contracts"], (cae, person, besides))
        found: Sequence[tuple[str, int, str, str]] = self._cursor.fetchall()
        return found

    def answer(self, cae: str, case: str, key: str) -> Answer | None:
        found = self._one("answer", (cae, case, key))
        return Answer(*found) if found else None

    def move(self, row: Row, expected: int) -> bool:
        """Whether the case stood at `expected`, and stands at `row` now."""
        self._cursor.execute(self._sql["move"], (*row, row[0], expected))
        moved: bool = self._cursor.rowcount == 1
        return moved

    def add(self, table: Table, new: Sequence[Row]) -> None:
        if new:
            self._cursor.executemany(self._sql[f"add {table.name}"], new)

    def replace(self, table: Table, case: str, gone: Iterable[object], new: Sequence[Row]) -> None:
        """Takes the rows of a case with these keys away, then puts the new ones."""
        identities = [(case, key) for key in gone]
        if identities:
            self._cursor.executemany(self._sql[f"drop {table.name}"], identities)
        self.add(table, new)

    def _one(self, name: str, parameters: Row) -> Any:
        self._cursor.execute(self._sql[name], parameters)
        return self._cursor.fetchone()


def compiled(connection: Connection) -> Mapping[str, str]:
    """Every statement in the SQL of this database, its parameters in order."""
    return {name: _compiled(statement, connection) for name, statement in STATEMENTS.items()}


def _compiled(statement: Executable, connection: Connection) -> str:
    return str(statement.compile(dialect=connection.dialect))  # type: ignore[attr-defined]  # ClauseElement has it


def keep_case(hot: Hot, cae: str, before: Case | None, after: Case) -> None:
    """The rows beside a case that the step changed, and no other."""
    case = after.id

    def keep(table: Table, was: Mapping[Any, Any], now: Mapping[Any, Any], row: Callable[[Any, Any], Row]) -> None:
        gone, new = rows.differing(was, now, row)
        hot.replace(table, case, gone, new)

    was = before or empty(case)
    keep(schema.timers, was.timers, after.timers, lambda key, each: rows.timer_row(cae, case, key, each))
    keep(schema.tasks, was.tasks, after.tasks, lambda key, each: rows.task_row(cae, case, key, each))
    keep(schema.pending_events, was.kept, after.kept, lambda key, each: rows.pending_row(cae, case, key, each))
    closed = rows.closed(after)
    keep(schema.contracts, rows.closed(was), closed, lambda key, each: rows.contract_row(cae, after, key, each))
