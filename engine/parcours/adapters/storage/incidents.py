"""Incidents as they are kept: what is said of a case is sealed for its person, the rest stands in clear."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, select

from parcours.adapters.storage import quoting, rows, schema
from parcours.adapters.storage.quoting import Owner
from parcours.adapters.vault import Vault
from parcours.model.delivery import Said, case_of
from parcours.ports import Incident

OPENED = schema.incidents.name
ENDED = schema.resolutions.name


def read(connection: Connection, vault: Vault | None, cae: str | None, *, only_open: bool) -> tuple[Incident, ...]:
    """Oldest first. Raises SealBrokenError."""
    table = schema.incidents.c
    wanted: list[ColumnElement[bool]] = [table.resolved_at.is_(None)] if only_open else []
    wanted += [table.cae == cae] if cae is not None else []
    held = _mappings(connection, select(schema.incidents).where(*wanted).order_by(table.id))
    ended = () if only_open else _mappings(connection, select(schema.resolutions).order_by(schema.resolutions.c.id))
    ends = {row["incident"]: row for row in ended}
    sealed = [row for row in held if any(each is not None and each["said"] for each in (row, ends.get(row["id"])))]
    owners = quoting.owners(connection, (case_of(row["subject"]) for row in sealed))
    return tuple(
        _incident(row, ends.get(row["id"]), owner_in(owners, row["cae"], row["subject"]), vault) for row in held
    )


def owner_in(owners: Mapping[str, Owner], cae: str, subject: str) -> Owner | None:
    """Whose an incident is: of a case of its own cooperative; None for one that is about no case."""
    owner = owners.get(case_of(subject))
    return owner if owner is not None and owner.cae == cae else None


def words(
    connection: Connection, vault: Vault, about: tuple[str, str], table: str, number: int, said: str
) -> tuple[str, bytes | None]:
    """What that row keeps of words `about` an incident's (cooperative, subject): in clear, and sealed."""
    owner = owner_in(quoting.owners(connection, [case_of(about[1])]), *about)
    return (said, None) if owner is None else ("", owner.sealed(vault, table, number, said))


def _incident(row: RowMapping, end: RowMapping | None, owner: Owner | None, vault: Vault | None) -> Incident:
    (detail,) = quoting.shown(owner, vault, OPENED, row["id"], row["said"], (row["detail"],))
    how: Said = ""
    if end is not None:
        (how,) = quoting.shown(owner, vault, ENDED, end["id"], end["said"], (end["how"],))
    told = (row["id"], row["kind"], row["cae"], row["subject"], detail, rows.moment(row["opened_at"]))
    return Incident(*told, rows.maybe(row["resolved_at"]), how, end["author"] if end is not None else "")


def _mappings(connection: Connection, query: Select[Any]) -> Sequence[RowMapping]:
    return connection.execute(query).mappings().all()
