"""Bytes that were erased are in no file, while others read and write the same database."""

from dataclasses import replace
from pathlib import Path

import pytest

from parcours.adapters.storage import SqlStore, checkpoints, register
from parcours.adapters.storage.seals import Seals
from parcours.ports import Erasure, Hold
from parcours.runtime.findings import FindingKind
from samples import CAE, NOON, commit, commits, journey, opened, sealed
from sites import SITE_KEY, Site, keep

MANY = 60  # enough for every table to take several pages and to be balanced now and then
FEW = 6


def peopled(folder: Path, count: int) -> Site:
    made = Site(folder).create()
    store = made.open()
    for number in range(count):
        for each in commits(journey(f"C-{number}", f"P-{number}"), sealed(f"p{number}@exemple.fr" * 9, "x" * 400)):
            keep(store, each)
    store.close()
    return made


@pytest.fixture
def crowd(tmp_path: Path) -> Site:
    return peopled(tmp_path, MANY)


@pytest.fixture
def few(tmp_path: Path) -> Site:
    return peopled(tmp_path, FEW)


@pytest.fixture(scope="module")
def few_erased(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """A few people, of whom two were erased and told of by a checkpoint."""
    site = peopled(tmp_path_factory.mktemp("few"), FEW)
    store = site.open()
    erase(store, "P-1")
    erase(store, "P-2")
    store.checkpoint(NOON)
    store.close()
    return site


@pytest.fixture
def erased(few_erased: Site, tmp_path: Path) -> Site:
    return few_erased.copy(tmp_path / "site")


def erase(store: SqlStore, person: str) -> None:
    with store.transaction() as transaction:
        transaction.erase(Erasure(CAE, person, NOON, "à sa demande"))


def secret_bytes(site: Site, person: str) -> list[bytes]:
    with site.tampering() as connection:
        keys = connection.execute("SELECT wrapped FROM keys WHERE person = ?", (person,)).fetchall()
        case = person.replace("P", "C")
        values = connection.execute("SELECT value FROM secrets WHERE case_id = ?", (case,)).fetchall()
    return [value for (value,) in (*keys, *values)]


def files(site: Site) -> list[bytes]:
    return [path.read_bytes() for path in site.folder.iterdir()]


def test_no_byte_of_a_key_or_of_what_it_sealed_stays_while_the_database_serves(crowd: Site) -> None:
    gone = [f"P-{number}" for number in range(0, MANY, 3)]
    lost = [each for person in gone for each in secret_bytes(crowd, person)]
    store = crowd.open()
    for person in gone:
        erase(store, person)
        keep(store, commit(opened(f"N-{person}", f"N-{person}")))

    assert any(each in held for each in lost for held in files(crowd))  # the write-ahead file still has them
    assert store.wipe() is None
    assert not any(each in held for each in lost for held in files(crowd))
    store.close()
    assert crowd.findings() == ()


def test_who_still_reads_what_was_before_is_waited_for_then_told(few: Site) -> None:
    store, other = few.open(patience=0.05), few.open()
    with other.reading() as reader:
        assert reader.cases(CAE)
        erase(store, "P-1")
        assert store.wipe() is not None
        with store.reading() as later:
            assert later.erased_at(CAE, "P-1") == NOON
    assert store.wipe() is None
    store.close()
    other.close()


def told(site: Site) -> Path:
    (path,) = site.folder.glob("*.erasures")
    return path


def kinds(site: Site) -> set[FindingKind]:
    return {finding.kind for finding in site.findings()}


def test_of_somebody_erased_no_key_is_missed_and_of_anybody_else_it_is(erased: Site) -> None:
    assert erased.findings() == ()
    erased.tamper("DELETE FROM keys WHERE person = 'P-3'")
    assert kinds(erased) == {FindingKind.ROW_STRAY, FindingKind.SEAL_BROKEN}  # the key, and words that it opened


@pytest.mark.parametrize("table", ["keys", "secrets", "holds"])
def test_what_was_erased_and_is_there_again_is_noticed(erased: Site, tmp_path: Path, table: str) -> None:
    former = Site(tmp_path / "former")
    former.folder.mkdir()
    former.create()
    store = former.open()
    keep(store, *commits(journey("C-1", "P-1"), sealed()))
    with store.transaction() as transaction:
        transaction.keep_hold(Hold(CAE, "P-1", NOON, "procès"))
    store.close()
    with erased.tampering() as connection:
        connection.execute("ATTACH ? AS former", (str(former.file),))
        connection.execute(f"INSERT INTO {table} SELECT * FROM former.{table}")

    assert erased.findings() != ()


def test_a_register_that_lost_a_line_is_named(erased: Site) -> None:
    lines = told(erased).read_bytes().splitlines(keepends=True)
    told(erased).write_bytes(lines[0])
    assert kinds(erased) == {FindingKind.ERASURE_UNTOLD}

    store = erased.open()
    store.checkpoint(NOON)  # any command writes it again from the database
    store.close()
    assert erased.findings() == ()


def test_an_erasure_taken_out_everywhere_is_named_by_the_checkpoint(erased: Site) -> None:
    lines = told(erased).read_bytes().splitlines(keepends=True)
    told(erased).write_bytes(lines[0])
    erased.tamper("DELETE FROM erasures WHERE person = 'P-2'")
    assert FindingKind.REGISTER_BROKEN in kinds(erased)


def test_a_register_of_another_hand_is_named(erased: Site) -> None:
    told(erased).write_bytes(told(erased).read_bytes().replace(b"P-1", b"P-9"))
    assert kinds(erased) == {FindingKind.REGISTER_BROKEN}


def test_an_erasure_that_the_register_told_and_nobody_did_is_done_by_the_next(erased: Site) -> None:
    """Killed between the two: the register is written first."""
    store = erased.open()
    known = register.erasures(erased.key, told(erased).name.split(".")[1], Seals(SITE_KEY))
    (first, *_) = known.read()
    known.append([replace(first, person="P-3")])
    assert kinds(erased) == {FindingKind.ERASURE_UNDONE}

    assert store.apply_registers().erased == ((CAE, "P-3"),)
    assert store.apply_registers().erased == ()
    store.close()
    assert erased.findings() == ()


def test_an_erasure_is_signed_though_nothing_else_has_moved(erased: Site) -> None:
    store = erased.open()
    with store._engine.connect() as connection:
        assert [each.counted("erased") for each in checkpoints.kept(connection)] == [2]
    erase(store, "P-5")
    assert store.checkpoint(NOON) is True
    assert store.checkpoint(NOON) is False
    store.close()
