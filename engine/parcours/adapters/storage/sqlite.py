"""All that is SQLite's own: how a file is opened, locked and settled, its triggers, how its errors are caught."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Connection, Engine, RootTransaction, Table, create_engine, event, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from parcours.adapters.storage.beside import question
from parcours.adapters.storage.database import PATIENCE, nothing, still_read
from parcours.adapters.storage.hindrances import files_of, hindrance
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.schema import APPEND_ONLY
from parcours.adapters.storage.statements import ROW
from parcours.adapters.storage.watching import FileWatch
from parcours.errors import StoreDamagedError, StoreError, StoreMissingError
from parcours.messages import Text

WRITES: Final = "parcours_writes"  # the execution option of a connection that is going to write

SETTINGS: Final = (
    "PRAGMA synchronous=FULL",  # an answer is given once the disk holds it
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",  # an erased key leaves no copy in the file
    "PRAGMA recursive_triggers=ON",  # INSERT OR REPLACE would walk through append-only triggers otherwise
)

# Of many cases at once: their names are one parameter, a JSON array.
AMONG: Final = "id IN (SELECT value FROM json_each(:ids))"
STATEMENTS: Final[Mapping[str, Any]] = MappingProxyType(
    {"grasp": select(*ROW).where(text(AMONG)), "beside": question(AMONG)}
)


@dataclass(frozen=True, slots=True)
class SqliteFile:
    """Implements `database.Database`. Whoever writes holds the whole file: nobody else is there to wait for."""

    path: Path

    @property
    def name(self) -> str:
        return str(self.path)

    @property
    def one_writer(self) -> bool:
        return True

    @property
    def statements(self) -> Mapping[str, Any]:
        return STATEMENTS

    @property
    def file(self) -> Path:
        return self.path

    def beside(self) -> Path:
        return self.path.with_suffix(".key")

    def exists(self) -> bool:
        return self.path.exists()

    def check_present(self) -> None:
        if not self.exists():
            raise StoreMissingError(
                Text("Il n'y a pas de base à l'adresse {path}.", path=self.name),
                Text("Créez-la : parcours init"),
            )

    def not_ours(self, *, empty: bool) -> StoreError:  # noqa: ARG002  an empty file is no less somebody's
        return StoreDamagedError(
            Text("Le fichier {path} n'est pas une base de parcours.", path=self.name),
            Text("Vérifiez l'adresse ; `parcours init` crée une base là où il n'y a encore rien."),
        )

    def engine(self, patience: float = PATIENCE) -> Engine:
        return engine_of(self.path, patience=patience)

    @contextmanager
    def creating(self) -> Iterator[Connection]:
        if self.exists():
            raise StoreError(
                Text("Le fichier {path} existe déjà.", path=self.name),
                Text("Choisissez une autre adresse, ou gardez cette base."),
            )
        if not self.path.absolute().parent.is_dir():
            raise StoreError(
                Text("Le dossier {folder} n'existe pas.", folder=str(self.path.absolute().parent)),
                Text("Créez-le, ou choisissez une autre adresse."),
            )
        engine = engine_of(self.path, create=True)
        try:
            with self.understood(), engine.connect() as connection:
                write_ahead(connection)
                with self.writing(connection):
                    yield connection
        except BaseException:
            engine.dispose()
            for each in files_of(self.path):  # a log without its database could be taken for another's
                each.unlink(missing_ok=True)
            raise
        engine.dispose()

    def reading(self, connection: Connection) -> AbstractContextManager[object]:
        return connection.begin()

    @contextmanager
    def writing(self, connection: Connection, last: Callable[[], object] = nothing) -> Iterator[None]:
        with writing(connection):
            yield
            last()

    def spread(self, cursor: Any, statement: str, new: Sequence[Row]) -> None:
        cursor.executemany(statement, new)

    def alone(self, connection: Connection, what: str) -> None:
        """Whoever writes is."""

    def together(self, _connection: Connection) -> AbstractContextManager[object]:
        return nullcontext()

    def lenient(self, connection: Connection) -> AbstractContextManager[None]:
        return lenient(connection)

    def keep_append_only(self, connection: Connection) -> None:
        keep_append_only(connection)

    def forget(self, connection: Connection, tables: Sequence[Table]) -> Text | None:  # noqa: ARG002  one file has them all
        return None if forget(connection) else still_read()

    def understood(self) -> AbstractContextManager[None]:
        return understood(self.path)

    def watch(self) -> FileWatch:
        with self.understood():
            return FileWatch(connected(self.path), self.understood)


def connected(path: Path, *, create: bool = False, patience: float = PATIENCE) -> sqlite3.Connection:
    """A connection to that file, which must exist unless `create`."""
    address = f"{path.absolute().as_uri()}?mode={'rwc' if create else 'rw'}"
    # BEGIN is ours to say: the driver's own comes too late to keep two writers apart.
    return sqlite3.connect(address, patience, isolation_level=None, check_same_thread=False, uri=True)


def engine_of(path: Path, *, create: bool = False, patience: float = PATIENCE) -> Engine:
    """An engine on that file. Nothing is written by opening."""

    def connect() -> sqlite3.Connection:
        return connected(path, create=create, patience=patience)

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


def forget(connection: Connection) -> bool:
    """Empties the write-ahead file of what pages held before; in the database `secure_delete` has written over it."""
    driver: Any = connection.connection.driver_connection
    busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def copy(connection: Connection, into: Path) -> None:
    """The database as it is at one moment, whoever writes meanwhile, in one file that needs no other beside it."""
    driver: Any = connection.connection.driver_connection
    with closing(sqlite3.connect(into)) as copied:
        driver.backup(copied)
        copied.execute("PRAGMA journal_mode=DELETE")


def keep_no_journal(connection: Connection) -> None:
    """For a file nobody knows of yet: what a transaction takes back is kept in memory. Outside of any transaction."""
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA journal_mode=MEMORY")


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
