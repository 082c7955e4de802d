"""A database of an earlier revision on a server: brought to today's, and nothing of before is left in its files."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest
from alembic import command
from psycopg import sql

import servers
from migration.life import SAID_BY_MACHINES
from migration.test_databases_of_the_past import IN_CLEAR, past, said_again
from parcours.adapters.storage import backup, migration, opening, restoring, schema
from parcours.adapters.storage.tally import Source
from parcours.errors import StoreDamagedError
from samples import NOON
from sites import SITE_KEY, PostgresSite, Site

pytestmark = pytest.mark.postgres
__all__ = ["past"]


@pytest.fixture
def former(past: Site) -> Iterator[PostgresSite]:
    """The same rows on a server, in the tables of their revision."""
    with servers.another_database("past") as url, closing(sqlite3.connect(past.file)) as kept:
        (revision,) = kept.execute("SELECT version_num FROM alembic_version").fetchone()
        database = opening.database_of(url)
        with database.creating() as connection:
            command.upgrade(migration.config(connection), revision)
        copy_rows(kept, url)
        yield PostgresSite(past.folder, url)


def copy_rows(kept: sqlite3.Connection, url: str) -> None:
    tables = [name for (name,) in kept.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        for table in set(tables) - {"alembic_version", "sqlite_sequence"}:
            rows = kept.execute(f"SELECT * FROM {table}")
            names = [sql.Identifier(each[0]) for each in rows.description]
            columns, places = sql.SQL(", ").join(names), sql.SQL(", ").join(sql.Placeholder() * len(names))
            insert = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.Identifier(table), columns, places)
            connection.cursor().executemany(insert, rows.fetchall())


def test_it_is_saved_before_it_is_upgraded_and_upgraded_when_it_is_restored(former: PostgresSite) -> None:
    if servers.ADDRESS in os.environ:
        pytest.skip("the tools of that server are not ours")
    source = Source(former.url, SITE_KEY, former.key, NOON)
    saved = former.folder / "avant.dump"
    with servers.tools(), servers.another_database("later") as url:
        made = backup.back_up(source, saved)
        restored = restoring.restore(saved, replace(source, url=url))
        later = PostgresSite(former.folder, url)

        assert (made.revision != schema.HEAD, restored.upgraded) == (True, True)
        assert later.findings() == ()
        assert said_again(later) == said_again_once_upgraded(former)


def said_again_once_upgraded(former: PostgresSite) -> set[object]:
    former.upgrade()
    return said_again(former)


def test_one_that_is_half_restored_is_refused_and_told(former: PostgresSite) -> None:
    with psycopg.connect(former.url) as connection:
        connection.execute("DELETE FROM alembic_version")
    for act in (former.open, former.upgrade):
        with pytest.raises(StoreDamagedError, match="à moitié restaurée"):
            act()


def test_it_is_whole_once_upgraded_and_nothing_of_before_is_left(
    former: PostgresSite, request: pytest.FixtureRequest
) -> None:
    tables = ("attempts", "documents", "incidents", "resolutions")
    with psycopg.connect(former.url) as connection:
        known = [name for (name,) in connection.execute("SELECT tablename FROM pg_tables") if name in tables]
    before = b"".join(servers.table_on_disk(former.url, name) for name in known)
    revision = request.node.callspec.params["past"]
    in_clear = {each for each in SAID_BY_MACHINES if each.encode() in before}
    assert in_clear == (set(SAID_BY_MACHINES) if revision in IN_CLEAR else set())

    assert former.upgrade() is True
    assert former.findings() == ()
    assert said_again(former) == (set() if revision == "0001" else set(SAID_BY_MACHINES))
    after = b"".join(servers.table_on_disk(former.url, name) for name in tables)
    assert [each for each in SAID_BY_MACHINES if each.encode() in after] == []
