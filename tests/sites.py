"""Stores for tests: on a disk, in the hands of somebody dishonest, or of several people at once."""

import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest

import servers
from parcours.adapters.memory import MemoryStore
from parcours.adapters.storage import SqlStore, migration, open_store
from parcours.adapters.vault import Vault
from parcours.model.world import World
from parcours.ports import Commit, ConflictError, Store, Transaction
from parcours.runtime.findings import Finding
from parcours.runtime.recovery import AuditedStore, verify
from samples import CAE, CASE, NOON, PARIS, commit, definition, fact

SITE_KEY = Vault(bytes(range(32)))
TURNS = 10


@dataclass(frozen=True)
class Site:
    """A folder with a database, its key's place, and the copies of its checkpoints."""

    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "parcours.db"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.file}"

    @property
    def key(self) -> Path:
        return self.folder / "parcours.key"

    def create(self) -> "Site":
        self.file.write_bytes(new_database())
        return self

    def become(self, other: "Site") -> None:
        """Puts the database of another in place of its own, beneath the stores that have it open."""
        with closing(sqlite3.connect(other.file)) as wanted, closing(sqlite3.connect(self.file)) as own:
            wanted.backup(own)

    def open(self, patience: float = 5) -> SqlStore:
        return open_store(self.url, SITE_KEY, self.key, patience=patience)

    def keep(self, *made: Commit) -> None:
        store = self.open()
        keep(store, *made)
        store.close()

    def upgrade(self) -> bool:
        return migration.upgrade(self.url, SITE_KEY, self.key).changed

    def checkpoint(self, day: int) -> bool:
        store = self.open()
        try:
            return store.checkpoint_if_due(NOON + timedelta(day))
        finally:
            store.close()

    def findings(self) -> tuple[Finding, ...]:
        store = self.open()
        try:
            return verify(store).findings
        finally:
            store.close()

    @contextmanager
    def tampering(self) -> Iterator[sqlite3.Connection]:
        """The file in the hands of somebody who knows SQL and has no key."""
        connection = sqlite3.connect(self.file)
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        connection.commit()
        connection.close()

    def tamper(self, *statements: str) -> None:
        with self.tampering() as connection:
            for statement in statements:
                connection.execute(statement)

    def copy(self, folder: Path) -> "Site":
        return Site(Path(shutil.copytree(self.folder, folder)))


@dataclass(frozen=True)
class PostgresSite(Site):
    """The same on the PostgreSQL of this run: `create` empties the one database that this worker has."""

    address: str = ""

    @property
    def url(self) -> str:
        return self.address

    def create(self) -> "PostgresSite":
        return replace(self, address=servers.emptied(SITE_KEY))

    @contextmanager
    def sql(self) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """The server in the hands of a superuser, whom no trigger stops."""
        with psycopg.connect(self.address) as connection:
            connection.execute("SET session_replication_role = replica")
            yield connection

    def tamper(self, *statements: str) -> None:
        with self.sql() as connection:
            for statement in statements:
                connection.execute(statement.encode())


@dataclass(frozen=True)
class Reopened:
    """A site and a store that has it open, for one test after another, and a new one to begin again from."""

    site: Site
    new: Site
    store: SqlStore

    def emptied(self) -> SqlStore:
        """The store over a new database, with nothing beside it."""
        name = self.site.file.name
        for path in self.site.folder.iterdir():
            if path.name not in {name, f"{name}-wal", f"{name}-shm"}:
                path.unlink()
        self.site.become(self.new)
        self.store._newest = ""  # no database is ever replaced under a store elsewhere
        return self.store


KINDS: Mapping[str, type[Site]] = {"sqlite": Site, "postgresql": PostgresSite}
DISKS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.postgres))
EVERY_STORE = ("memory", *DISKS)


def opened_store(kind: str, folder: Path) -> AuditedStore:
    """A new and empty store of one of the kinds of `EVERY_STORE`."""
    return MemoryStore() if kind == "memory" else KINDS[kind](folder).create().open()


@cache
def new_database() -> bytes:
    """What `migration.create` makes, made once: the migrations cost more than most tests."""
    with TemporaryDirectory() as folder:
        site = Site(Path(folder))
        migration.create(site.url, SITE_KEY)
        return site.file.read_bytes()


def keep(store: Store, *made: Commit, cae: str = CAE) -> None:
    """Each commit in its own transaction, under the lock of its person, with the rules and the world it stands on."""
    for each in made:
        with store.transaction() as transaction:
            transaction.lock(cae, each.case.person)
            ground(transaction)
            transaction.commit(cae, each)


def ground(transaction: Transaction) -> None:
    """What the cases of `samples` are pinned to."""
    if transaction.world(definition().workflow.id) is None:
        transaction.keep_definition(definition(), NOON)
        transaction.keep_world(definition().workflow.id, World(PARIS), {}, NOON)


def add_facts(store: Store) -> None:
    """Adds facts one by one, deciding each outside of the transaction that writes it: conflicts are met and retried."""
    added = 0
    while added < TURNS:
        with store.reading() as reader:
            before = reader.case(CAE, CASE)
        assert before is not None
        try:
            keep(store, commit(fact(before.seq + 1, effects=1), before=before))
        except ConflictError:
            continue
        added += 1


def another_process(site: Site) -> None:
    store = site.open(patience=30)
    add_facts(store)
    store.close()
