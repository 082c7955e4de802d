"""All that is SQLite's own: how a file is opened, locked and settled, its triggers, how its errors are caught."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, RootTransaction, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from parcours.adapters.storage.hindrances import hindrance
from parcours.adapters.storage.schema import APPEND_ONLY
from parcours.errors import StoreError

PATIENCE: Final = 5.0  # seconds that a command waits for another process before it says so
WRITES: Final = "parcours_writes"  # the execution option of a connection that is going to write

SETTINGS: Final = (
    "PRAGMA synchronous=FULL",  # an answer is given once the disk holds it
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # an erased key leaves no copy in the file
    "PRAGMA recursive_triggers=ON",  # INSERT OR REPLACE would walk through append-only triggers otherwise
)


def engine_of(path: Path, *, create: bool = False, patience: float = PATIENCE) -> Engine:
    """An engine on that file, which must exist unless `create`. Nothing is written by opening."""
    address = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"

    def connect() -> sqlite3.Connection:
        # BEGIN is ours to say: the driver's own comes too late to keep two writers apart.
        return sqlite3.connect(address, patience, isolation_level=None, check_same_thread=False, uri=True)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
    event.listen(engine, "connect", _settle)
    event.listen(engine, "begin", _begin)
    return engine


def writing(connection: Connection) -> RootTransaction:
    """A transaction that holds the file from its first moment; use it as a block."""
    return connection.execution_options(**{WRITES: True}).begin()


def write_ahead(connection: Connection) -> None:
    """Readers no longer wait for writers. Outside of any transaction; the file remembers it."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA journal_mode=WAL")


def keep_append_only(connection: Connection) -> None:
    """The triggers that refuse to change what was written. A table rebuilt by a migration has lost its own."""
    for table in APPEND_ONLY:
        identity = " AND ".join(f"{column.name} = NEW.{column.name}" for column in table.primary_key)
        refusal = f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
        for act, when in (
            ("UPDATE", ""),
            ("DELETE", ""),
            # A connection without recursive_triggers replaces a row without deleting it: this sees it come.
            ("INSERT", f"WHEN EXISTS (SELECT 1 FROM {table.name} WHERE {identity})"),  # noqa: S608  names of ours
        ):
            name = f"{table.name}_refuses_{act.lower()}"
            connection.exec_driver_sql(
                f"CREATE TRIGGER IF NOT EXISTS {name} BEFORE {act} ON {table.name} FOR EACH ROW {when} {refusal}"
            )


@contextmanager
def lenient(connection: Connection) -> Iterator[None]:
    """Bytes that are no text any more are shown as they are, instead of stopping the reading."""
    driver: Any = connection.connection.driver_connection
    driver.text_factory = lambda written: written.decode("utf-8", "backslashreplace")
    try:
        yield
    finally:
        driver.text_factory = str


@contextmanager
def understood(path: Path) -> Iterator[None]:
    """Turns what SQLite says of the file at `path` into an error people can act on; leaves bugs of ours alone."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as raised:
        error = told(path, raised.orig if isinstance(raised, DBAPIError) else raised)
        if error is None:
            raise
        raise error from raised


def told(path: Path, raised: BaseException | None) -> StoreError | None:
    """The error of ours that says what `raised` means, None when it is a bug."""
    return hindrance(path, getattr(raised, "sqlite_errorname", ""))


def _settle(driver: sqlite3.Connection, _: object) -> None:
    for setting in SETTINGS:
        driver.execute(setting)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
