"""Databases that earlier versions wrote, kept as they were: each opens today once `parcours upgrade` has been said.

To keep one more: a folder named after its revision, with the database packed by gzip and the checkpoints beside it,
made under `SITE_KEY` by the last version that wrote this revision.
"""

import base64
import gzip
import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from parcours.adapters.storage import schema
from parcours.runtime.recovery import verify
from sites import SITE_KEY, Site
from terminals import Terminal

KEPT = Path(__file__).parent / "databases"
REVISIONS = sorted(path.name for path in KEPT.iterdir())


@pytest.fixture(params=REVISIONS)
def past(request: pytest.FixtureRequest, tmp_path: Path) -> Site:
    folder = KEPT / str(request.param)
    site = Site(tmp_path)
    site.file.write_bytes(gzip.decompress((folder / "parcours.db.gz").read_bytes()))
    for copy in folder.glob("*.checkpoints"):
        (tmp_path / copy.name).write_bytes(copy.read_bytes())
    site.key.write_bytes(base64.b64encode(SITE_KEY.site_key) + b"\n")
    site.key.chmod(0o600)
    return site


def journals(site: Site) -> list[tuple[str, int, bytes]]:
    with closing(sqlite3.connect(site.file)) as connection:
        return connection.execute("SELECT case_id, seq, data FROM facts ORDER BY case_id, seq").fetchall()


def test_the_first_revision_is_kept() -> None:
    assert "0001" in REVISIONS
    assert set(REVISIONS) <= set(schema.REVISIONS)


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
                assert reader.secrets(cae, case.id)
                reader.outbox(cae, case.id)
    store.close()
    assert "déjà à jour" in terminal.done("upgrade").out


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
