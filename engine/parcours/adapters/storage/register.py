"""A register beside the key and beside backups: what a restoration must know though its backup is older.

One line an event, each with the keyed hash of itself and of the line before, so that none is added, changed or taken
out unseen. The first says which database it is of. How many lines there should be is signed in the checkpoints.
"""

import fcntl
import json
import os
from collections.abc import Iterable
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final, Generic, TypeVar

from parcours.adapters.disk import settle, why
from parcours.adapters.storage.seals import FIRST, Seals
from parcours.errors import StoreDamagedError
from parcours.messages import Text
from parcours.ports import KeyFileError

OWNER_ONLY: Final = 0o600
STORE: Final = "store"  # what the first line names


class RegisterBrokenError(StoreDamagedError):
    """A line of the register that this key did not write there, or that is of another database."""


@dataclass(frozen=True, slots=True)
class Erased:
    """An erasure as it is written: `at` an instant, `reason` sealed under the site key, in hexadecimal."""

    cae: str
    person: str
    at: str
    reason: str
    author: str

    @property
    def key(self) -> tuple[str, str]:
        """What tells one event from another: no register has it twice."""
        return (self.cae, self.person)


@dataclass(frozen=True, slots=True)
class Held:
    """A hold put, or lifted once `lifted_at` is said; `reason` is sealed with the person's own key, in hexadecimal.

    No two are sealed alike: that tells holds of one instant apart.
    """

    cae: str
    person: str
    at: str
    reason: str
    author: str
    lifted_at: str = ""
    lifted_by: str = ""

    @property
    def key(self) -> tuple[str, str, str, str]:
        return (*self.which, self.lifted_at)

    @property
    def which(self) -> tuple[str, str, str]:
        return (self.cae, self.person, self.reason)


L = TypeVar("L", Erased, Held)


@dataclass(frozen=True, slots=True)
class Register(Generic[L]):
    """One file: of the database named `store`, its lines read as `line`."""

    path: Path
    store: str
    seals: Seals
    line: type[L]

    def beside(self, other: Path) -> "Register[L]":
        """The same in the folder of another file."""
        return replace(self, path=other.with_name(self.path.name))

    def read(self) -> tuple[L, ...]:
        """Every line, oldest first; none without the file. Raises RegisterBrokenError, KeyFileError when unreadable."""
        try:
            written = self.path.read_bytes()
        except FileNotFoundError:
            return ()
        except OSError as cause:
            raise KeyFileError(
                Text("Le registre {path} ne peut pas être lu : {why}.", path=str(self.path), why=why(cause))
            ) from None
        return self._read(_whole(written))[0]

    def append(self, lines: Iterable[L]) -> None:
        """Writes those that the register lacks, and waits for the disk. Raises RegisterBrokenError, KeyFileError."""
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT, OWNER_ONLY)
            with os.fdopen(handle, "r+b") as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                self._append(file, lines)
        except OSError as cause:
            raise KeyFileError(
                Text("Le registre {path} ne peut pas être écrit : {why}.", path=str(self.path), why=why(cause)),
                Text("Donnez le droit d'écrire dans son dossier."),
            ) from None

    def _append(self, file: BinaryIO, lines: Iterable[L]) -> None:
        written = _whole(file.read())
        known, last = self._read(written)
        held = {each.key for each in known}
        missing = [line for line in lines if line.key not in held]
        if not missing:
            return
        file.seek(len(written))
        file.truncate()  # a line cut short by a crash was never answered
        told: list[object] = [] if written else [{STORE: self.store}]
        told += [astuple(line) for line in missing]
        for cells in told:
            document = json.dumps(cells, separators=(",", ":"), ensure_ascii=False).encode()
            last = self._linked(last, document)
            file.write(document + b"\t" + last.hex().encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
        settle(self.path.parent)

    def _read(self, written: bytes) -> tuple[tuple[L, ...], bytes]:
        lines: list[L] = []
        last = FIRST
        for number, each in enumerate(written.splitlines(), 1):
            document, _, said = each.partition(b"\t")
            last = self._linked(last, document)
            if last.hex().encode() != said:
                raise self._broken(number)
            told = json.loads(document)
            if not isinstance(told, dict):
                lines.append(self.line(*told))
            elif told != {STORE: self.store}:
                raise self._foreign(told[STORE])
        return tuple(lines), last

    def _linked(self, before: bytes, document: bytes) -> bytes:
        return self.seals.registered(self.path.suffix[1:], before, document)

    def _broken(self, line: int) -> RegisterBrokenError:
        return RegisterBrokenError(
            Text("Le registre {path} n'est plus celui qui fut écrit, à la ligne {line}.",
                 path=str(self.path), line=line),
            Text("Remettez-le tel qu'il est à côté de la dernière sauvegarde."),
        )  # fmt: skip

    def _foreign(self, theirs: str) -> RegisterBrokenError:
        return RegisterBrokenError(
            Text("Le registre {path} est celui d'une autre base ({theirs}).", path=str(self.path), theirs=theirs),
            Text("Ôtez-le, et remettez celui de la base {store}.", store=self.store),
        )


def erasures(key_path: Path, store: str, seals: Seals) -> Register[Erased]:
    return Register(_path(key_path, store, "erasures"), store, seals, Erased)


def holds(key_path: Path, store: str, seals: Seals) -> Register[Held]:
    return Register(_path(key_path, store, "holds"), store, seals, Held)


def _path(key_path: Path, store: str, kind: str) -> Path:
    """One file a database; the backups of that database have it beside them under the same name."""
    return key_path.with_name(f"{key_path.stem}.{store}.{kind}")


def _whole(written: bytes) -> bytes:
    return written[: written.rfind(b"\n") + 1]
