"""A block undone alone, said to the driver: through SQLAlchemy it would cost a quarter of the step it guards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection


@contextmanager
def undoable(connection: Connection) -> Iterator[None]:
    """An exception undoes what the block wrote, and leaves the rest of the transaction as it was."""
    mark(connection)
    try:
        yield
    except BaseException:
        back(connection)
        raise
    release(connection)


def mark(connection: Connection) -> None:
    """Begins such a block, inside of those that are open."""
    _driver(connection).execute("SAVEPOINT step")


def back(connection: Connection) -> None:
    """Undoes the innermost block, if there still is a transaction to undo it in, and ends it."""
    if holds(connection):
        _driver(connection).execute("ROLLBACK TO SAVEPOINT step")
        release(connection)


def release(connection: Connection) -> None:
    """Ends the innermost block."""
    _driver(connection).execute("RELEASE SAVEPOINT step")


def holds(connection: Connection) -> bool:
    """Whether the transaction is still there: on a full or broken disk SQLite gives up all of it."""
    held: bool = getattr(_driver(connection), "in_transaction", True)  # only SQLite's says; a server keeps its own
    return held


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection
