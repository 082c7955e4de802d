"""Puts the pieces together: a store, a clock, the rules it keeps. The only module that knows them all."""

import itertools
import secrets
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from parcours.adapters.clock import FixedClock, SystemClock
from parcours.adapters.memory import MemoryStore
from parcours.adapters.storage import SqlStore, backup, database_of, key_path, open_store, restoring
from parcours.adapters.storage.manifest import Manifest
from parcours.adapters.storage.migration import Upgraded, create, upgrade
from parcours.adapters.storage.restoring import Restored
from parcours.adapters.storage.tally import Source
from parcours.adapters.vault import Vault, create_key, read_key
from parcours.definition.loader import load_sources
from parcours.errors import ParcoursError, StoreError
from parcours.ports import Clock, KeyFileError
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.rehearsal.runner import OpenStore
from parcours.settings import Settings

# Neither l nor o, 0 nor 1: an identifier is read aloud on the phone.
LETTERS: Final = "abcdefghijkmnpqrstuvwxyz23456789"
FINENESS: Final = 2**53
SECRET_BYTES: Final = 32
LETTERS_IN_AN_ID: Final = 10  # 50 bits: two of a million cases are alike once in two thousand sites


@dataclass(frozen=True, slots=True)
class Site:
    """An open database and the engine that works on it."""

    engine: Engine
    store: SqlStore


@dataclass(frozen=True, slots=True)
class Prepared:
    """What `initialise` left: where database and key are, and which of them it has just made.

    `key_missing` when a database that was there has lost its key: no other key would open it.
    """

    database: str
    key: Path
    created: bool
    key_created: bool
    key_missing: bool = False


@contextmanager
def opened(settings: Settings, clock: Clock | None = None) -> Iterator[Site]:
    """The site of these settings. Raises what `open_store` raises; without a key, what needs one says so."""
    vault = _vault(settings)
    store = open_store(settings.database, vault, _key_file(settings))
    try:
        yield Site(Engine(store, clock or clock_of(settings), Programs(load_sources), new_id), store)
    finally:
        store.close()


@contextmanager
def changing(settings: Settings, late: Callable[[ParcoursError], None], clock: Clock | None = None) -> Iterator[Site]:
    """The same for what writes: once it has gone well, the heads of the journals are signed, once a day.

    What is done stays done: that they could not be signed is told to `late`, and tried again by the next command.
    Raises MissingKeyError before anything is done, rather than in the middle of it.
    """
    with keyed(settings, clock) as site:
        yield site
        try:
            site.store.checkpoint_if_due(site.engine.clock.now())
        except (StoreError, KeyFileError) as error:
            late(error)


@contextmanager
def keyed(settings: Settings, clock: Clock | None = None) -> Iterator[Site]:
    """The same without signing anything. Raises MissingKeyError before anything is done."""
    with opened(settings, clock) as site:
        read_key(_key_file(settings))
        yield site


def initialise(settings: Settings) -> Prepared:
    """Makes the key and the database that are not there yet. Raises StoreVersionError for one of another version."""
    database, key = database_of(settings.database), _key_file(settings)
    missing_key = not key.exists()
    if database.exists():
        open_store(settings.database, None, key).close()
        return Prepared(database.name, key, created=False, key_created=False, key_missing=missing_key)
    vault = create_key(key) if missing_key else read_key(key)
    create(settings.database, vault)
    return Prepared(database.name, key, created=True, key_created=missing_key)


def back_up(settings: Settings, target: Path, clock: Clock | None = None) -> Manifest:
    """Copies the database of these settings while it serves. Raises what `backup.back_up` raises."""
    return backup.back_up(_source(settings, clock), target)


def put_back(settings: Settings, saved: Path, clock: Clock | None = None) -> Restored:
    """Restores a backup at the address of these settings, under their key. Raises what `restoring.restore` raises."""
    return restoring.restore(saved, _source(settings, clock))


def upgraded(settings: Settings) -> Upgraded:
    """Brings the database of these settings to today's tables. Raises what `upgrade` raises."""
    key = _key_file(settings)
    return upgrade(settings.database, read_key(key), key)


@contextmanager
def rehearsal_stores(kind: str) -> Iterator[OpenStore]:
    """What opens an empty store for each rehearsal: in memory, or on disk (`sqlite`) for a while."""
    if kind == "memory":
        yield lambda: closing(MemoryStore())
        return
    with TemporaryDirectory(prefix="parcours-") as folder:
        names = itertools.count(1)
        yield lambda: closing(fresh_store(Path(folder), f"{next(names)}"))


def fresh_store(folder: Path, name: str) -> SqlStore:
    """A new database in `folder`, with a key beside it. Raises StoreError where one already stands."""
    settings = Settings(database=f"sqlite:///{(folder / name).absolute()}.db")
    made = initialise(settings)
    return open_store(settings.database, read_key(made.key), made.key)


def file_served(settings: Settings) -> Path | None:
    """The file that one daemon alone may serve; None where the database is a server, which keeps them apart."""
    return database_of(settings.database).file


def clock_of(settings: Settings) -> SystemClock | FixedClock:
    """The machine's, unless the settings say what time it is."""
    return SystemClock() if settings.now is None else FixedClock(settings.now)


def chance() -> float:
    """A number in [0, 1), for what must not come back all at once."""
    return secrets.randbelow(FINENESS) / FINENESS


def new_id() -> str:
    """A name no other case has, that somebody may copy by hand."""
    return "".join(secrets.choice(LETTERS) for _ in range(LETTERS_IN_AN_ID))


def new_secret() -> str:
    """What nobody guesses: 256 bits, in letters that a cookie or an address may hold."""
    return secrets.token_urlsafe(SECRET_BYTES)


def pseudonym_secret(settings: Settings) -> bytes:
    """What people's pseudonyms are keyed by: the site key, or without it a chance that nobody keeps."""
    vault = _vault(settings)
    return vault.derived("pseudonyms") if vault is not None else secrets.token_bytes()


def _source(settings: Settings, clock: Clock | None) -> Source:
    key = _key_file(settings)
    return Source(settings.database, read_key(key), key, (clock or clock_of(settings)).now())


def _vault(settings: Settings) -> Vault | None:
    path = _key_file(settings)
    return read_key(path) if path.exists() else None


def _key_file(settings: Settings) -> Path:
    return key_path(settings.database, settings.key_file)
