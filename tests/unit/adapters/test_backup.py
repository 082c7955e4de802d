"""Backups: whole or not there, of one moment, and put back with everybody erased since still erased."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from parcours.adapters.storage import backup, erasing, manifest, parts, restoring, sqlite
from parcours.adapters.storage.registers import Applied
from parcours.adapters.storage.tally import Source
from parcours.adapters.vault import Vault
from parcours.errors import (
    ParcoursError,
    StoreDamagedError,
    StoreError,
    StoreMissingError,
    StoreVersionError,
    UsageError,
)
from parcours.model.account import Account, Session
from parcours.ports import Erasure, Hold, KeyFileError
from parcours.runtime.findings import FindingKind
from samples import CAE, CASE, NOON, PERSON, commit, commits, ended, fact, journey, opened, sealed
from sites import SITE_KEY, Site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    folder = tmp_path / "site"
    folder.mkdir()
    made = Site(folder).create()
    made.keep(*commits(journey(), sealed()), commit(opened("C-3", "P-3"), ended(2, "C-3")))
    return made


def source(site: Site, vault: Vault = SITE_KEY, days: int = 0) -> Source:
    return Source(site.url, vault, site.key, NOON + timedelta(days))


@pytest.fixture
def saved(site: Site, tmp_path: Path) -> Path:
    (tmp_path / "copies").mkdir()
    target = tmp_path / "copies" / "lundi.db"
    backup.back_up(source(site), target)
    return target


def erase(site: Site, person: str) -> None:
    store = site.open()
    with store.transaction() as transaction:
        transaction.erase(Erasure(CAE, person, NOON, "à sa demande"))
    store.checkpoint(NOON + timedelta(1))
    store.close()


def elsewhere(site: Site, folder: Path) -> Site:
    """Another machine, to which the key and what stands beside it were brought."""
    folder.mkdir()
    for each in site.folder.iterdir():
        if each.suffix in {".key", ".erasures", ".holds", ".checkpoints"}:
            shutil.copy(each, folder)
    return Site(folder)


def test_whoever_was_signed_in_signs_in_again_after_a_restoration(site: Site, tmp_path: Path) -> None:
    account, session = Account("maud", NOON), Session("d1", "maud", NOON, NOON + timedelta(1))
    with closing(site.open()) as store, store.accounts.writing() as desk:
        desk.keep_account(account)
        desk.keep_session(session)
    backup.back_up(source(site), tmp_path / "lundi.db")
    other = elsewhere(site, tmp_path / "ailleurs")
    restoring.restore(tmp_path / "lundi.db", source(other))
    with closing(other.open()) as store, store.accounts.reading() as desk:
        assert desk.accounts() == (account,)
        assert desk.session("d1") is None


def test_a_backup_says_what_it_is_and_never_the_key(site: Site, saved: Path) -> None:
    told = json.loads(manifest.beside(saved).read_text())

    assert {name: told[name] for name in ("backend", "cases", "facts", "erased", "key", "format")} == {
        "backend": "sqlite",
        "cases": 2,
        "facts": 8,  # six of the journey, two of the other case
        "erased": 0,
        "key": SITE_KEY.fingerprint,
        "format": 1,
    }
    assert manifest.read(saved).made_at == "2026-01-15T11:00:00+00:00"
    for each in saved.parent.iterdir():
        assert SITE_KEY.site_key not in each.read_bytes()
    assert saved.stat().st_mode & 0o777 == 0o600
    assert {each.name for each in saved.parent.iterdir()} == {"lundi.db", "lundi.db.json"}


def test_the_heads_are_signed_first_and_travel_in_it(site: Site, saved: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(saved)) as copied:
        assert copied.execute("SELECT count(*) FROM checkpoints").fetchone() == (1,)
        assert copied.execute("PRAGMA journal_mode").fetchone() == ("delete",)  # one file, that needs no other
    assert len(list(site.folder.glob("*.checkpoints"))) == 1


def test_a_copy_is_of_one_moment_and_waits_for_no_writer(site: Site, tmp_path: Path) -> None:
    store = site.open()
    engine = sqlite.engine_of(site.file)
    with store.transaction() as transaction, engine.connect() as connection:
        transaction.commit(CAE, commit(opened("C-9", "P-9")))
        sqlite.copy(connection, tmp_path / "copie.db")
    engine.dispose()
    store.close()

    with closing(sqlite3.connect(tmp_path / "copie.db")) as copied:
        assert copied.execute("SELECT count(*) FROM cases").fetchone() == (2,)
    with closing(sqlite3.connect(site.file)) as after:
        assert after.execute("SELECT count(*) FROM cases").fetchone() == (3,)


def test_a_backup_replaces_nothing(site: Site, saved: Path) -> None:
    before = saved.read_bytes()
    with pytest.raises(StoreError, match="existe déjà"):
        backup.back_up(source(site), saved)
    assert saved.read_bytes() == before


def test_a_backup_that_fails_leaves_nothing(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match="ne peut pas être écrite"):
        backup.back_up(source(site), tmp_path / "absent" / "x.db")

    def fail(_: Path) -> str:
        raise InterruptedError

    monkeypatch.setattr(manifest, "digest_of", fail)
    (tmp_path / "copies").mkdir()
    with pytest.raises(StoreError):
        backup.back_up(source(site), tmp_path / "copies" / "x.db")
    assert list((tmp_path / "copies").iterdir()) == []


def test_the_key_of_another_site_saves_nothing(site: Site, tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="n'est pas celle de cette base"):
        backup.back_up(source(site, Vault(bytes(32))), tmp_path / "x.db")
    assert not (tmp_path / "x.db").exists()


def test_a_backup_is_put_back_and_holds(site: Site, saved: Path, tmp_path: Path) -> None:
    other = elsewhere(site, tmp_path / "ailleurs")
    restored = restoring.restore(saved, source(other))

    assert (restored.upgraded, restored.applied, restored.register) == (False, Applied(), None)
    assert other.findings() == ()
    store = other.open()
    with store.reading() as reader:
        assert reader.facts(CAE, CASE) == journey()
        assert set(reader.secrets(CAE, CASE).values()) == {"ines@exemple.fr", "projet abouti"}
    store.close()
    with closing(sqlite3.connect(other.file)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_what_happened_after_the_backup_is_named(site: Site, saved: Path, tmp_path: Path) -> None:
    store = site.open()
    with store.reading() as reader:
        before = reader.case(CAE, CASE)
    store.close()
    site.keep(commit(fact(7), before=before))
    assert site.checkpoint(1)
    other = elsewhere(site, tmp_path / "ailleurs")
    restoring.restore(saved, source(other))

    kinds = {each.kind for each in other.findings()}
    assert kinds == {FindingKind.JOURNAL_SHORTENED, FindingKind.CHECKPOINT_MISSING}


def test_a_case_that_went_on_under_several_checkpoints_is_named_once(site: Site, saved: Path, tmp_path: Path) -> None:
    with closing(site.open()) as store, store.reading() as reader:
        before = reader.case(CAE, CASE)
    for day, seq in enumerate((7, 8), 1):
        made = commit(fact(seq), before=before)
        site.keep(made, commit(opened(f"D-{day}", f"Q-{day}")))
        assert site.checkpoint(day)
        before = made.case
    other = elsewhere(site, tmp_path / "ailleurs")
    restoring.restore(saved, source(other))

    told = [(each.kind, each.case, each.seq) for each in other.findings() if each.case]
    assert sorted(told) == [
        (FindingKind.CASE_VANISHED, "D-1", 1),
        (FindingKind.CASE_VANISHED, "D-2", 1),
        (FindingKind.JOURNAL_SHORTENED, CASE, 8),
    ]


def test_who_was_erased_since_is_erased_before_anybody_can_open_it(
    site: Site, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(saved)) as copied:
        (wrapped,) = copied.execute("SELECT wrapped FROM keys WHERE person = ?", (PERSON,)).fetchone()
    erase(site, PERSON)
    other = elsewhere(site, tmp_path / "ailleurs")
    standing: list[bool] = []
    done = erasing.erase

    def watched(*arguments: object) -> None:
        standing.append(other.file.exists())
        done(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(erasing, "erase", watched)
    restored = restoring.restore(saved, source(other))

    assert restored.applied.erased == ((CAE, PERSON),)
    assert standing == [False]
    assert all(wrapped not in each.read_bytes() for each in other.folder.iterdir())
    # The checkpoint that signed the erasure is later than the backup; of the journals nothing is missing.
    assert [each.kind for each in other.findings()] == [FindingKind.CHECKPOINT_MISSING]


def test_the_register_beside_a_later_backup_is_read_too(site: Site, saved: Path, tmp_path: Path) -> None:
    """The machine burnt with its register: the key comes from the safe, the erasures from the latest backup."""
    erase(site, "P-3")
    backup.back_up(source(site, days=1), saved.with_name("mardi.db"))
    (tmp_path / "neuf").mkdir()
    other = Site(tmp_path / "neuf")
    restored = restoring.restore(saved, source(other))

    assert restored.applied.erased == ((CAE, "P-3"),)
    assert restored.register is not None
    assert restored.register.parent == other.folder
    assert other.findings() == ()


def hold(site: Site, person: str) -> None:
    with closing(site.open()) as store, store.transaction() as transaction:
        transaction.keep_hold(Hold(CAE, person, NOON, "prud'hommes", "maud"))


def test_a_hold_put_since_is_put_again_and_one_lifted_since_is_lifted(site: Site, tmp_path: Path) -> None:
    hold(site, "P-3")
    saved = tmp_path / "lundi.db"
    backup.back_up(source(site), saved)
    hold(site, PERSON)
    with closing(site.open()) as store:
        with store.transaction() as transaction:
            transaction.lift_hold(CAE, "P-3", NOON + timedelta(1), "ines")
        store.checkpoint(NOON + timedelta(1))
    backup.back_up(source(site, days=1), saved.with_name("mardi.db"))
    (tmp_path / "neuf").mkdir()
    other = Site(tmp_path / "neuf")  # the registers come from beside the later backup
    restored = restoring.restore(saved, source(other))

    assert restored.applied == Applied(held=((CAE, PERSON),))
    with closing(other.open()) as store, store.reading() as reader:
        found = reader.hold(CAE, PERSON)
        assert (found and found.reason, reader.hold(CAE, "P-3")) == ("prud'hommes", None)
    assert other.findings() == ()


def test_somebody_held_whom_the_backup_does_not_know_is_told(site: Site, saved: Path, tmp_path: Path) -> None:
    site.keep(commit(opened("C-9", "P-9")))
    hold(site, "P-9")
    other = elsewhere(site, tmp_path / "ailleurs")

    assert restoring.restore(saved, source(other)).applied == Applied(unknown=((CAE, "P-9"),))
    assert other.findings() == ()  # nobody here is without their hold


@pytest.mark.parametrize("kind", ["erasures", "holds"])
def test_registers_of_another_hand_stop_everything(site: Site, saved: Path, tmp_path: Path, kind: str) -> None:
    hold(site, PERSON)
    erase(site, PERSON)
    other = elsewhere(site, tmp_path / "ailleurs")
    (told,) = other.folder.glob(f"*.{kind}")
    lines = told.read_bytes().splitlines(keepends=True)
    for spoilt in (lines[1:], [*lines, lines[-1]], [lines[0], lines[1].replace(PERSON.encode(), b"P-8")]):
        told.write_bytes(b"".join(spoilt))
        with pytest.raises(StoreDamagedError, match="n'est plus celui qui fut écrit"):
            restoring.restore(saved, source(other))
        assert not list(other.folder.glob("*.db")) + list(other.folder.glob(".*.part"))


def test_a_register_that_lost_its_end_stops_everything(site: Site, saved: Path, tmp_path: Path) -> None:
    erase(site, "P-3")
    other = elsewhere(site, tmp_path / "ailleurs")
    (told,) = other.folder.glob("*.erasures")
    told.write_bytes(b"")

    with pytest.raises(StoreDamagedError, match="a perdu des lignes : 0 au lieu de 1"):
        restoring.restore(saved, source(other))
    assert not other.file.exists()


@pytest.fixture(params=["base", "wal", "vide"])
def taken(request: pytest.FixtureRequest, site: Site, tmp_path: Path) -> Site:
    other = elsewhere(site, tmp_path / "ailleurs")
    match request.param:
        case "base":
            shutil.copy(site.file, other.file)
        case "wal":
            other.file.with_name("parcours.db-wal").write_bytes(b"x")
        case "vide":
            other.file.write_bytes(b"")
    return other


def test_nothing_is_put_where_something_stands(taken: Site, saved: Path, request: pytest.FixtureRequest) -> None:
    before = {each: each.read_bytes() for each in taken.folder.iterdir()}
    with pytest.raises(StoreError, match="est déjà là") as raised:
        restoring.restore(saved, source(taken))

    if taken.file.exists() and taken.file.stat().st_size:
        assert "(dossiers : 2)" in str(raised.value)
    assert {each: each.read_bytes() for each in taken.folder.iterdir() if "-shm" not in each.name} == before


def test_one_that_is_killed_leaves_no_database(
    site: Site, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle, its file stays under another name; the next one begins again."""
    erase(site, PERSON)
    other = elsewhere(site, tmp_path / "ailleurs")

    def die(_: object, *__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(erasing, "erase", die)
        patched.setattr(parts, "_remove", lambda _: None)  # a process that is killed cleans nothing
        with pytest.raises(KeyboardInterrupt):
            restoring.restore(saved, source(other))
    assert not other.file.exists()
    assert len(list(other.folder.glob(".parcours.db.*.part"))) == 1

    restoring.restore(saved, source(other))
    assert not list(other.folder.glob(".*.part*"))


def spoilt(saved: Path) -> Iterator[tuple[type[ParcoursError], str]]:
    told = manifest.beside(saved)
    whole, text = saved.read_bytes(), told.read_text()
    saved.write_bytes(whole[:-4096])
    yield StoreDamagedError, "abîmée ou incomplète"
    saved.write_bytes(whole)
    told.write_text("{}")
    yield StoreDamagedError, "ne décrit aucune sauvegarde"
    told.write_text(text.replace('"format": 1', '"format": 2'))
    yield StoreVersionError, "plus récente"
    told.write_text(text.replace(SITE_KEY.fingerprint, "0" * 16))
    yield KeyFileError, "n'est pas celle de cette sauvegarde"
    told.write_text(text.replace('"backend": "sqlite"', '"backend": "postgresql"'))
    yield UsageError, "celle d'une base postgresql"
    told.unlink()
    yield StoreMissingError, r"pas de fichier .*lundi\.db\.json"


def test_what_is_no_backup_of_ours_is_refused(site: Site, saved: Path, tmp_path: Path) -> None:
    other = elsewhere(site, tmp_path / "ailleurs")
    for kind, words in spoilt(saved):
        with pytest.raises(kind, match=words):
            restoring.restore(saved, source(other))
        assert not other.file.exists()
