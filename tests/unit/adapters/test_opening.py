"""A database that cannot be used is told so in one sentence, and left as it is."""

import hashlib
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event

from parcours.adapters.storage import SqlStore, database_of, key_path, migration, open_store, schema, sqlite
from parcours.adapters.vault import Vault
from parcours.errors import (
    ParcoursError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreMissingError,
    StoreReadOnlyError,
    StoreVersionError,
    UsageError,
)
from parcours.ports import KeyFileError, MissingKeyError
from samples import CAE, CASE, commit, commits, journey, opened, sealed
from sites import SITE_KEY, Site, keep


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path).create()
    made.keep(*commits(journey(), sealed()))
    return made


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def refused(site: Site, kind: type[ParcoursError], words: str) -> None:
    """Opening and upgrading say it, with exit code 2, and the file is the same as before."""
    before = digest(site.file) if site.file.is_file() else ""
    for act in (site.open, site.upgrade):
        with pytest.raises(kind, match=words) as raised:
            act()
        assert raised.value.exit_code == 2
        assert raised.value.remedy is not None
    assert (digest(site.file) if site.file.is_file() else "") == before


def test_a_missing_database_says_how_to_create_one(tmp_path: Path) -> None:
    refused(Site(tmp_path), StoreMissingError, "parcours init")
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("written", [b"# ceci est un texte\n" * 100, b"", bytes(5000)])
def test_a_file_that_is_no_database_is_told(tmp_path: Path, written: bytes) -> None:
    site = Site(tmp_path)
    site.file.write_bytes(written)

    refused(site, StoreDamagedError, "n'est pas une base")


def test_a_database_of_another_program_is_told(tmp_path: Path) -> None:
    site = Site(tmp_path)
    with sqlite3.connect(site.file) as connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES ('0001')")
    connection.close()

    refused(site, StoreDamagedError, "n'est pas une base de parcours")


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.file.mkdir()

    refused(site, UsageError, "est un dossier")


def test_a_database_of_a_later_version_is_refused(site: Site) -> None:
    site.tamper("UPDATE alembic_version SET version_num = '9999'")

    refused(site, StoreVersionError, "plus récente de parcours \\(9999\\)")


def test_a_database_of_a_former_version_says_how_to_upgrade_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "9999"))
    monkeypatch.setattr(schema, "HEAD", "9999")

    with pytest.raises(StoreVersionError, match=r"version précédente .*parcours upgrade"):
        site.open()


def test_a_locked_database_is_told_and_served_again_later(site: Site) -> None:
    other = sqlite3.connect(site.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = site.open(patience=0.05)

    with pytest.raises(StoreLockedError, match="occupée"):
        keep(store, commit(opened("C-2", "P-2")))
    with store.reading() as reader:
        assert len(reader.cases(CAE)) == 1  # readers wait for nobody

    other.execute("ROLLBACK")
    other.close()
    keep(store, commit(opened("C-2", "P-2")))
    store.close()


def settled(store: SqlStore, pragma: str) -> SqlStore:
    """The same store, each of its connections under one more setting."""
    event.listen(store._engine, "connect", lambda driver, _: driver.execute(pragma))
    store._engine.dispose()
    return store


def test_a_database_that_may_only_be_read_is_told(site: Site) -> None:
    store = settled(site.open(), "PRAGMA query_only = ON")

    with pytest.raises(StoreReadOnlyError, match="pas écrite"):
        keep(store, commit(opened("C-2", "P-2")))
    with store.reading() as reader:
        assert [case.id for case in reader.cases(CAE)] == [CASE]
    store.close()


def test_a_full_disk_is_told_and_nothing_is_half_written(site: Site) -> None:
    with sqlite3.connect(site.file) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.close()
    store = settled(site.open(), f"PRAGMA max_page_count = {pages}")
    made = [commit(opened(f"N-{number}", f"P-{number}")) for number in range(1000)]

    with pytest.raises(StoreFullError, match="plus de place"):
        keep(store, *made)

    store.close()
    assert site.findings() == ()


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("SQLITE_BUSY_SNAPSHOT", StoreLockedError),
        ("SQLITE_READONLY_DBMOVED", StoreReadOnlyError),
        ("SQLITE_FULL", StoreFullError),
        ("SQLITE_CANTOPEN_ISDIR", StoreMissingError),
        ("SQLITE_CORRUPT_INDEX", StoreDamagedError),
        ("SQLITE_NOTADB", StoreDamagedError),
        ("SQLITE_IOERR_FSYNC", StoreError),
    ],
)
def test_what_sqlite_says_has_its_sentence(name: str, kind: type[StoreError]) -> None:
    raised = sqlite3.OperationalError("x")
    raised.sqlite_errorname = name

    told = sqlite.told(Path("parcours.db"), raised)

    assert type(told) is kind
    assert "parcours.db" in str(told)
    assert "x" not in str(told).split()


def test_a_bug_of_ours_stays_a_bug(site: Site) -> None:
    store = site.open()
    with pytest.raises(sqlite3.IntegrityError), sqlite.understood(site.file):
        raise sqlite3.IntegrityError("x")
    store.close()


@pytest.mark.parametrize("url", ["", "parcours.db", "mysql://x/y", "sqlite://", "sqlite:///a.db?mode=ro", "::"])
def test_an_address_that_is_none_is_told(url: str) -> None:
    with pytest.raises(UsageError, match=r"sqlite:///parcours\.db"):
        database_of(url)


def test_the_address_of_a_folder_names_no_database(tmp_path: Path) -> None:
    for folder in (".", "/", str(tmp_path)):
        with pytest.raises(UsageError, match="est un dossier") as raised:
            key_path(f"sqlite:///{folder}", None)
        assert "parcours.db" in str(raised.value.remedy)


def test_a_name_no_disk_can_hold_is_told() -> None:
    with pytest.raises(UsageError, match="son nom est trop long"):
        database_of(f"sqlite:///{'a' * 300}.db")


def test_the_key_stands_beside_its_database_unless_told_otherwise() -> None:
    assert key_path("sqlite:///donnees/cae.db", None) == Path("donnees/cae.key")
    assert key_path("sqlite:///donnees/cae.db", "/etc/parcours/site.key") == Path("/etc/parcours/site.key")


def test_the_key_of_another_site_is_refused(site: Site) -> None:
    with pytest.raises(KeyFileError, match="n'est pas celle de cette base"):
        open_store(site.url, Vault(bytes(32)), site.key)


def test_without_the_key_all_is_read_but_what_is_sealed(site: Site) -> None:
    store = open_store(site.url, None, site.key)

    with store.reading() as reader:
        assert reader.facts(CAE, CASE) == journey()
        assert [case.id for case in reader.cases(CAE)] == [CASE]
        with pytest.raises(MissingKeyError, match="PARCOURS_KEY_FILE"):
            reader.secrets(CAE, CASE)
        with pytest.raises(MissingKeyError):
            reader.secrets(CAE, CASE)
    for block in (store.transaction, store.audit):
        with pytest.raises(MissingKeyError, match=str(site.key)), block():
            pass
    store.close()


def test_an_existing_file_is_never_created_again(site: Site) -> None:
    before = digest(site.file)

    with pytest.raises(StoreError, match="existe déjà"):
        migration.create(site.url, SITE_KEY)

    assert digest(site.file) == before


def test_a_database_is_not_created_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="n'existe pas"):
        migration.create(f"sqlite:///{tmp_path}/absent/parcours.db", SITE_KEY)


def test_a_path_with_spaces_and_signs_is_opened(tmp_path: Path) -> None:
    folder = tmp_path / "données de l'année #1 50%?"
    folder.mkdir()
    site = Site(folder)
    if "?" in site.url:
        site = Site(folder.rename(tmp_path / "données de l'année #1 50%"))
    site.create().keep(*commits(journey(), sealed()))

    assert site.findings() == ()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("recursive_triggers", 1)],
)
def test_every_connection_is_settled_for_durability(site: Site, pragma: str, value: object) -> None:
    store = site.open()
    with store._engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value
    store.close()


@pytest.mark.parametrize(("table", "column", "read"), [("cases", "state", "case"), ("facts", "data", "facts")])
def test_a_row_that_cannot_be_read_is_named(site: Site, table: str, column: str, read: str) -> None:
    site.tamper(f"UPDATE {table} SET {column} = x'00'")
    store = site.open()

    with store.reading() as reader, pytest.raises(StoreDamagedError, match=f"table {table}, ligne {CASE}"):
        getattr(reader, read)(CAE, CASE)
    store.close()


def test_words_whose_key_is_gone_are_told(site: Site) -> None:
    site.tamper("DELETE FROM keys")
    store = site.open()

    with store.reading() as reader, pytest.raises(StoreDamagedError, match="table keys"):
        reader.secrets(CAE, CASE)
    store.close()


def test_checkpoints_that_cannot_be_copied_are_told(site: Site) -> None:
    store = open_store(site.url, SITE_KEY, site.folder / "absent" / "parcours.key")

    with pytest.raises(KeyFileError, match="copiés"):
        store.checkpoint_if_due(commit(opened()).facts[0].at)
    store.close()
