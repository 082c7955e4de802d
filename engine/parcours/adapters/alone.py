"""One daemon a file: a lock that the system lets go when the process ends, however it ends."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from parcours.adapters.disk import why
from parcours.errors import RefusedError, StoreError
from parcours.messages import Text

SUFFIX: Final = ".serve"
OWNER_ONLY: Final = 0o600


class AlreadyServedError(RefusedError):
    """Another process serves this database."""


@contextmanager
def alone(database: Path, said: Mapping[str, str | int]) -> Iterator[None]:
    """Nobody else serves `database` meanwhile; `said` (node, pid, since) is what the second is told of the first.

    The file that bears the lock stays, empty. Raises AlreadyServedError; StoreError where it cannot be written.
    """
    path = database.with_name(f"{database.name}{SUFFIX}")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, OWNER_ONLY)
    except OSError as cause:
        raise StoreError(
            Text("Le fichier {path} ne peut pas être écrit : {why}.", path=str(path), why=why(cause)),
            Text("Donnez le droit d'écrire dans le dossier de la base."),
        ) from None
    try:
        _lock(handle, database)
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(dict(said)).encode(), 0)
        yield
        os.ftruncate(handle, 0)
    finally:
        os.close(handle)


def _lock(handle: int, database: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        first = _read(handle)
        raise AlreadyServedError(
            Text(
                "La base {path} est déjà servie par le nœud {node} (processus {pid}, depuis {since}).",
                path=str(database),
                node=first.get("node", "?"),
                pid=first.get("pid", "?"),
                since=first.get("since", "?"),
            ),
            Text("Arrêtez-le d'abord ; une base SQLite n'a qu'un démon, PostgreSQL en accepte plusieurs."),
        ) from None


def _read(handle: int) -> dict[str, str | int]:
    """What the first has said of itself; nothing while it is still writing it."""
    try:
        found: dict[str, str | int] = json.loads(os.pread(handle, 1000, 0))
    except ValueError:
        return {}
    return found
