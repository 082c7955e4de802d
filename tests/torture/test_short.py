"""The short form of `make torture`: the same siege, less long, on moments that change from run to run."""

import random  # noqa: TID251  chance is an argument, of this kind
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import servers
from torture import faults, report
from torture.copies import copies_killed
from torture.ground import Files, Server
from torture.laying import lay
from torture.postmaster import Postmaster, postmaster
from torture.siege import POSTMASTER
from torture.tally import Tally

pytestmark = pytest.mark.slow

KILLS = {"SQLite": 12, "PostgreSQL": 8}


@pytest.fixture
def seed() -> int:
    return secrets.randbelow(1_000_000)


@pytest.fixture
def near() -> Iterator[Path]:
    """A folder whose path is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="tort-", dir=servers.MEMORY if servers.MEMORY.is_dir() else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def tools() -> Iterator[None]:
    with servers.tools():
        yield


class Late:
    """A server of the wheel whose first start outlasts the ten seconds it is given, and goes on meanwhile."""

    def __init__(self, server: Any) -> None:
        self.server, self.given_up, self.looked_at = server, 0, False

    def ensure_postgres_running(self) -> None:
        assert self.looked_at or not self.given_up, "as the wheel's own, of a server that is not ready yet"
        self.server.ensure_postgres_running()
        if not self.given_up:
            self.given_up += 1
            raise subprocess.TimeoutExpired("pg_ctl", 10)

    def get_uri(self, database: str) -> Any:
        self.looked_at = True
        return self.server.get_uri(database)


def test_nothing_is_lost_nor_done_twice_on_a_file_whoever_is_killed(tmp_path: Path, seed: int) -> None:
    _held(lay(Files(tmp_path), KILLS["SQLite"], random.Random(seed)), "SQLite", seed)


@pytest.mark.postgres
def test_nothing_is_lost_nor_done_twice_on_a_server_killed_with_those_who_use_it(near: Path, seed: int) -> None:
    for name in ("server", "grounds"):
        (near / name).mkdir()
    with postmaster(near / "server") as server:
        tally = lay(Server(near / "grounds", server), KILLS["PostgreSQL"], random.Random(seed))
    _held(tally, "PostgreSQL", seed)


@pytest.mark.postgres
def test_a_server_longer_to_recover_than_its_wheel_waits_is_waited_for(near: Path) -> None:
    (near / "server").mkdir()
    with postmaster(near / "server") as server:
        server.kill()
        late = Late(server.server)
        Postmaster(late).start()
        assert late.given_up == 1
        with psycopg.connect(server.address("postgres")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("story", [faults.clock_back, faults.daemon_clock_back])
def test_a_clock_set_back_makes_nothing_twice(tmp_path: Path, story: faults.Story) -> None:
    assert faults.judged("horloge", Files(tmp_path).ground(), story).kept


COPIES = {"SQLite": 12, "PostgreSQL": 4}


def test_a_backup_and_a_restoration_that_are_killed_leave_all_or_nothing_on_a_file(tmp_path: Path, seed: int) -> None:
    found = copies_killed(Files(tmp_path), COPIES["SQLite"], random.Random(seed))
    assert found.broken == [], f"seed {seed}"
    assert found.backups.total() == found.restorations.total() == COPIES["SQLite"]


@pytest.mark.postgres
@pytest.mark.usefixtures("tools")
def test_a_backup_and_a_restoration_that_are_killed_leave_all_or_nothing_on_a_server(near: Path, seed: int) -> None:
    for name in ("server", "grounds"):
        (near / name).mkdir()
    with postmaster(near / "server") as server:
        found = copies_killed(Server(near / "grounds", server), COPIES["PostgreSQL"], random.Random(seed))
    assert found.broken == [], f"seed {seed}"
    assert found.backups.total() == found.restorations.total() == COPIES["PostgreSQL"]


def test_a_report_says_what_was_broken() -> None:
    tally = Tally(broken=["lost: envoi-0 was told [3], kept is []"])
    tally.kills[POSTMASTER, "tous étaient au travail"] += 1

    page = "\n".join(report.page({"PostgreSQL": tally}, [faults.Fault("disque plein", "rien", kept=False)], 1))

    assert "| pas perdus | 1 |" in page
    assert "- **lost: envoi-0 was told [3], kept is []**" in page
    assert "| disque plein | rien | **rompu** |" in page


def _held(tally: Tally, name: str, seed: int) -> None:
    assert tally.broken == [], f"seed {seed}"
    assert tally.killed == KILLS[name]
