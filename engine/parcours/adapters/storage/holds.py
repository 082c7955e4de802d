"""Holds: who must not be erased for now, and why, which is read with the person's own key."""

import datetime
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select

from parcours.adapters import codec
from parcours.adapters.storage import erasing, raw, rows, schema
from parcours.adapters.storage.register import Held
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.seals import Seals
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


def line(hold: Hold, person_key: bytes) -> Held:
    """A hold as it is written, in the register and in the database."""
    at = rows.instant(hold.at)
    reason = seal(person_key, codec.encode_value(hold.reason), _place(hold.cae, hold.person, at))
    return Held(hold.cae, hold.person, at, reason.hex(), hold.author)


def row_of(held: Held) -> Row:
    """Without its number and its seal."""
    lifted = (held.lifted_at or None, held.lifted_by or None)
    return (held.cae, held.person, held.at, bytes.fromhex(held.reason), held.author, *lifted)


def lifted(at: datetime.datetime, author: str) -> dict[str, str]:
    return {"lifted_at": rows.instant(at), "lifted_by": author}


def kept(connection: Connection) -> tuple[Held, ...]:
    """Every hold of the database, a line when it was put and one when it was lifted."""
    told: list[Held] = []
    for row in raw.read(connection, schema.holds):
        put = (row["cae"], row["person"], row["at"], row["reason"].hex(), row["author"])
        told.append(Held(*put))
        if row["lifted_at"] is not None:
            told.append(Held(*put, row["lifted_at"], row["lifted_by"] or ""))
    return tuple(told)


def put_back(
    connection: Connection, seals: Seals, told: Mapping[tuple[str, str, str], Held]
) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
    """Puts and lifts what the database has not heard of; who is held anew, and who is held and not known here."""
    known = {(row["cae"], row["person"], row["reason"].hex()): row for row in _all(connection)}
    people = {(cae, person) for cae, person in connection.execute(select(schema.keys.c.cae, schema.keys.c.person))}
    erased = {(cae, person) for cae, person in connection.execute(_erased())}
    held, unknown = [], []
    for which, each in told.items():
        whose, row = (each.cae, each.person), known.get(which)
        if row is None and whose in people:
            _put(connection, seals, each)
            held += [] if each.lifted_at else [whose]
        elif row is None and not each.lifted_at and whose not in erased:
            unknown.append(whose)
        elif row is not None and row["lifted_at"] is None and each.lifted_at:
            said = {"lifted_at": each.lifted_at, "lifted_by": each.lifted_by}
            erasing.rewrite(connection, seals, schema.holds, row, **said)
    return tuple(held), tuple(unknown)


def _put(connection: Connection, seals: Seals, held: Held) -> None:
    """The database gives the number, which the seal is over."""
    names = [column.name for column in schema.holds.columns][1:-1]
    cells = dict(zip(names, row_of(held), strict=True)) | {"seal": b""}
    number = connection.execute(insert(schema.holds).values(cells).returning(schema.holds.c.id)).scalar_one()
    for row in connection.execute(select(schema.holds).where(schema.holds.c.id == number)).mappings().all():
        erasing.rewrite(connection, seals, schema.holds, row)


def _all(connection: Connection) -> Any:
    return connection.execute(select(schema.holds)).mappings().all()


def _erased() -> Any:
    return select(schema.erasures.c.cae, schema.erasures.c.person)


def _lasting(cae: str, person: str) -> tuple[ColumnElement[bool], ...]:
    table: Any = schema.holds.c
    return (table.cae == cae, table.person == person, table.lifted_at.is_(None))


def _place(cae: str, person: str, at: str) -> Place:
    return Place(cae, person, at, PATH, 0)
