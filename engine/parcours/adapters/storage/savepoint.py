"""A block undone alone, said to the driver: through SQLAlchemy it would cost a quarter of the step it guards."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection


@contextmanager
def undoable(connection: Connection) -> Iterator[None]:
    """An exception undoes what the block wrote, and leaves the rest of the transaction as it was."""
    driver: Any = connection.connection.driver_connection
    driver.execute("SAVEPOINT step")
    try:
        yield
    except BaseException:
        if holds(connection):
            driver.execute("ROLLBACK TO SAVEPOINT step")
            driver.execute("RELEASE SAVEPOINT step")
        raise
    driver.execute("RELEASE SAVEPOINT step")


def holds(connection: Connection) -> bool:
    """Whether the transaction is still there: on a full or broken disk SQLite gives up all of it."""
    driver: Any = connection.connection.driver_connection
    held: bool = getattr(driver, "in_transaction", True)  # only SQLite's says; a server keeps what it has begun
    return held
