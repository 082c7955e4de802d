"""Holds: who must not be erased for now, and why, which is read with the person's own key."""

import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select

from parcours.adapters import codec
from parcours.adapters.storage import rows, schema
from parcours.adapters.storage.rows import Row
from parcours.adapters.vault import Place, seal, unseal
from parcours.ports import Hold

PATH = "hold"


def in_force(connection: Connection, cae: str, person: str) -> RowMapping | None:
    query = select(schema.holds).where(*_lasting(cae, person))
    return connection.execute(query).mappings().first()


def read(row: RowMapping, person_key: bytes) -> Hold:
    cae, person = row["cae"], row["person"]
    reason = codec.decode_value(unseal(person_key, row["reason"], _place(cae, person, row["at"])))
    return Hold(cae, person, rows.moment(row["at"]), str(reason), row["author"])


def row_of(hold: Hold, person_key: bytes) -> Row:
    """Without its number and its seal."""
    at = rows.instant(hold.at)
    reason = seal(person_key, codec.encode_value(hold.reason), _place(hold.cae, hold.person, at))
    return (hold.cae, hold.person, at, reason, hold.author, None, None)


def lifted(at: datetime.datetime, author: str) -> dict[str, str]:
    return {"lifted_at": rows.instant(at), "lifted_by": author}


def _lasting(cae: str, person: str) -> tuple[ColumnElement[bool], ...]:
    table: Any = schema.holds.c
    return (table.cae == cae, table.person == person, table.lifted_at.is_(None))


def _place(cae: str, person: str, at: str) -> Place:
    return Place(cae, person, at, PATH, 0)
