"""What PostgreSQL says in its own way of the hot path: its locks, its numbers, and rows given as columns."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Column, Table, and_, bindparam, delete, func, insert, literal_column, select, text, update
from sqlalchemy import Sequence as Numbers
from sqlalchemy import Text as Words
from sqlalchemy.dialects.postgresql import ARRAY

from parcours.adapters.storage import schema
from parcours.adapters.storage.beside import question
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.statements import DROPPED, ROW, STAYS

# Of many cases at once: their names are one parameter, a JSON array.
AMONG: Final = "{id} = ANY (ARRAY(SELECT json_array_elements_text(CAST(:ids AS json))))"


def spread(cursor: Any, statement: str, new: Sequence[Row]) -> None:
    """Runs a statement for these rows, a column an array. Sent as bytes: as text, Python would quote each cell."""
    cursor.execute(statement.replace("%s", "%b"), [list(column) for column in zip(*new, strict=True)])


def _unnested(columns: Sequence[Column[Any]], prefix: str = "") -> Any:
    """A table of the arrays, whose columns have the names of these."""
    arrays = [bindparam(f"{prefix}{column.name}", type_=ARRAY(column.type)) for column in columns]
    cells = [Column(f"{prefix}{column.name}", column.type) for column in columns]
    return func.unnest(*arrays).table_valued(*cells).render_derived(name="given")


def _added(table: Table) -> Any:
    return insert(table).from_select(table.columns.keys(), select(_unnested(list(table.columns))))


def _dropped(table: Table) -> Any:
    keys = list(table.primary_key)
    gone = _unnested(keys)
    return delete(table).where(and_(*(column == gone.c[column.name] for column in keys)))


def _moved() -> Any:
    cases = schema.cases
    changing = [column for column in cases.columns if column.name not in STAYS]
    given = _unnested([*changing, *(Column(f"of_{name}", cases.c[name].type) for name in ("id", "seq"))])
    moved = update(cases).values({column.name: given.c[column.name] for column in changing})
    return moved.where(cases.c.id == given.c.of_id, cases.c.seq == given.c.of_seq)


def _person() -> Any:
    """A number for somebody there is no row of yet."""
    whose = func.concat(bindparam("cae", type_=Words), literal_column("chr(31)"), bindparam("person", type_=Words))
    return func.hashtextextended(whose, literal_column("0"))


def _world() -> Any:
    return literal_column("hashtextextended('world', 0)")


STATEMENTS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "grasp": select(*ROW)
        .select_from(schema.people.join(schema.cases))
        .where(text(AMONG.format(id="cases.id")))
        .with_for_update(key_share=True, skip_locked=True),
        "beside": question(AMONG.format(id="id")),
        "stranger": select(func.pg_advisory_xact_lock(_person())),
        "world stays": select(func.pg_advisory_xact_lock_shared(_world())),
        "world changes": select(func.pg_advisory_xact_lock(_world())),
        # Two transactions never get one number, and neither waits for the other; one that is undone leaves a gap.
        **{f"number {table.name}": select(Numbers(f"{table.name}_id_seq").next_value()) for table in schema.NUMBERED},
        "move": _moved(),
        **{f"add {table.name}": _added(table) for table in schema.metadata.tables.values()},
        **{f"drop {table.name}": _dropped(table) for table in DROPPED},
    }
)
