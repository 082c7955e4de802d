"""Databases that earlier versions wrote, kept as they were: each opens today once `parcours upgrade` has been said.

To keep one more: a folder named after its revision, with the database packed by gzip and what stands beside its key,
made by `life.py` with the last version that wrote this revision. A machine of then wrote words from 0002 on, in clear
until 0005.
"""

import base64
import gzip
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from migration.life import SAID_BY_MACHINES
from parcours.adapters.storage import schema
from parcours.runtime.findings import FindingKind
from parcours.runtime.recovery import verify
from sites import SITE_KEY, Site
from terminals import Terminal
from traces import traces

KEPT = Path(__file__).parent / "databases"
BESIDE = ("checkpoints", "erasures", "holds")
IN_CLEAR = ("0002", "0003", "0004")
REVISIONS = sorted(path.name for path in KEPT.iterdir())


@pytest.fixture(params=REVISIONS)
def past(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    folder = KEPT / str(request.param)
    site = Site(tmp_path)
    site.file.write_bytes(gzip.decompress((folder / "parcours.db.gz").read_bytes()))
    for beside in (each for kind in BESIDE for each in folder.glob(f"*.{kind}")):
        (tmp_path / beside.name).write_bytes(beside.read_bytes())
    site.key.write_bytes(base64.b64encode(SITE_KEY.site_key) + b"\n")
    site.key.chmod(0o600)
    return site


def journals(site: Site) -> list[tuple[str, int, bytes]]:
    with closing(sqlite3.connect(site.file)) as connection:
        return connection.execute("SELECT case_id, seq, data FROM facts ORDER BY case_id, seq").fetchall()


def test_every_former_revision_is_kept() -> None:
    assert tuple(REVISIONS) == schema.REVISIONS[:-1]


def test_it_is_refused_until_it_is_upgraded_and_says_how(past: Site) -> None:
    before = past.file.read_bytes()
    said = Terminal(past.folder).run("list")

    assert said.code == 2
    assert "parcours upgrade" in said.complaint
    assert past.file.read_bytes() == before
    assert Terminal(past.folder).run("init").code == 2  # which creates, and does nothing else
    assert past.file.read_bytes() == before


def test_it_is_whole_once_upgraded(past: Site) -> None:
    before = journals(past)
    terminal = Terminal(past.folder)
    assert terminal.done("upgrade", "--json").json == {
        "database": str(past.file),
        "revision": schema.HEAD,
        "upgraded": True,
    }

    assert journals(past) == before
    store = past.open()
    assert verify(store).findings == ()
    with store.reading() as reader:
        for cae in reader.cooperatives():
            for case in reader.cases(cae):
                assert reader.facts(cae, case.id)
                erased = reader.erased_at(cae, case.person) is not None
                assert bool(reader.secrets(cae, case.id)) is not erased
                reader.outbox(cae, case.id)
    store.close()
    assert "déjà à jour" in terminal.done("upgrade").out


def test_what_machines_wrote_is_sealed_and_stands_nowhere_in_clear(past: Site, request: pytest.FixtureRequest) -> None:
    in_clear = {each for each in SAID_BY_MACHINES if each.encode() in past.file.read_bytes()}
    revision = request.node.callspec.params["past"]
    assert in_clear == (set(SAID_BY_MACHINES) if revision in IN_CLEAR else set())
    Terminal(past.folder).done("upgrade")

    assert traces(past.folder, SAID_BY_MACHINES) == []
    assert said_again(past) == (set() if revision == "0001" else set(SAID_BY_MACHINES))


def said_again(site: Site) -> set[object]:
    """What the store reads of these words, once upgraded."""
    with closing(site.open()) as store, store.reading() as reader:
        cases = [(cae, case.id) for cae in reader.cooperatives() for case in reader.cases(cae)]
        tries = [each for place in cases for each in reader.attempts(*place)]
        documents = [(cae, each) for cae, case in cases for each in reader.documents(cae, case)]
        assert [reader.content(*each) for each in documents] == [b"Bonjour"] * len(documents)
        incidents = reader.incidents()
    told = {word for each in tries for word in (each.detail, each.receipt)} | {each.name for _, each in documents}
    told |= {word for each in incidents for word in (each.detail, each.resolution)}
    return told & set(SAID_BY_MACHINES)


def test_it_steps_on_once_upgraded(past: Site) -> None:
    terminal = Terminal(past.folder)
    terminal.done("upgrade")
    before = len(journals(past))
    terminal.done("tick", "--json", now="2026-11-20")
    with closing(sqlite3.connect(past.file)) as connection:
        opened = connection.execute("SELECT id, seq FROM cases WHERE ended_on IS NULL ORDER BY id").fetchall()
    for case, seq in opened:
        terminal.done("close", case, "--reason", "essai", now="2026-11-21")
        assert len(terminal.done("journal", case, "--json", now="2026-11-22").json) == seq + 1
    assert len(journals(past)) > before
    assert terminal.done("verify", "--json", now="2026-11-22").json["findings"] == []


def test_a_row_that_was_changed_before_keeps_its_broken_seal(past: Site) -> None:
    past.tamper("UPDATE incidents SET detail = 'autre'")
    Terminal(past.folder).done("upgrade")

    broken = [each for each in past.findings() if each.kind is FindingKind.SEAL_BROKEN]
    with closing(sqlite3.connect(past.file)) as connection:
        assert connection.execute("SELECT count(*) FROM incidents").fetchone() == (len(broken),)
    assert broken


def test_it_is_saved_before_it_is_upgraded_and_upgraded_when_it_is_restored(past: Site, tmp_path: Path) -> None:
    terminal = Terminal(past.folder, {"PARCOURS_KEY_FILE": str(past.key)})
    saved = terminal.done("backup", str(tmp_path / "avant.db"), "--json").json
    assert saved["revision"] != schema.HEAD
    target = f"sqlite:///{tmp_path / 'ailleurs.db'}"

    restored = terminal.done("restore", str(tmp_path / "avant.db"), "--database", target, "--json").json

    assert restored["upgraded"] is True
    assert restored["verification"]["sound"] is True


def test_a_later_one_is_refused_and_left_alone(past: Site) -> None:
    past.tamper("UPDATE alembic_version SET version_num = '9999'")
    before = hashlib.sha256(past.file.read_bytes()).hexdigest()
    for command in ("upgrade", "list", "init"):
        said = Terminal(past.folder).run(command)
        assert said.code == 2
        assert "plus récente de parcours (9999)" in said.complaint

    assert hashlib.sha256(past.file.read_bytes()).hexdigest() == before
