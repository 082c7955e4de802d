"""Rows of a file nobody trusts: a cell of another type than its column's is read as one that fits nothing."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Row, Select, Table, bindparam, select
from sqlalchemy.dialects import registry
from sqlalchemy.sql.compiler import SQLCompiler

from parcours.adapters.storage import schema

WRONG: Final[Mapping[type, Any]] = {bytes: b"", int: -1, str: "?"}


def read(connection: Connection, table: Table) -> Iterator[Mapping[str, Any]]:
    """The rows of a table, in the order of its key."""
    return _told(table, connection.exec_driver_sql(_every(table, _kind(connection)).string))


def of_case(connection: Connection, table: Table, case: str) -> Iterator[Mapping[str, Any]]:
    """Those of one case."""
    query = _each_case(table, _kind(connection))
    return _told(table, connection.exec_driver_sql(query.string, (case,) if query.positional else {"case": case}))


def name(table: Table, row: Mapping[str, Any]) -> str:
    """What people find the row by."""
    return " ".join(str(row[column.name]) for column in table.primary_key)


# Written once for all databases of a kind: `verify` asks them for each case, and of the library's own conversions,
# which trust what a column holds, nothing is wanted here.
@cache
def _every(table: Table, kind: str) -> SQLCompiler:
    return _written(_in_order(table), kind)


@cache
def _each_case(table: Table, kind: str) -> SQLCompiler:
    column = table.c.id if table is schema.cases else table.c.case_id
    return _written(_in_order(table).where(column == bindparam("case")), kind)


def _kind(connection: Connection) -> str:
    return f"{connection.dialect.name}.{connection.dialect.driver}"


def _in_order(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key)


def _written(query: Select[Any], kind: str) -> SQLCompiler:
    return query.compile(dialect=registry.load(kind)())


@cache
def _types(table: Table) -> tuple[tuple[str, type], ...]:
    return tuple((column.name, column.type.python_type) for column in table.columns)


def _told(table: Table, rows: Iterable[Row[Any]]) -> Iterator[Mapping[str, Any]]:
    types = _types(table)
    for row in rows:
        yield {name: _sane(kind, cell) for (name, kind), cell in zip(types, row, strict=True)}


def _sane(kind: type, cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, kind) else WRONG[kind]
