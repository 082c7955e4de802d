"""From an address to a store: which file, with which key, and why not when it cannot be."""

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from parcours.adapters.disk import why
from parcours.adapters.storage import hot, schema, sqlite
from parcours.adapters.storage.reader import Access
from parcours.adapters.storage.seals import Seals
from parcours.adapters.storage.store import SqlStore
from parcours.adapters.vault import Vault
from parcours.errors import StoreDamagedError, StoreMissingError, StoreVersionError, UsageError
from parcours.messages import Text
from parcours.ports import KeyFileError

DEFAULT_URL: Final = "sqlite:///parcours.db"
FINGERPRINT: Final = "key"  # the setting that says which site key a database was made with


def open_store(url: str, vault: Vault | None, key_path: Path, *, patience: float = sqlite.PATIENCE) -> SqlStore:
    """The store at `url`; without a vault it can only read, and no secret.

    Raises StoreMissingError, StoreVersionError, StoreLockedError, StoreDamagedError; KeyFileError for the key of
    another database; UsageError for an address that is none.
    """
    path = database_path(url)
    check_present(path)
    engine = sqlite.engine_of(path, patience=patience)
    try:
        with sqlite.understood(path), engine.connect() as connection:
            check_revision(path, revision_of(path, connection))
            if vault is not None:
                _check_key(connection, vault, key_path)
            access = Access(hot.compiled(connection), key_path, vault, Seals(vault) if vault else None)
    except BaseException:
        engine.dispose()
        raise
    return SqlStore(path, engine, access)


def database_path(url: str) -> Path:
    """The file an address names. UsageError for another kind of database, a folder, or none at all."""
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.get_backend_name() != "sqlite" or not address.database or address.query:
        raise UsageError(
            Text("« {url} » n'est pas l'adresse d'une base que parcours sait ouvrir.", url=url),
            Text("Écrivez-la ainsi : {example}", example=DEFAULT_URL),
        )
    return _file(Path(address.database))


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
    """Where the site key is: as configured (PARCOURS_KEY_FILE), else beside the database."""
    return Path(configured) if configured else database_path(url).with_suffix(".key")


def check_present(path: Path) -> None:
    """Raises StoreMissingError."""
    if not path.exists():
        raise StoreMissingError(
            Text("Il n'y a pas de base à l'adresse {path}.", path=str(path)),
            Text("Créez-la : parcours init"),
        )


def revision_of(path: Path, connection: Connection) -> str:
    """The revision a database says it has. StoreDamagedError when it is not one of ours."""
    tables = connection.dialect.get_table_names(connection)
    found = (
        connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
        if ("alembic_version" in tables)
        else ()
    )
    if len(found) != 1 or schema.cases.name not in tables:
        raise StoreDamagedError(
            Text("Le fichier {path} n'est pas une base de parcours.", path=str(path)),
            Text("Vérifiez l'adresse ; `parcours init` crée une base là où il n'y a encore rien."),
        )
    return str(found[0])


def check_revision(path: Path, revision: str) -> None:
    """StoreVersionError unless the database is of this very version."""
    if revision == schema.HEAD:
        return
    if revision in schema.REVISIONS:
        raise StoreVersionError(
            Text("La base {path} est d'une version précédente ({revision}).", path=str(path), revision=revision),
            Text("Sauvegardez-la, puis mettez-la à jour : parcours init"),
        )
    raise StoreVersionError(
        Text(
            "La base {path} est d'une version plus récente de parcours ({revision}).", path=str(path), revision=revision
        ),
        Text("Installez une version plus récente de parcours ; la base n'a pas été touchée."),
    )


def _check_key(connection: Connection, vault: Vault, key_path: Path) -> None:
    named = select(schema.settings.c.value).where(schema.settings.c.name == FINGERPRINT)
    if connection.execute(named).scalar() != vault.fingerprint:
        raise KeyFileError(
            Text("La clé {path} n'est pas celle de cette base.", path=str(key_path)),
            Text("Indiquez la bonne par PARCOURS_KEY_FILE."),
        )
