"""On a real server: what is left in its files of a key that was erased, and why when something is."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest

import servers
from parcours.adapters.storage import SqlStore, open_store, postgres_traces
from parcours.messages import Text
from parcours.ports import Erasure
from samples import CAE, NOON, commits, journey, sealed
from sites import SITE_KEY, PostgresSite, keep

pytestmark = pytest.mark.postgres
PEOPLE = 60
GONE = [f"P-{number}" for number in range(0, PEOPLE, 3)]


@pytest.fixture
def site(tmp_path: Path) -> PostgresSite:
    """Enough people for their keys to take several pages."""
    made = PostgresSite(tmp_path).create()
    with closing(made.open()) as store:
        for number in range(PEOPLE):
            for each in commits(journey(f"C-{number}", f"P-{number}"), sealed(f"p{number}@exemple.fr", "x" * 40)):
                keep(store, each)
    return made


def keys(site: PostgresSite) -> list[bytes]:
    with site.sql() as connection:
        found = connection.execute("SELECT wrapped FROM keys WHERE person = ANY(%s)", (GONE,)).fetchall()
    assert len(found) == len(GONE)
    return [bytes(wrapped) for (wrapped,) in found]


def erase(store: SqlStore) -> None:
    for person in GONE:
        with store.transaction() as transaction:
            transaction.erase(Erasure(CAE, person, NOON, "à sa demande"))


def found(wrapped: list[bytes], held: bytes) -> int:
    return sum(each in held for each in wrapped)


def test_no_byte_of_an_erased_key_stays_in_any_file_of_the_database(site: PostgresSite) -> None:
    wrapped = keys(site)
    with closing(site.open()) as store:
        erase(store)
        assert found(wrapped, servers.table_on_disk(site.url, "keys")) > 0  # dead rows, with all their bytes
        assert store.wipe() is None
        assert found(wrapped, servers.database_on_disk(site.url)) == 0
    with site.sql() as connection:
        assert connection.execute("SELECT count(*) FROM keys").fetchone() == (PEOPLE - len(GONE),)
    assert {each.kind.value for each in site.findings()} == set()


def test_vacuum_alone_would_leave_them_there(site: PostgresSite) -> None:
    """Why the table is written anew: the places of dead rows are free, and nobody has written over them."""
    wrapped = keys(site)
    with closing(site.open()) as store:
        erase(store)
    with psycopg.connect(site.url, autocommit=True) as connection:
        connection.execute("VACUUM keys")
    assert found(wrapped, servers.table_on_disk(site.url, "keys")) > 0


@contextmanager
def reading_the_past(site: PostgresSite) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Somebody who began to read before, elsewhere than in the keys: no lock is in the way."""
    with psycopg.connect(site.url) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.execute("SELECT count(*) FROM cases")
        yield connection


def test_who_still_reads_what_was_before_is_told_of(site: PostgresSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_traces, "LOOKS", 2)
    wrapped = keys(site)
    with closing(site.open()) as store:
        with reading_the_past(site):
            erase(store)
            assert "lit encore la base" in str(store.wipe())
            assert found(wrapped, servers.table_on_disk(site.url, "keys")) == len(GONE)
        assert store.wipe() is None
    assert found(wrapped, servers.database_on_disk(site.url)) == 0


def test_who_writes_in_another_base_since_before_is_in_the_way_too(
    site: PostgresSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_traces, "LOOKS", 2)
    wrapped = keys(site)
    with closing(site.open()) as store:
        with psycopg.connect(servers.dsn(servers.address())) as elsewhere:
            elsewhere.execute("SELECT pg_current_xact_id()")
            erase(store)
            assert store.wipe() is not None
            assert found(wrapped, servers.table_on_disk(site.url, "keys")) == len(GONE)
        monkeypatch.undo()
        assert store.wipe() is None
    assert found(wrapped, servers.database_on_disk(site.url)) == 0


def test_who_reads_since_holds_nothing_back(site: PostgresSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes elsewhere on the server between the reader's start and the question makes it look older: a new
    reader is asked of again, and one of them is alone."""
    monkeypatch.setattr(postgres_traces, "LOOKS", 1)
    with closing(site.open()) as store:
        erase(store)
        assert any(told is None for told in wiped_beside_readers(site, store))


def wiped_beside_readers(site: PostgresSite, store: SqlStore) -> Iterator[Text | None]:
    for _ in range(100):
        with site.sql() as connection:
            connection.execute("SELECT pg_current_xact_id()")  # a number was taken since what was erased
        with reading_the_past(site):
            yield store.wipe()


def test_an_account_that_does_not_own_the_tables_is_told_who_must(site: PostgresSite, tmp_path: Path) -> None:
    """The server answers VACUUM with a warning alone, and does nothing."""
    role = f"coop_{servers.WORKER}"
    wrapped = keys(site)
    with site.sql() as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA public TO {role}")
        connection.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}")
        connection.execute(f"GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO {role}")
    try:
        address = servers.address().set(username=role, database=site.url.rpartition("/")[2].partition("?")[0])
        with closing(open_store(servers.dsn(address), SITE_KEY, site.key)) as store:
            erase(store)
            assert "VACUUM FULL keys" in str(store.wipe())
        assert found(wrapped, servers.table_on_disk(site.url, "keys")) > 0
    finally:
        with site.sql() as connection:
            connection.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")
