"""The door to Alembic: a new database, or an older one brought to the tables of today."""

import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, insert

from parcours.adapters.storage import checkpoints, opening, registers, schema
from parcours.adapters.storage.database import Database
from parcours.adapters.storage.seals import Seals
from parcours.adapters.vault import Vault
from parcours.messages import Text

FOLDER: Final = Path(str(files("parcours.adapters.storage") / "migrations"))


def create(url: str, vault: Vault) -> None:
    """The tables of a new database at `url`, for that key. Raises StoreError where something already stands."""
    database = opening.database_of(url)
    with database.creating() as connection:
        migrate(connection, database, vault)
        _name(connection, vault)


@dataclass(frozen=True, slots=True)
class Upgraded:
    """`changed`: whether there was anything to do. `traces`: what keeps what stood there before on the disk."""

    changed: bool
    traces: Text | None = None


def upgrade(url: str, vault: Vault, key_path: Path) -> Upgraded:
    """Brings an existing database to today's tables.

    Raises StoreVersionError for a database of a later version and KeyFileError for that of another key, and leaves
    it as it is.
    """
    database = opening.database_of(url)
    database.check_present()
    engine = database.engine()
    try:
        with database.understood(), engine.connect() as connection, database.writing(connection):
            database.alone(connection, "tables")
            revision = opening.known_revision(database, connection, vault, key_path)
            if revision != schema.HEAD:
                migrate(connection, database, vault)
            beside, known = registers.of(connection, key_path, Seals(vault)), registers.kept(connection)
        beside.keep(known)  # an earlier version may have kept fewer
        with database.understood(), engine.connect() as connection:
            return Upgraded(revision != schema.HEAD, database.forget(connection, schema.QUOTING))  # what stood in clear
    finally:
        engine.dispose()


def migrate(connection: Connection, database: Database, vault: Vault) -> None:
    """Runs the migrations in the open transaction, then puts the triggers back."""
    command.upgrade(config(connection, vault), "head")
    database.keep_append_only(connection)


def config(connection: Connection, vault: Vault | None = None) -> Config:
    """Alembic's settings: where the revisions are, the connection they run on, and what opens the words they seal."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    made.attributes |= {"connection": connection, "vault": vault}
    return made


def _name(connection: Connection, vault: Vault) -> None:
    seals = Seals(vault)
    for name, value in ((opening.FINGERPRINT, vault.fingerprint), (checkpoints.STORE, os.urandom(4).hex())):
        seal = seals.row(schema.settings.name, (name, value))
        connection.execute(insert(schema.settings).values((name, value, seal)))
