"""From an address to a store: which file, with which key, and why not when it cannot be."""

import re
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, column, insert, make_url, select, table
from sqlalchemy.exc import ArgumentError

from parcours.adapters.disk import why
from parcours.adapters.storage import schema
from parcours.adapters.storage.database import PATIENCE, Database, masked
from parcours.adapters.storage.postgres import PostgresDatabase
from parcours.adapters.storage.reader import Access
from parcours.adapters.storage.seals import Seals
from parcours.adapters.storage.sqlite import SqliteFile
from parcours.adapters.storage.statements import compiled
from parcours.adapters.storage.store import SqlStore
from parcours.adapters.vault import Vault
from parcours.errors import StoreDamagedError, StoreVersionError, UsageError
from parcours.messages import Text
from parcours.ports import KeyFileError

DEFAULT_URL: Final = "sqlite:///parcours.db"
SERVER_URL: Final = "postgresql://compte@serveur/base"
DRIVERS: Final = ("sqlite", "postgresql", "postgresql+psycopg")
VERSION: Final = "alembic_version"  # the table that says of which revision the others are
VERSIONS: Final = table(VERSION, column("version_num"))
FINGERPRINT: Final = "key"  # the setting that says which site key a database was made with


def open_store(url: str, vault: Vault | None, key_path: Path, *, patience: float = PATIENCE) -> SqlStore:
    """The store at `url`; without a vault it can only read, and no secret.

    Raises StoreMissingError, StoreVersionError, StoreLockedError, StoreDamagedError, StoreUnreachableError;
    KeyFileError for the key of another database; UsageError for an address that is none.
    """
    database = database_of(url)
    database.check_present()
    engine = database.engine(patience)
    try:
        with database.understood(), engine.connect() as connection:
            check_revision(database, revision_of(database, connection))
            if vault is not None:
                check_key(connection, vault, key_path)
            statements = compiled(connection, database.statements)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(engine, Access(statements, key_path, vault, Seals(vault) if vault else None, database))


def database_of(url: str) -> Database:
    """The database an address names. UsageError for a kind nobody knows here, a folder, or no address at all."""
    address = _read(url)
    backend = "" if address is None else address.get_backend_name()
    if address is not None and backend == "postgresql" and address.database:
        return PostgresDatabase(address)
    if address is not None and backend == "sqlite" and address.database and not address.query:
        return SqliteFile(_file(Path(address.database)))
    raise UsageError(
        Text("« {url} » n'est pas l'adresse d'une base que parcours sait ouvrir.", url=masked(url)),
        Text("Écrivez-la ainsi : {example}, ou {other}", example=DEFAULT_URL, other=SERVER_URL),
    )


def backend_of(url: str) -> str:
    """Which kind of database an address names: `sqlite` or `postgresql`. UsageError as above."""
    return "sqlite" if isinstance(database_of(url), SqliteFile) else "postgresql"


def _read(url: str) -> URL | None:
    """None for what is no address, or has a driver that is not ours."""
    try:
        address = make_url(re.sub(r"^postgres:", "postgresql:", url))
    except (ArgumentError, ValueError):  # a port that is no number
        return None
    return address if address.drivername in DRIVERS else None


def _file(path: Path) -> Path:
    try:
        folder = path.is_dir()
    except OSError as cause:  # a name too long, a folder nobody may look into
        raise UsageError(
            Text("La base {path} ne peut pas être ouverte : {why}.", path=str(path), why=why(cause)),
            Text("Vérifiez l'adresse de la base."),
        ) from None
    if folder:
        raise UsageError(
            Text("« {path} » est un dossier, et non le fichier d'une base.", path=str(path)),
            Text("Ajoutez le nom du fichier : {example}", example=f"sqlite:///{path / 'parcours.db'}"),
        )
    return path


def key_path(url: str, configured: str | None) -> Path:
    """Where the site key is: as configured (PARCOURS_KEY_FILE), else beside the database when that is a file."""
    return Path(configured) if configured else database_of(url).beside()


def revision_of(database: Database, connection: Connection) -> str:
    """The revision a database says it has. StoreDamagedError when it is not one of ours."""
    tables = connection.dialect.get_table_names(connection)
    found = connection.execute(select(VERSIONS.c.version_num)).scalars().all() if VERSION in tables else ()
    if VERSION in tables and schema.cases.name in tables and not found:
        raise StoreDamagedError(
            Text("La base {path} n'est qu'à moitié restaurée.", path=database.name),
            Text("Recréez-la vide, puis restaurez de nouveau."),
        )
    if len(found) != 1 or schema.cases.name not in tables:
        raise database.not_ours(empty=not tables)
    return str(found[0])


def name(connection: Connection, revision: str) -> None:
    """Says of which revision the tables are: before that, nobody opens them."""
    connection.execute(insert(VERSIONS).values(version_num=revision))


def check_revision(database: Database, revision: str) -> None:
    """StoreVersionError unless the database is of this very version."""
    if revision == schema.HEAD:
        return
    if revision in schema.REVISIONS:
        raise StoreVersionError(
            Text("La base {path} est d'une version précédente ({revision}).", path=database.name, revision=revision),
            Text("Sauvegardez-la (parcours backup FICHIER), puis mettez-la à jour : parcours upgrade"),
        )
    raise StoreVersionError(
        Text(
            "La base {path} est d'une version plus récente de parcours ({revision}).",
            path=database.name,
            revision=revision,
        ),
        Text("Installez une version plus récente de parcours ; la base n'a pas été touchée."),
    )


def known_revision(database: Database, connection: Connection, vault: Vault, key_path: Path) -> str:
    """The revision of a database of ours, today's or an earlier one. StoreVersionError, KeyFileError otherwise."""
    revision = revision_of(database, connection)
    if revision not in schema.REVISIONS:
        check_revision(database, revision)
    check_key(connection, vault, key_path)
    return revision


def check_key(connection: Connection, vault: Vault, key_path: Path) -> None:
    named = select(schema.settings.c.value).where(schema.settings.c.name == FINGERPRINT)
    if connection.execute(named).scalar() != vault.fingerprint:
        raise KeyFileError(
            Text("La clé {path} n'est pas celle de cette base.", path=str(key_path)),
            Text("Indiquez la bonne par PARCOURS_KEY_FILE."),
        )
