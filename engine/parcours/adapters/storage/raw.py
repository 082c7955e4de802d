"""Rows of a file nobody trusts: a cell of another type than its column's is read as one that fits nothing."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, select

WRONG: Final[Mapping[type, Any]] = {bytes: b"", int: -1, str: "?"}


def read(connection: Connection, table: Table, *where: ColumnElement[bool]) -> Iterator[Mapping[str, Any]]:
    """The rows of a table, in the order of its key."""
    types = {column.name: column.type.python_type for column in table.columns}
    for row in connection.execute(select(table).where(*where).order_by(*table.primary_key)).mappings():
        yield {name: _sane(types[name], cell) for name, cell in row.items()}


def name(table: Table, row: Mapping[str, Any]) -> str:
    """What people find the row by."""
    return " ".join(str(row[column.name]) for column in table.primary_key)


def _sane(kind: type, cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, kind) else WRONG[kind]
