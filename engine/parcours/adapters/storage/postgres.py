"""All that is PostgreSQL's own: how a server is reached, locked and heard, and its triggers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Column, Connection, Engine, Table, create_engine, event, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from parcours.adapters.storage import postgres_traces, schema
from parcours.adapters.storage.database import PATIENCE, masked, nothing
from parcours.adapters.storage.postgres_errors import (
    foreign,
    missing,
    missing_driver,
    no_schema,
    not_empty,
    told,
    too_old,
    wrong_encoding,
)
from parcours.adapters.storage.postgres_statements import STATEMENTS, spread
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.schema import APPEND_ONLY
from parcours.adapters.storage.watching import ServerWatch
from parcours.errors import StoreError, UsageError
from parcours.messages import Text

DRIVER: Final = "postgresql+psycopg"
CHANNEL: Final = "parcours"  # called out by whoever commits, heard by whoever watches
OLDEST: Final = 140_000  # as the server numbers its versions: the first that can replace a trigger
LEAST_WAIT: Final = 2  # seconds: the driver gives a server no less to answer

# A server's own settings must not make an answer less durable; a machine that vanished must not hold anybody for long.
SETTINGS: Final = """
    SELECT set_config('synchronous_commit', 'on', false)
     WHERE current_setting('synchronous_commit') <> 'remote_apply';
    SET lock_timeout = {patience};
    SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2
"""

REFUSAL: Final = """
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END$$
"""


@dataclass(frozen=True, repr=False)
class PostgresDatabase:
    """Implements `database.Database`: one schema of a database on a server, which must exist and is never made here."""

    url: URL

    @property
    def name(self) -> str:
        return masked(self.url.set(drivername="postgresql").render_as_string(hide_password=True))

    @property
    def one_writer(self) -> bool:
        return False

    @property
    def statements(self) -> Mapping[str, Any]:
        return STATEMENTS

    @property
    def database(self) -> str:
        return self.url.database or ""

    def __repr__(self) -> str:
        return f"PostgresDatabase({self.name})"

    @property
    def file(self) -> None:
        return None

    def beside(self) -> Path:
        raise UsageError(
            Text("Une base PostgreSQL n'a pas de dossier où sa clé serait rangée."),
            Text("Dites où elle est, ou sera : export PARCOURS_KEY_FILE=/chemin/vers/parcours.key"),
        )

    def exists(self) -> bool:
        with self._once() as connection:
            return bool(connection.dialect.get_table_names(connection))

    def check_present(self) -> None:
        """Connecting to it says so."""

    def not_ours(self, *, empty: bool) -> StoreError:
        return missing(self.name) if empty else foreign(self.name)

    def engine(self, patience: float = PATIENCE) -> Engine:
        try:
            engine = create_engine(
                self.url.set(drivername=DRIVER),
                poolclass=QueuePool,
                isolation_level="READ COMMITTED",
                paramstyle="format",
                hide_parameters=True,
                connect_args={"connect_timeout": max(LEAST_WAIT, round(patience)), "application_name": CHANNEL},
            )
        except ModuleNotFoundError as cause:
            raise missing_driver() from cause
        settings = SETTINGS.format(patience=max(1, round(patience * 1000)))

        def settle(driver: Any, _: object) -> None:
            driver.autocommit = True
            driver.execute(settings)
            driver.autocommit = False

        event.listen(engine, "connect", settle)
        _sort_by_bytes(engine)
        return engine

    @contextmanager
    def creating(self) -> Iterator[Connection]:
        with self._once() as connection, self.writing(connection):
            self.alone(connection, "tables")
            info = _driver(connection).info
            if info.server_version < OLDEST:
                raise too_old(self.name, info.server_version // 10_000)
            if info.parameter_status("server_encoding") != "UTF8":
                raise wrong_encoding(self.name, self.database)
            if connection.scalar(select(func.current_schema())) is None:
                raise no_schema(self.name)
            if connection.dialect.get_table_names(connection):
                raise not_empty(self.name)
            yield connection

    def reading(self, connection: Connection) -> AbstractContextManager[object]:
        return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True).begin()

    @contextmanager
    def writing(self, connection: Connection, last: Callable[[], object] = nothing) -> Iterator[None]:
        """READ COMMITTED: what is read after a lock is what its former holder left."""
        with connection.begin():
            yield
            # In one message, ahead of the COMMIT that ends the block and finds nothing left to do. A transaction in
            # which an error was swallowed refuses it, where COMMIT alone would be answered by a quiet ROLLBACK.
            with self.together(connection):
                last()
                _driver(connection).execute(f"NOTIFY {CHANNEL}")
                _driver(connection).execute("COMMIT")

    def spread(self, cursor: Any, statement: str, new: Sequence[Row]) -> None:
        spread(cursor, statement, new)

    def alone(self, connection: Connection, what: str) -> None:
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))

    def together(self, connection: Connection) -> AbstractContextManager[object]:
        pipeline: AbstractContextManager[object] = _driver(connection).pipeline()
        return pipeline

    def lenient(self, _connection: Connection) -> AbstractContextManager[None]:
        """The server refuses bytes that are no text."""
        return nullcontext()

    def keep_append_only(self, connection: Connection) -> None:
        _driver(connection).execute(REFUSAL)
        for table in APPEND_ONLY:
            for act, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
                name = f"{table.name}_refuses_{act.split()[0].lower()}"
                connection.exec_driver_sql(
                    f"CREATE OR REPLACE TRIGGER {name} BEFORE {act} ON {table.name} "
                    f"FOR EACH {each} EXECUTE FUNCTION refuse_change()"
                )

    def forget(self, connection: Connection, tables: Sequence[Table]) -> Text | None:
        driver = _driver(connection)
        driver.rollback()
        driver.autocommit = True
        try:
            whole = [table.name for table in tables]
            others = [table.name for table in schema.ERASED if table not in tables]
            return postgres_traces.forget(driver, whole, others)
        finally:
            driver.autocommit = False

    @contextmanager
    def understood(self) -> Iterator[None]:
        try:
            yield
        except Exception as raised:
            # The driver is an optional library: its errors are known by where they come from.
            cause = raised.orig if isinstance(raised, DBAPIError) else raised
            error = told(self.name, cause) if type(cause).__module__.startswith("psycopg") else None
            if error is None:
                raise
            vars(cause)["_pgconn"] = None  # what the driver keeps on its error would show the password to whoever looks
            raise error from raised

    def watch(self) -> ServerWatch:
        with self.understood():
            return ServerWatch(self._listening, self.understood)

    def _listening(self) -> Any:
        """A connection of its own that hears the channel."""
        connection = self.engine().raw_connection()
        driver: Any = connection.driver_connection
        driver.autocommit = True
        driver.execute(f"LISTEN {CHANNEL}")
        return connection

    @contextmanager
    def _once(self) -> Iterator[Connection]:
        engine = self.engine()
        try:
            with self.understood(), engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _sort_by_bytes(engine: Engine) -> None:
    """Columns of text compare by their bytes, as SQLite's do: in the order of a language "b" may precede "B".

    Said once, for all the migrations there will be.
    """
    compiler: Any = engine.dialect.type_compiler_instance
    plain = compiler.visit_TEXT

    def visit_text(kind: Any, **more: Any) -> str:
        of_column = isinstance(more.get("type_expression"), Column)
        return f'{plain(kind, **more)} COLLATE "C"' if of_column else str(plain(kind, **more))

    compiler.visit_TEXT = visit_text
