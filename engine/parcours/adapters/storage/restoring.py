"""A backup put back where nothing is: prepared in a file beside, erasures applied, then given its name.

One function a kind of database does it (`RESTORERS`). Killed on the way, nothing has the name of a database.
"""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, delete

from parcours.adapters.disk import why
from parcours.adapters.storage import (
    checkpoints,
    manifest,
    migration,
    opening,
    parts,
    postgres_tools,
    registers,
    schema,
    sqlite,
)
from parcours.adapters.storage.checkpoints import Checkpoint
from parcours.adapters.storage.database import Database
from parcours.adapters.storage.manifest import Manifest
from parcours.adapters.storage.registers import Applied, Registers, Told
from parcours.adapters.storage.seals import Seals
from parcours.adapters.storage.sqlite import SqliteFile
from parcours.adapters.storage.tally import Source, tally
from parcours.errors import StoreDamagedError, StoreError, UsageError
from parcours.messages import Text
from parcours.ports import KeyFileError

BESIDE: Final = ("", "-wal", "-shm", "-journal")  # the files of one database


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and what the registers had that the backup did not.

    `upgraded`: the backup was of an earlier revision. `register`: where erasures were read, none when there is none.
    """

    manifest: Manifest
    upgraded: bool
    applied: Applied
    register: Path | None


def restore(backup: Path, target: Source) -> Restored:
    """Puts `backup` at an address where nothing stands.

    Raises KeyFileError for the backup of another key, StoreError where something stands or cannot be written,
    and what reading the manifest and the register raises.
    """
    made = manifest.read(backup)
    if made.key != target.vault.fingerprint:
        raise KeyFileError(
            Text("La clé {path} n'est pas celle de cette sauvegarde.", path=str(target.key_path)),
            Text("Remettez la clé du site (empreinte {fingerprint}), ou dites où elle est par PARCOURS_KEY_FILE.",
                 fingerprint=made.key),
        )  # fmt: skip
    kind = opening.backend_of(target.url)
    if kind != made.backend:
        raise UsageError(
            Text("La sauvegarde est celle d'une base {theirs}, l'adresse celle d'une base {ours}.",
                 theirs=made.backend, ours=kind),
            Text("Restaurez-la dans une base de la même sorte."),
        )  # fmt: skip
    return RESTORERS[kind](backup, made, target)


def _restore_sqlite(backup: Path, made: Manifest, target: Source) -> Restored:
    path = Path(opening.database_of(target.url).name)
    _check_empty(path)
    beside = Registers(target.key_path, made.store, Seals(target.vault))
    told = beside.gather(backup)
    try:
        with parts.part_of(path) as part:
            shutil.copyfile(backup, part)
            upgraded, applied = _prepare(part, made, target, told)
            parts.name(part, path)
    except FileExistsError:
        raise _taken(path) from None
    except OSError as cause:
        raise StoreError(
            Text("La base {path} ne peut pas être écrite : {why}.", path=str(path), why=why(cause)),
            Text("Donnez la place et le droit d'écrire dans son dossier."),
        ) from None
    return Restored(made, upgraded, applied, _where(beside, told))


def _prepare(part: Path, made: Manifest, target: Source, told: Told) -> tuple[bool, Applied]:
    """Brings the copy to the tables of today and erases whom it still knows: nobody can open it before."""
    database = SqliteFile(part)
    engine = database.engine()
    try:
        with database.understood(), engine.connect() as connection:
            revision = opening.known_revision(database, connection, target.vault, target.key_path)
        with database.understood(), engine.connect() as connection:
            sqlite.keep_no_journal(connection)
            with database.writing(connection):
                applied, beside = _brought_up(connection, database, revision, made, target, told)
            sqlite.write_ahead(connection)
        beside.keep()
    finally:
        engine.dispose()
    return revision != schema.HEAD, applied


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is to stand beside the key once a database is restored: to a new machine only the key may have come."""

    registers: Registers
    known: Told
    copy: Path
    checkpoints: tuple[Checkpoint, ...]

    def keep(self) -> None:
        checkpoints.copy(self.copy, self.checkpoints)
        self.registers.keep(self.known)


def _brought_up(
    connection: Connection, database: Database, revision: str, made: Manifest, target: Source, told: Told
) -> tuple[Applied, _Beside]:
    """In the open transaction: what its manifest says it is, of today's tables, and with what the registers tell."""
    if checkpoints.store_name(connection) != made.store:
        raise StoreDamagedError(
            Text("La sauvegarde n'est pas celle que dit son manifeste."), Text("Prenez une autre sauvegarde.")
        )
    if revision != schema.HEAD:
        migration.migrate(connection, database, target.vault)
    seals = Seals(target.vault)
    applied = registers.apply(connection, seals, told)
    connection.execute(delete(schema.sessions))  # somebody may have left since, or have been told to
    copy = checkpoints.copy_path(connection, target.key_path)
    beside = Registers(target.key_path, made.store, seals)
    return applied, _Beside(beside, registers.kept(connection), copy, checkpoints.kept(connection))


def _restore_postgres(backup: Path, made: Manifest, target: Source) -> Restored:
    """The tables come back without the row that says their revision: until it is written, nobody opens them."""
    told = Registers(target.key_path, made.store, Seals(target.vault)).gather(backup)
    postgres_tools.load(target.url, backup, opening.VERSION)  # into tables that stand already it fails, whole
    database = opening.database_of(target.url)
    engine = database.engine()
    try:
        with database.understood(), engine.connect() as connection, database.writing(connection):
            opening.name(connection, made.revision)
            opening.known_revision(database, connection, target.vault, target.key_path)
            applied, beside = _brought_up(connection, database, made.revision, made, target, told)
        beside.keep()
        with database.understood(), engine.connect() as connection:
            database.forget(connection, (schema.keys, *schema.QUOTING))
    finally:
        engine.dispose()
    return Restored(made, made.revision != schema.HEAD, applied, _where(beside.registers, told))


def _where(beside: Registers, told: Told) -> Path | None:
    return beside.erasures.path if told.erased else None


def _check_empty(path: Path) -> None:
    for suffix in BESIDE:
        each = path.with_name(path.name + suffix)
        if each.exists():
            raise _taken(each)
    if not path.absolute().parent.is_dir():
        raise StoreError(
            Text("Le dossier {folder} n'existe pas.", folder=str(path.absolute().parent)),
            Text("Créez-le, ou choisissez une autre adresse."),
        )


def _taken(path: Path) -> StoreError:
    return StoreError(
        Text("{standing} est déjà là : une sauvegarde ne se restaure que là où il n'y a rien.",
             standing=_standing(path)),
        Text("Mettez ce fichier de côté, ou donnez une autre adresse : --database URL."),
    )  # fmt: skip


def _standing(path: Path) -> Text:
    """What is there, in words: a database with so many cases, or a file."""
    database = SqliteFile(path)
    engine = database.engine()
    try:
        with database.understood(), engine.connect() as connection:
            cases = tally(connection, opening.revision_of(database, connection)).cases
    except StoreError:
        return Text("Le fichier {path}", path=str(path))
    finally:
        engine.dispose()
    return Text("La base {path} (dossiers : {cases})", path=str(path), cases=cases)


RESTORERS: Final[Mapping[str, Callable[[Path, Manifest, Source], Restored]]] = MappingProxyType(
    {"sqlite": _restore_sqlite, "postgresql": _restore_postgres}
)
