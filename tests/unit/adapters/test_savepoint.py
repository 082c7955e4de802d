"""What a block inside of a transaction leaves when it fails, and when the whole transaction fails with it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from parcours.adapters.storage.savepoint import holds, undoable
from parcours.adapters.storage.sqlite import engine_of, writing


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = engine_of(tmp_path / "some.db", create=True)
    with engine.connect() as opened, writing(opened):
        opened.exec_driver_sql("CREATE TABLE words (word TEXT)")
        yield opened
    engine.dispose()


def _say(connection: Connection, word: str) -> None:
    connection.exec_driver_sql("INSERT INTO words VALUES (?)", (word,))


def _said(connection: Connection) -> list[str]:
    return [word for (word,) in connection.exec_driver_sql("SELECT word FROM words ORDER BY rowid")]


def _fail_after(connection: Connection, word: str) -> None:
    _say(connection, word)
    raise LookupError


def _give_up(connection: Connection) -> None:
    connection.connection.driver_connection.execute("ROLLBACK")  # type: ignore[union-attr]
    raise sqlite3.OperationalError("database or disk is full")


def test_what_fails_is_undone_alone_to_the_depth_it_failed_at(connection: Connection) -> None:
    _say(connection, "avant")
    with undoable(connection):
        _say(connection, "dehors")
        with pytest.raises(LookupError), undoable(connection):
            _fail_after(connection, "dedans")
        _say(connection, "après")

    assert _said(connection) == ["avant", "dehors", "après"]


def test_a_transaction_that_sqlite_gave_up_is_told_by_what_made_it_do_so(connection: Connection) -> None:
    """And not by the savepoint that is gone with it, which would look like a bug."""
    with pytest.raises(sqlite3.OperationalError, match="full"), undoable(connection):
        _give_up(connection)

    assert not holds(connection)
