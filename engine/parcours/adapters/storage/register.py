"""The register of erasures: one line a person, kept beside the key and beside backups, where a restoration reads it.

Each line holds the keyed hash of itself and of the line before, so that none is added, changed or taken out unseen.
How many there should be is signed in the checkpoints.
"""

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import BinaryIO, Final

from parcours.adapters.disk import settle, why
from parcours.adapters.storage.seals import FIRST, Seals
from parcours.errors import StoreDamagedError
from parcours.messages import Text
from parcours.ports import KeyFileError

OWNER_ONLY: Final = 0o600
SUFFIX: Final = "erasures"


class RegisterBrokenError(StoreDamagedError):
    """A line of the register that this key did not write there."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(
            Text(
                "Le registre des effacements {path} n'est plus celui qui fut écrit, à la ligne {line}.",
                path=str(path),
                line=line,
            ),
            Text("Remettez-le tel qu'il est à côté de la dernière sauvegarde."),
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """An erasure as it is written: `at` an instant, `reason` sealed under the site key, in hexadecimal."""

    cae: str
    person: str
    at: str
    reason: str
    author: str

    @property
    def whose(self) -> tuple[str, str]:
        return (self.cae, self.person)


def name(key_path: Path, store: str) -> str:
    """One file a database; the backups of that database have it beside them under the same name."""
    return f"{key_path.stem}.{store}.{SUFFIX}"


def read(path: Path, seals: Seals) -> tuple[Entry, ...]:
    """Every line, oldest first; none without the file. Raises RegisterBrokenError, or KeyFileError when unreadable."""
    try:
        written = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as cause:
        raise KeyFileError(
            Text("Le registre des effacements {path} ne peut pas être lu : {why}.", path=str(path), why=why(cause))
        ) from None
    return _read(path, _whole(written), seals)[0]


def append(path: Path, seals: Seals, entries: Iterable[Entry]) -> None:
    """Writes those that the register lacks, and waits for the disk. Raises RegisterBrokenError, KeyFileError."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
        with os.fdopen(handle, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            _append(path, file, seals, entries)
    except OSError as cause:
        raise KeyFileError(
            Text("Le registre des effacements {path} ne peut pas être écrit : {why}.", path=str(path), why=why(cause)),
            Text("Donnez le droit d'écrire dans son dossier."),
        ) from None


def _append(path: Path, file: BinaryIO, seals: Seals, entries: Iterable[Entry]) -> None:
    written = _whole(file.read())
    known, last = _read(path, written, seals)
    held = {each.whose for each in known}
    missing = [each for each in entries if each.whose not in held]
    if not missing:
        return
    file.seek(len(written))
    file.truncate()  # a line cut short by a crash was never answered
    for each in missing:
        document = json.dumps(astuple(each), separators=(",", ":"), ensure_ascii=False).encode()
        last = seals.erasure(last, document)
        file.write(document + b"\t" + last.hex().encode() + b"\n")
    file.flush()
    os.fsync(file.fileno())
    settle(path.parent)


def _whole(written: bytes) -> bytes:
    return written[: written.rfind(b"\n") + 1]


def _read(path: Path, written: bytes, seals: Seals) -> tuple[tuple[Entry, ...], bytes]:
    entries: list[Entry] = []
    last = FIRST
    for number, line in enumerate(written.splitlines(), 1):
        document, _, said = line.partition(b"\t")
        last = seals.erasure(last, document)
        if last.hex().encode() != said:
            raise RegisterBrokenError(path, number)
        entries.append(Entry(*json.loads(document)))
    return tuple(entries), last
