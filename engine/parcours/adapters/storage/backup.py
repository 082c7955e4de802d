"""A database copied while it serves: into a file beside, settled on the disk, then given its name.

One function a kind of database makes the copy (`COPIERS`); everything else is said once.
"""

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from types import MappingProxyType
from typing import Final

from parcours.adapters.disk import why
from parcours.adapters.storage import manifest, opening, parts, postgres_tools, schema, sqlite
from parcours.adapters.storage.manifest import Manifest
from parcours.adapters.storage.registers import Registers
from parcours.adapters.storage.seals import Seals
from parcours.adapters.storage.tally import Source, Tally, tally
from parcours.errors import StoreError
from parcours.messages import Text


def back_up(source: Source, target: Path) -> Manifest:
    """Copies a database to `target`, where nothing may stand, with its manifest and the registers beside.

    Raises StoreError where they cannot be written, and what opening the database raises; nothing is left then.
    """
    for each in (target, manifest.beside(target)):
        if each.exists():
            raise _standing(each)
    try:
        with parts.part_of(target) as part:
            kind = opening.backend_of(source.url)
            made = _told(source, kind, COPIERS[kind](source, part), part)
            _name(part, target, made)
        Registers(source.key_path, made.store, Seals(source.vault)).copy(target)
    except FileExistsError:
        raise _standing(target) from None
    except OSError as cause:
        raise StoreError(
            Text("La sauvegarde {path} ne peut pas être écrite : {why}.", path=str(target), why=why(cause)),
            Text("Donnez la place et le droit d'écrire dans son dossier."),
        ) from None
    return made


def _standing(path: Path) -> StoreError:
    return StoreError(
        Text("Le fichier {path} existe déjà.", path=str(path)),
        Text("Donnez à chaque sauvegarde un nom à elle, par exemple avec la date."),
    )


def _told(source: Source, kind: str, counted: Tally, part: Path) -> Manifest:
    return Manifest(
        made_at=source.now.isoformat(timespec="seconds"),
        backend=kind,
        revision=counted.revision,
        store=counted.store,
        cases=counted.cases,
        facts=counted.facts,
        erased=counted.erased,
        digest=manifest.digest_of(part),
        key=source.vault.fingerprint,
    )


def _name(part: Path, target: Path, made: Manifest) -> None:
    """The manifest first: where a backup has its name, all of it is there."""
    told = manifest.beside(part)
    told.write_text(made.text(), encoding="utf-8")
    parts.name(told, manifest.beside(target))
    parts.name(part, target)


def _copy_sqlite(source: Source, part: Path) -> Tally:
    database = opening.database_of(source.url)
    database.check_present()
    engine = database.engine()
    try:
        with database.understood(), engine.connect() as connection:
            revision = opening.known_revision(database, connection, source.vault, source.key_path)
        if revision == schema.HEAD:  # an older one is saved as it is: it is about to be upgraded
            _checkpoint(source)
        with sqlite.understood(part), engine.connect() as connection:
            sqlite.copy(connection, part)
    finally:
        engine.dispose()
    copied = sqlite.engine_of(part)
    try:
        with sqlite.understood(part), copied.connect() as connection:
            return tally(connection, revision)
    finally:
        copied.dispose()


def _copy_postgres(source: Source, part: Path) -> Tally:
    database = opening.database_of(source.url)
    engine = database.engine()
    try:
        with database.understood(), engine.connect() as connection:
            revision = opening.known_revision(database, connection, source.vault, source.key_path)
        if revision == schema.HEAD:
            _checkpoint(source)
        with database.understood(), engine.connect() as connection:
            counted = tally(connection, revision)
    finally:
        engine.dispose()
    postgres_tools.dump(source.url, part, counted.schema)
    return counted


def _checkpoint(source: Source) -> None:
    """Signs where every journal stands, so that the backup knows it too."""
    with closing(opening.open_store(source.url, source.vault, source.key_path)) as store:
        store.checkpoint(source.now)


COPIERS: Final[Mapping[str, Callable[[Source, Path], Tally]]] = MappingProxyType(
    {"sqlite": _copy_sqlite, "postgresql": _copy_postgres}
)
