"""The tables of today, reached by migrations alone, with the triggers that a migration may have lost."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from parcours.adapters.storage import migration, schema, sqlite
from parcours.adapters.storage.database import Database
from parcours.adapters.storage.sqlite import SqliteFile
from parcours.adapters.vault import Vault
from parcours.model.case import ContractPeriod, ContractState, ContractStatus
from parcours.model.change import ContractSigned
from samples import CAE, DAY, commit, commits, contract, fact, journey, opened, sealed
from sites import SITE_KEY, Site

# The columns of before, in tables without a row.
BEFORE_0005 = (
    *(f"ALTER TABLE {name} DROP COLUMN said" for name in ("attempts", "documents", "resolutions", "incidents")),
    *(f"ALTER TABLE attempts ADD COLUMN {name} TEXT" for name in ("detail", "receipt")),
    *(f"ALTER TABLE documents ADD COLUMN {name} TEXT" for name in ("name", "digest")),
)
ACCOUNTS = ("saved_views", "account_acts", "tokens", "sessions", "memberships", "users")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path).create()
    made.keep(*commits(journey(), sealed()))
    assert made.checkpoint(0)
    return made


def test_the_migrations_make_the_tables_of_today(site: Site) -> None:
    engine = sqlite.engine_of(site.file)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    engine.dispose()


def test_the_scheduler_keeps_nothing_in_the_database(site: Site) -> None:
    """What is due stands in `timers` alone: a job store of APScheduler would be a second truth."""
    with closing(sqlite3.connect(site.file)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert "apscheduler_jobs" not in tables
    assert tables - {"sqlite_sequence"} == {*schema.metadata.tables, "alembic_version"}


def test_every_revision_is_named_in_order(site: Site) -> None:
    engine = sqlite.engine_of(site.file)
    with engine.connect() as connection:
        script = ScriptDirectory.from_config(migration.config(connection))
        revisions = tuple(each.revision for each in script.walk_revisions())[::-1]
    engine.dispose()

    assert revisions == schema.REVISIONS


def test_there_is_nothing_to_upgrade_in_a_database_of_today(site: Site) -> None:
    assert site.upgrade() is False
    assert site.findings() == ()


def test_a_former_database_is_upgraded_with_what_was_waiting(site: Site) -> None:
    """The tables made since taken away again: what stands for a database of 0001, effects waiting in its outbox."""
    tables = ("deliveries", "attempts", "documents", "resolutions", "nodes", "erasures", "holds", *ACCOUNTS)
    site.tamper(
        *(f"DROP TABLE {name}" for name in tables),
        "ALTER TABLE incidents DROP COLUMN said",
        "UPDATE alembic_version SET version_num = '0001'",
    )

    assert site.upgrade() is True
    assert site.findings() == ()
    store = site.open()
    with store.reading() as reader:
        assert [(each.fact, each.effect.index) for each in reader.deliveries(CAE)] == [(1, 0), (1, 1), (2, 0), (5, 0)]
    store.close()


def test_a_former_database_learns_the_days_of_contracts_without_an_end(tmp_path: Path) -> None:
    """The revisions before kept no days of them: the person's other cases counted nothing."""
    site = Site(tmp_path).create()
    endless = ContractState("cdi", 1, "cdi", ContractStatus.RUNNING, (ContractPeriod(DAY, DAY, None, 0),))
    first = commit(opened())
    site.keep(first, commit(fact(2, ContractSigned(endless), ContractSigned(contract())), before=first.case))
    site.tamper(
        "UPDATE contracts SET periods = '[]' WHERE kind = 'cdi'",
        "DROP TABLE erasures",
        "DROP TABLE holds",
        *(f"DROP TABLE {name}" for name in ACCOUNTS),
        *BEFORE_0005,
        "UPDATE alembic_version SET version_num = '0002'",
    )

    assert site.upgrade() is True
    assert site.findings() == ()


def refused(connection: sqlite3.Connection, statement: str, table: str) -> bool:
    try:
        connection.execute(statement)
    except sqlite3.IntegrityError as cause:
        return str(cause) == f"{table} is append-only"
    return False


def check_append_only(file: Path) -> None:
    """On a plain connection, as of somebody who came with the sqlite3 shell: recursive_triggers is off there."""
    connection = sqlite3.connect(file)
    for table in ("facts", "checkpoints"):
        column = next(each.name for each in schema.metadata.tables[table].columns if not each.primary_key)
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        assert refused(connection, f"UPDATE {table} SET {column} = {column}", table)
        assert refused(connection, f"DELETE FROM {table}", table)
        assert refused(connection, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}", table)
    names = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert names == {
        f"{table.name}_refuses_{act}" for table in schema.APPEND_ONLY for act in ("update", "delete", "insert")
    }
    connection.close()


def test_what_was_written_can_be_neither_changed_nor_taken_away_nor_replaced(site: Site) -> None:
    check_append_only(site.file)


def test_a_table_that_a_migration_rebuilds_gets_its_triggers_back(site: Site) -> None:
    engine = sqlite.engine_of(site.file)
    with engine.connect() as connection, sqlite.writing(connection):
        operations = Operations(MigrationContext.configure(connection))
        with operations.batch_alter_table("facts", recreate="always") as batch:
            batch.alter_column("cae", nullable=False)
        lost = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name LIKE 'facts_refuses%'")
        assert lost.scalar() == 0
        migration.migrate(connection, SqliteFile(site.file), SITE_KEY)
    engine.dispose()

    check_append_only(site.file)


def test_a_creation_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Connection) -> None:
        raise InterruptedError

    monkeypatch.setattr(sqlite, "keep_append_only", fail)
    with pytest.raises(InterruptedError):
        migration.create(Site(tmp_path).url, SITE_KEY)

    assert not any(tmp_path.iterdir())


def test_an_upgrade_that_fails_leaves_the_database_as_it_was(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(connection: Connection, _database: Database, _vault: Vault) -> None:
        connection.exec_driver_sql("DROP TABLE timers")
        raise InterruptedError

    site.tamper("UPDATE alembic_version SET version_num = '0001'")
    monkeypatch.setattr(migration, "migrate", fail)
    with pytest.raises(InterruptedError):
        site.upgrade()

    site.tamper(f"UPDATE alembic_version SET version_num = '{schema.HEAD}'")
    assert site.findings() == ()


def test_opening_a_store_does_not_load_alembic() -> None:
    code = "import sys, parcours.adapters.storage; sys.exit('alembic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
