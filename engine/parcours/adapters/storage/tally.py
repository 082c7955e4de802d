"""What a database says of itself in numbers, and where it is read from."""

import datetime
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, func, select

from parcours.adapters.storage import checkpoints, schema
from parcours.adapters.vault import Vault


@dataclass(frozen=True, slots=True)
class Source:
    """A database at an address, under a site key, at an instant."""

    url: str
    vault: Vault
    key_path: Path
    now: datetime.datetime


@dataclass(frozen=True, slots=True)
class Tally:
    revision: str
    store: str
    cases: int
    facts: int
    erased: int
    schema: str = ""  # the part of a database that a server gives us


def tally(connection: Connection, revision: str) -> Tally:
    """Counts a database, one of an earlier revision too."""
    erased = _number(connection, schema.erasures) if _has(connection, schema.erasures) else 0
    name = checkpoints.store_name(connection)
    part = connection.dialect.default_schema_name or ""
    cases, facts = _number(connection, schema.cases), _number(connection, schema.facts)
    return Tally(revision, name, cases, facts, erased, part)


def _has(connection: Connection, table: Table) -> bool:
    return connection.dialect.has_table(connection, table.name)


def _number(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()
