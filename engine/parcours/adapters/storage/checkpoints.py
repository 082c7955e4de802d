"""Signed lists of where every journal stood, once a day: in the database, and beside the key."""

import datetime
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, func, insert, select

from parcours.adapters.disk import why
from parcours.adapters.storage import raw, rows, schema
from parcours.adapters.storage.seals import Seals
from parcours.messages import Text
from parcours.ports import KeyFileError

STORE: Final = "store"  # the setting that tells databases under one key apart
OWNER_ONLY: Final = 0o600
BEGINNING: Final = 200  # bytes of a document, more than its number and its instant take
BEHIND: Final = b',"cases":'  # what is written behind them


@dataclass(frozen=True, slots=True)
class Head:
    """The last fact of a journal, and its hash in hexadecimal."""

    cae: str
    case: str
    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """`document` says which heads moved since the former checkpoint, whose signature it holds."""

    number: int
    document: bytes
    signature: bytes

    @property
    def line(self) -> str:
        """What is copied beside the key."""
        return f"{self.document.decode()}\t{self.signature.hex()}\n"

    @property
    def heads(self) -> tuple[Head, ...]:
        return tuple(Head(*head) for head in json.loads(self.document)["heads"])

    def counted(self, what: str) -> int:
        """How many lines a register had by then of what was `erased`, or `held`; earlier versions counted none."""
        return int(json.loads(self.document).get(what, 0))

    def signed(self, seals: Seals) -> bool:
        """Whether this key signed it."""
        return seals.checkpoint(self.document) == self.signature

    def follows(self, former: "Checkpoint | None", seals: Seals) -> bool:
        """Whether it was signed by this key, under this number, right after `former`."""
        if not self.signed(seals):
            return False
        told = json.loads(self.document)
        return bool(told["number"] == self.number and told["former"] == _signature(former))


def kept(connection: Connection) -> tuple[Checkpoint, ...]:
    """Those of the database, oldest first."""
    return tuple(Checkpoint(**row) for row in raw.read(connection, schema.checkpoints))


def write_if_due(connection: Connection, seals: Seals, now: datetime.datetime) -> bool:
    """The same, unless it was done today (UTC)."""
    if newest(connection).date() >= now.astimezone(datetime.UTC).date():
        return False
    return write(connection, seals, now)


def write(connection: Connection, seals: Seals, now: datetime.datetime) -> bool:
    """Signs the heads that moved and what the registers count; whether anything had changed since the last."""
    former = kept(connection)
    known = {(head.cae, head.case): head for each in former for head in each.heads}
    heads = _heads(connection)
    moved = [head for head in heads if known.get((head.cae, head.case)) != head]
    last = former[-1] if former else None
    counted = _counted(connection)
    if not moved and all(number == (last.counted(what) if last else 0) for what, number in counted.items()):
        return False
    document = {
        "number": last.number + 1 if last else 1,
        "at": rows.instant(now),
        "cases": len(heads),
        "facts": sum(head.seq for head in heads),
        **counted,
        "former": _signature(last),
        "heads": [[head.cae, head.case, head.seq, head.hash] for head in moved],
    }
    written = json.dumps(document, separators=(",", ":")).encode()
    row = (document["number"], written, seals.checkpoint(written))
    connection.execute(insert(schema.checkpoints).values(row))
    return True


def newest(connection: Connection) -> datetime.datetime:
    """When the last checkpoint was written; the dawn of time for none.

    Its first words alone are read: the rest may name a hundred thousand heads, and this is asked every few seconds.
    """
    table = schema.checkpoints.c
    beginning = func.substr(table.document, 1, BEGINNING)
    found = connection.execute(select(beginning).order_by(table.number.desc()).limit(1)).scalar()
    if found is None:
        return rows.EARLIEST
    return rows.moment(json.loads(found[: found.index(BEHIND)] + b"}")["at"])


def unsigned_since(connection: Connection, before: datetime.datetime) -> datetime.datetime | None:
    """When the last checkpoint was written, if before that and heads have moved since; the dawn of time for none."""
    at = newest(connection)
    if at >= before:
        return None
    known = {(head.cae, head.case): head for each in kept(connection) for head in each.heads}
    return at if any(known.get((head.cae, head.case)) != head for head in _heads(connection)) else None


def copy_path(connection: Connection, key_path: Path) -> Path:
    """Beside the key, one file a database: whoever may write the database should not be able to write it."""
    return key_path.with_name(name(key_path, store_name(connection)))


def name(key_path: Path, store: str) -> str:
    return f"{key_path.stem}.{store}.checkpoints"


def store_name(connection: Connection) -> str:
    """What tells this database, and its backups, from others under the same key."""
    named = select(schema.settings.c.value).where(schema.settings.c.name == STORE)
    return str(connection.execute(named).scalar())


@dataclass(frozen=True, slots=True)
class Copy:
    """What stands beside the key: lines that are checkpoints, by number, and whether there are no others."""

    checkpoints: Mapping[int, Checkpoint]
    whole: bool


def read_copy(path: Path) -> Copy:
    """One that does not exist is empty, and not whole. Raises KeyFileError when it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return Copy({}, whole=False)
    except OSError as cause:
        raise KeyFileError(
            Text("Les points de contrôle {path} ne peuvent pas être lus : {why}.", path=str(path), why=why(cause)),
            Text("Donnez le droit de les lire."),
        ) from None
    read = [_read_line(line) for line in lines]
    return Copy({found.number: found for found in read if found is not None}, whole=None not in read)


def copy(path: Path, checkpoints: Iterable[Checkpoint]) -> None:
    """Appends those that the copy lacks, and makes it where there is none. Raises KeyFileError when it cannot."""
    found = read_copy(path)
    missing = "".join(each.line for each in checkpoints if each.number not in found.checkpoints)
    if missing or not path.exists():
        _append(path, missing)


def _append(path: Path, lines: str) -> None:
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, OWNER_ONLY)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(lines)
            file.flush()
            os.fsync(file.fileno())
    except OSError as cause:
        raise KeyFileError(
            Text("Les points de contrôle ne peuvent pas être copiés dans {path} : {why}.",
                 path=str(path), why=why(cause)),
            Text("Donnez la place et le droit d'écrire dans le dossier de la clé ; ce sera repris ensuite."),
        ) from None  # fmt: skip


def _heads(connection: Connection) -> Sequence[Head]:
    table = schema.cases.c
    query = select(table.cae, table.id, table.seq, table.head).order_by(table.cae, table.id)
    return [Head(cae, case, seq, head.hex()) for cae, case, seq, head in connection.execute(query)]


def _counted(connection: Connection) -> Mapping[str, int]:
    """The lines that the registers should have at least: of each erasure, of each hold put and of each lifted."""
    erased = select(func.count()).select_from(schema.erasures)
    held = select(func.count() + func.count(schema.holds.c.lifted_at)).select_from(schema.holds)
    return {what: connection.execute(query).scalar_one() for what, query in (("erased", erased), ("held", held))}


def _signature(checkpoint: Checkpoint | None) -> str:
    return checkpoint.signature.hex() if checkpoint else ""


def _read_line(line: str) -> Checkpoint | None:
    document, _, signature = line.partition("\t")
    try:
        return Checkpoint(int(json.loads(document)["number"]), document.encode(), bytes.fromhex(signature))
    except (ValueError, TypeError, LookupError):
        return None
