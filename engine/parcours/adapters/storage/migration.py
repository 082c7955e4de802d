"""The door to Alembic: a new database, or an older one brought to the tables of today."""

import os
from importlib.resources import files
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert

from parcours.adapters.storage import checkpoints, hindrances, opening, schema, sqlite
from parcours.adapters.storage.seals import Seals
from parcours.adapters.vault import Vault
from parcours.errors import StoreError
from parcours.messages import Text

FOLDER: Final = Path(str(files("parcours.adapters.storage") / "migrations"))


def create(url: str, vault: Vault) -> Path:
    """A new database at `url`, for that key. Raises StoreError where a file already stands, or none can."""
    path = opening.database_path(url)
    if path.exists():
        raise StoreError(
            Text("Le fichier {path} existe déjà.", path=str(path)),
            Text("Choisissez une autre adresse, ou gardez cette base."),
        )
    if not path.absolute().parent.is_dir():
        raise StoreError(
            Text("Le dossier {folder} n'existe pas.", folder=str(path.absolute().parent)),
            Text("Créez-le, ou choisissez une autre adresse."),
        )
    engine = sqlite.engine_of(path, create=True)
    try:
        with sqlite.understood(path), engine.connect() as connection:
            sqlite.write_ahead(connection)
            with sqlite.writing(connection):
                migrate(connection)
                _name(connection, vault)
    except BaseException:
        engine.dispose()
        for each in hindrances.files_of(path):  # a log without its database could be taken for another's
            each.unlink(missing_ok=True)
        raise
    engine.dispose()
    return path


def upgrade(url: str) -> bool:
    """Brings an existing database to today's tables; whether there was anything to do.

    Raises StoreVersionError for a database of a later version, and leaves it as it is.
    """
    path = opening.database_path(url)
    opening.check_present(path)
    engine = sqlite.engine_of(path)
    try:
        with sqlite.understood(path), engine.connect() as connection, sqlite.writing(connection):
            revision = opening.revision_of(path, connection)
            if revision not in schema.REVISIONS:
                opening.check_revision(path, revision)
            if revision != schema.HEAD:
                migrate(connection)
            return revision != schema.HEAD
    finally:
        engine.dispose()


def migrate(connection: Connection, revision: str = "head") -> None:
    """Runs the migrations up to `revision` in the open transaction, then puts the triggers back."""
    command.upgrade(config(connection), revision)
    sqlite.keep_append_only(connection)


def config(connection: Connection) -> Config:
    """Alembic's settings: where the revisions are, and the connection they run on."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.attributes["connection"] = connection
    return made


def _name(connection: Connection, vault: Vault) -> None:
    seals = Seals(vault)
    for name, value in ((opening.FINGERPRINT, vault.fingerprint), (checkpoints.STORE, os.urandom(4).hex())):
        seal = seals.row(schema.settings.name, (name, value))
        connection.execute(insert(schema.settings).values((name, value, seal)))
