"""A PostgreSQL database: what is asked of it, what is told of it, and what never is."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Table

import servers
from parcours.adapters.storage import database_of, key_path, migration, open_store, schema
from parcours.adapters.storage.database import masked
from parcours.adapters.storage.migration import Upgraded
from parcours.adapters.storage.postgres import PostgresDatabase
from parcours.adapters.storage.postgres_errors import told
from parcours.errors import (
    ParcoursError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreMissingError,
    StoreReadOnlyError,
    StoreUnreachableError,
    StoreVersionError,
    UsageError,
)
from parcours.model.world import World
from parcours.ports import OvertakenError, Store
from parcours.runtime.findings import FindingKind
from parcours.settings import Settings
from samples import (
    CAE,
    CASE,
    NOON,
    PARIS,
    PERSON,
    commit,
    commits,
    fact,
    journey,
    opened,
    sealed,
)
from sites import SITE_KEY, PostgresSite, keep
from unit.adapters.test_verification import COLUMNS, filled, flipped, unnoticed_by_the_docs

PASSWORD = "s3cr@t/mot de:passe"  # as hard to read as can be
NAME = "postgresql://coop@serveur/base"


def saying(kind: type[psycopg.Error], words: str = "x") -> psycopg.Error:
    return kind(words)


def shown(url: str) -> str:
    """All that is told of an address, accepted or not."""
    try:
        database = database_of(url)
    except UsageError as error:
        return repr(error)
    return f"{database!r} {database.name}"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://coop:s3cr@t@serveur/base",
        "postgresql://coop:s3cr/t:x@serveur:5432/base",
        "postgresql://coop@serveur/base?password=s3cr&sslmode=require",
        "postgresql://coop:s3cr@serveur/base?sslpassword=s3cr",
        "postgres://:s3cr@serveur/base",
        "mysql://coop:s3cr@serveur/base",
        "postgresql://coop:s3cr@serveur:port/base",
    ],
)
def test_no_password_is_ever_shown(url: str) -> None:
    assert "s3cr" not in masked(url)
    assert "serveur" in masked(url)
    assert "s3cr" not in repr(Settings(database=url))
    assert "s3cr" not in shown(url)


@pytest.mark.parametrize("url", ["sqlite:////srv/a/b@c.db", "postgresql://serveur:5432/base", "postgresql:///base"])
def test_an_address_without_a_password_is_shown_as_it_is(url: str) -> None:
    assert masked(url) == url


@pytest.mark.parametrize(
    "url", ["postgresql://a@h/b", "postgres://a@h/b", "postgresql+psycopg://a@h/b", "postgresql:///b?host=/run/pg"]
)
def test_an_address_of_a_server_names_a_database_there(url: str) -> None:
    assert isinstance(database_of(url), PostgresDatabase)


@pytest.mark.parametrize("url", ["postgresql://h", "postgresql+psycopg2://a@h/b", "postgresql+asyncpg://a@h/b"])
def test_another_driver_or_no_database_is_no_address(url: str) -> None:
    with pytest.raises(UsageError, match="postgresql://compte@serveur/base"):
        database_of(url)


def test_the_key_of_a_server_has_no_place_of_its_own() -> None:
    with pytest.raises(UsageError, match="PARCOURS_KEY_FILE"):
        key_path(NAME, None)
    assert key_path(NAME, "/etc/parcours/site.key") == Path("/etc/parcours/site.key")


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (psycopg.errors.LockNotAvailable, StoreLockedError),
        (psycopg.errors.TooManyConnections, StoreLockedError),
        (psycopg.errors.DiskFull, StoreFullError),
        (psycopg.errors.OutOfMemory, StoreError),
        (psycopg.errors.ReadOnlySqlTransaction, StoreReadOnlyError),
        (psycopg.errors.InsufficientPrivilege, StoreReadOnlyError),
        (psycopg.errors.AdminShutdown, StoreUnreachableError),
        (psycopg.errors.ConnectionFailure, StoreUnreachableError),
        (psycopg.errors.DataCorrupted, StoreDamagedError),
        (psycopg.errors.IoError, StoreError),
        (psycopg.errors.SerializationFailure, OvertakenError),
        (psycopg.errors.DeadlockDetected, OvertakenError),
        (psycopg.errors.UniqueViolation, OvertakenError),
        (psycopg.OperationalError, StoreUnreachableError),
    ],
)
def test_what_the_server_says_has_its_sentence(raised: type[psycopg.Error], kind: type[ParcoursError]) -> None:
    found = told(NAME, saying(raised))

    assert type(found) is kind
    assert found.remedy is not None


@pytest.mark.parametrize("raised", [psycopg.errors.UndefinedColumn, psycopg.errors.SyntaxError, psycopg.DataError])
def test_a_bug_of_ours_stays_a_bug(raised: type[psycopg.Error]) -> None:
    assert told(NAME, saying(raised)) is None


def test_who_has_not_installed_the_driver_is_told_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"pip install 'parcours\[postgres\]'"):
        database_of(NAME).engine()


@pytest.fixture
def site(tmp_path: Path) -> PostgresSite:
    return PostgresSite(tmp_path).create()


@pytest.fixture
def store(site: PostgresSite) -> Iterator[Store]:
    with closing(site.open()) as opened_store:
        yield opened_store


@pytest.fixture
def another(site: PostgresSite) -> Iterator[str]:
    """The address of a second database, with nothing in it."""
    name = f"autre_{servers.WORKER}"
    with psycopg.connect(site.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0".encode())
        yield servers.dsn(servers.address().set(database=name))
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def ask(url: str, *statements: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements[:-1]:
            connection.execute(statement.encode())
        asked = connection.execute(statements[-1].encode())
        return asked.fetchall() if asked.description else []


def waits(site: PostgresSite, thread: threading.Thread) -> bool:
    """Whether this thread comes to wait for a lock of somebody else, rather than to its end."""
    while thread.is_alive():
        if ask(site.url, "SELECT 1 FROM pg_locks WHERE NOT granted"):
            return True
        thread.join(0.01)
    return False


postgres = pytest.mark.postgres


@postgres
def test_a_database_that_is_not_there_says_how_to_make_one(site: PostgresSite) -> None:
    absent = servers.dsn(servers.address().set(database="absente", password=PASSWORD))
    for act in (lambda: open_store(absent, SITE_KEY, site.key), lambda: migration.create(absent, SITE_KEY)):
        with pytest.raises(StoreMissingError, match="createdb") as raised:
            act()
        assert "absente" in str(raised.value)
        assert PASSWORD not in f"{raised.value}{raised.value.__cause__}"


@postgres
def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnreachableError, match="ne peut pas être jointe") as raised:
        open_store(f"postgresql://coop:s3cret@/base?host={tmp_path}", SITE_KEY, tmp_path / "parcours.key")

    error: BaseException | None = raised.value
    while error is not None:  # not in what the driver hangs on its own errors either
        assert "s3cret" not in f"{error!r} {vars(error)} {vars(getattr(error, 'orig', error))}"
        error = error.__cause__


@postgres
def test_an_empty_database_says_how_to_prepare_it_and_is_prepared_once(another: str, tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match="parcours init"):
        open_store(another, SITE_KEY, tmp_path / "parcours.key")

    migration.create(another, SITE_KEY)
    keep(open_store(another, SITE_KEY, tmp_path / "parcours.key"), *commits(journey(), sealed()))

    with pytest.raises(StoreError, match="contient déjà des tables"):
        migration.create(another, SITE_KEY)
    assert migration.upgrade(another, SITE_KEY, tmp_path / "parcours.key") == Upgraded(changed=False)


@postgres
def test_a_database_of_another_program_is_told(another: str, tmp_path: Path) -> None:
    ask(another, "CREATE TABLE factures (id int)")
    with pytest.raises(StoreDamagedError, match="autre programme"):
        open_store(another, SITE_KEY, tmp_path / "parcours.key")


@postgres
def test_a_creation_that_fails_leaves_nothing(another: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migration, "_name", None)
    with pytest.raises(TypeError):
        migration.create(another, SITE_KEY)

    assert ask(another, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


@postgres
def test_several_cooperatives_may_have_a_schema_each(another: str, tmp_path: Path) -> None:
    ask(another, "CREATE SCHEMA nord", "CREATE SCHEMA sud")
    for name in ("nord", "sud"):
        url = f"{another}&options=-csearch_path%3D{name}"
        migration.create(url, SITE_KEY)
        with closing(open_store(url, SITE_KEY, tmp_path / "parcours.key")) as store:
            keep(store, commit(opened(person=name)))
            with store.reading() as reader:
                assert [case.person for case in reader.cases(CAE)] == [name]

    with pytest.raises(StoreMissingError, match="CREATE SCHEMA"):
        migration.create(f"{another}&options=-csearch_path%3Dest", SITE_KEY)


@postgres
def test_a_database_that_cannot_keep_every_letter_is_refused(site: PostgresSite) -> None:
    name = f"latine_{servers.WORKER}"
    ask(site.url, f"CREATE DATABASE {name} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    try:
        with pytest.raises(StoreError, match="UTF-8"):
            migration.create(servers.dsn(servers.address().set(database=name)), SITE_KEY)
    finally:
        ask(site.url, f"DROP DATABASE {name} WITH (FORCE)")


@postgres
def test_a_database_of_another_version_is_told(site: PostgresSite, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(schema, "HEAD", "0999")
        patch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "0999"))
        with pytest.raises(StoreVersionError, match="précédente"):
            site.open()
    monkeypatch.setattr(schema, "REVISIONS", ("0000",))
    monkeypatch.setattr(schema, "HEAD", "0000")
    with pytest.raises(StoreVersionError, match="plus récente"):
        site.open()
    with pytest.raises(StoreVersionError, match="plus récente"):
        site.upgrade()


@postgres
@pytest.mark.parametrize("theirs", ["off", "local", "remote_write"])
def test_an_answer_is_on_the_disk_whatever_the_server_is_set_to(site: PostgresSite, theirs: str) -> None:
    (database,) = [row[0] for row in ask(site.url, "SELECT current_database()")]
    ask(site.url, f"ALTER DATABASE {database} SET synchronous_commit = {theirs}")
    try:
        with closing(site.open()) as store, store._engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
    finally:
        ask(site.url, f"ALTER DATABASE {database} RESET synchronous_commit")


@postgres
def test_what_was_written_can_be_neither_changed_nor_taken_away(site: PostgresSite) -> None:
    site.keep(*commits(journey(), sealed()))
    site.checkpoint(0)
    for table in schema.APPEND_ONLY:
        column = next(each.name for each in table.columns if not each.primary_key)
        statements = [f"TRUNCATE {table.name} CASCADE"]
        if ask(site.url, f"SELECT count(*) FROM {table.name}") != [(0,)]:
            statements += [f"UPDATE {table.name} SET {column} = {column}", f"DELETE FROM {table.name}"]
        for statement in statements:
            with pytest.raises(psycopg.errors.RestrictViolation, match=f"{table.name} is append-only"):
                ask(site.url, statement)


@postgres
def test_every_text_is_sorted_by_its_bytes(site: PostgresSite) -> None:
    columns = "SELECT count(*), count(*) FILTER (WHERE collation_name = 'C') FROM information_schema.columns"
    ((texts, by_bytes),) = ask(site.url, f"{columns} WHERE table_schema = 'public' AND data_type = 'text'")
    assert texts == by_bytes
    with closing(site.open()) as store:
        keep(store, *(commit(opened(case, f"P-{case}")) for case in ("b", "B", "é", "_", "a")))
        with store.reading() as reader:
            assert [case.id for case in reader.cases(CAE)] == ["B", "_", "a", "b", "é"]


@postgres
def test_a_nul_is_told_and_nothing_is_kept(store: Store) -> None:
    with pytest.raises(UsageError, match="caractère nul"):
        keep(store, commit(opened(person="P\0")))
    with store.reading() as reader:
        assert reader.cases(CAE) == ()


@postgres
def test_a_reader_writes_nothing(site: PostgresSite) -> None:
    with closing(site.open()) as store, pytest.raises(StoreReadOnlyError), store.reading() as reader:
        reader._rows(schema.people.insert().values(("a", "b")))  # type: ignore[attr-defined]


@postgres
def test_who_is_held_by_another_is_not_waited_for(site: PostgresSite) -> None:
    with closing(site.open()) as store:
        keep(store, commit(opened()), commit(opened("C-2", PERSON)), commit(opened("C-3", "P-3")))
        with store.transaction() as one, store.transaction() as other:
            assert one.try_lock_cases([CASE]) == {CASE}
            assert other.try_lock_cases([CASE, "C-2", "C-3"]) == {"C-3"}  # C-2 is the same person's
            assert one.try_lock_cases(["C-2", "C-3"]) == {"C-2"}


@postgres
def test_who_is_locked_in_a_block_undone_that_wrote_is_free_again(site: PostgresSite) -> None:
    def fail(transaction: object) -> None:
        with transaction.savepoint():  # type: ignore[attr-defined]
            transaction.keep_setting("un", "1")  # type: ignore[attr-defined]
            transaction.lock_case(CASE)  # type: ignore[attr-defined]
            raise InterruptedError

    with closing(site.open()) as store:
        keep(store, commit(opened()))
        with store.transaction() as one:
            with pytest.raises(InterruptedError):
                fail(one)
            keep(store, commit(fact(2), before=commit(opened()).case))
            assert [each.seq for each in one.facts(CAE, CASE)] == [1, 2]
            assert one.case(CAE, CASE) == commit(opened(), fact(2)).case


@postgres
def test_an_edition_of_the_law_waits_for_those_who_enter_under_the_former(site: PostgresSite) -> None:
    """They have read it, and their case is not there yet: a list made without them would leave their dates alone."""
    seen: list[str] = []

    def change() -> None:
        with store.transaction() as transaction:
            transaction.keep_world("parcours", World(PARIS), {}, NOON)
            seen.extend(case.id for case in transaction.cases(CAE))

    with closing(site.open(patience=30)) as store:
        thread = threading.Thread(target=change)
        with store.transaction() as entering:
            entering.lock(CAE, PERSON)
            thread.start()
            assert waits(site, thread)
            entering.commit(CAE, commit(opened()))
        thread.join()

    assert seen == [CASE]


@postgres
def test_what_is_queued_while_the_queue_is_taken_waits_for_the_next_taking(site: PostgresSite) -> None:
    with closing(site.open()) as store:
        keep(store, commit(opened()), commit(opened("C-2", "P-2")))
        with store.transaction() as one, store.transaction() as other:
            one.queue_world_changed(CAE, CASE, "contrat")
            assert other.take_world_changed(CAE) == ()
        with store.transaction() as transaction:
            assert transaction.take_world_changed(CAE) == ((CASE, "contrat"),)


@postgres
def test_a_connection_cut_is_told_and_the_next_block_has_another(site: PostgresSite) -> None:
    cut = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database()"
    with closing(site.open()) as store, closing(store.watch()) as watch:
        ask(site.url, f"{cut} AND pid <> pg_backend_pid()")
        with pytest.raises(StoreUnreachableError, match="coupé la ligne"):
            keep(store, commit(opened()))
        with pytest.raises(StoreUnreachableError):
            watch.wait(0)
        keep(store, commit(opened()))
        assert watch.wait(0)  # what was called out in between was not heard: it says so once
        assert not watch.wait(0)


@postgres
def test_an_error_swallowed_in_a_transaction_is_no_commit(site: PostgresSite) -> None:
    """The server would answer COMMIT with a quiet ROLLBACK."""

    def swallow() -> None:
        with store.transaction() as transaction:
            transaction.keep_setting("un", "1")
            with pytest.raises(psycopg.Error):
                transaction._hot._cursor.execute("SELECT 1/0")  # type: ignore[attr-defined]

    with closing(site.open()) as store:
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            swallow()
        with store.reading() as reader:
            assert "un" not in reader.settings()


@pytest.fixture(scope="module")
def full_rows(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, object]:
    """The rows of a site that has some in every table, to be put back for each column; its checkpoints are copied."""
    site = filled(PostgresSite(tmp_path_factory.mktemp("full")).create())
    rows = {table.name: ask(site.url, f"SELECT * FROM {table.name}") for table in schema.metadata.sorted_tables}
    return {"site": site, **rows}


@pytest.fixture
def full(full_rows: Mapping[str, object]) -> PostgresSite:
    site = full_rows["site"]
    assert isinstance(site, PostgresSite)
    site.create()
    with site.sql() as connection:
        for table in schema.metadata.sorted_tables:
            connection.execute(f"DELETE FROM {table.name}".encode())
            places = ", ".join(["%s"] * len(table.columns))
            statement = f"INSERT INTO {table.name} VALUES ({places})".encode()
            connection.cursor().executemany(statement, full_rows[table.name])  # type: ignore[arg-type]
    return site


@postgres
def test_a_sound_database_has_nothing_to_say(full: PostgresSite) -> None:
    assert full.findings() == ()


@postgres
@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda each: getattr(each, "name", each))
def test_a_byte_that_turned_is_noticed(full: PostgresSite, table: Table, column: str) -> None:
    kind = type(table.columns[column].type).__name__
    filled = f"{column} IS NOT NULL" + ("" if kind == "Integer" else f" AND length({column}) > 0")
    with full.sql() as connection:
        query = f"SELECT ctid, {column} FROM {table.name} WHERE {filled} ORDER BY ctid LIMIT 1"
        ctid, value = connection.execute(query.encode()).fetchone() or ("", b"")
        changed = f"UPDATE {table.name} SET {column} = %s WHERE ctid = %s".encode()
        connection.execute(changed, (flipped(value), ctid))
    try:
        noticed = bool(full.findings())
    except StoreError:
        noticed = True

    assert noticed == (f"{table.name}.{column}" not in unnoticed_by_the_docs())


@postgres
def test_an_index_that_drifted_is_rebuilt_and_said(full: PostgresSite) -> None:
    full.tamper("UPDATE timers SET due = '2030-01-01T00:00:00.000000+00:00'")

    assert {finding.kind for finding in full.findings()} == {FindingKind.INDEX_REBUILT}
    assert full.findings() == ()


@postgres
def test_two_who_sign_a_checkpoint_do_it_one_after_the_other(site: PostgresSite) -> None:
    """Both would give it the same number: the command that came second would fail, its own work done."""
    site.keep(*commits(journey(), sealed()))
    with closing(site.open(patience=30)) as store:
        thread = threading.Thread(target=store.checkpoint_if_due, args=(NOON,))
        with store._writing() as signing:
            store._database.alone(signing.connection, "checkpoint")
            thread.start()
            assert waits(site, thread)
        thread.join()

    assert ask(site.url, "SELECT count(*) FROM checkpoints") == [(1,)]
