"""What a machine or the team wrote about a person is sealed with that person's key, where it stood in clear.

Tries and receipts, names and hashes of documents, incidents about a case and how they ended: in a backup made from now
on nobody reads them once the key is erased. A row whose seal was already broken keeps its broken seal.

What a released revision does is fixed for ever: it says the tables itself, and reads nothing of `schema`.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from alembic import context, op

from parcours.adapters.storage.seals import Seals
from parcours.adapters.vault import Place, Vault, seal

revision: Final = "0005"
down_revision: Final = "0004"

ERASED: Final = b""
EFFECT: Final = ("id", "cae", "case_id", "fact", "place")


@dataclass(frozen=True)
class Quoting:
    """A table with words: its columns before and after, and which of those before are sealed and stay no more."""

    name: str
    before: tuple[str, ...]
    words: tuple[str, ...]
    stay: bool = False

    @property
    def after(self) -> tuple[str, ...]:
        kept = self.before if self.stay else tuple(each for each in self.before if each not in self.words)
        return (*kept, "said")


TABLES: Final = (
    Quoting("attempts", (*EFFECT, "number", "at", "node", "outcome", "detail", "receipt"), ("detail", "receipt")),
    Quoting(
        "documents",
        (*EFFECT, "action", "name", "media_type", "digest", "made_at", "printed", "content"),
        ("name", "digest"),
    ),
    # Resolutions first: whose they are is said by their incident, which does not change in that.
    Quoting("resolutions", ("id", "incident", "how", "author"), ("how",), stay=True),
    Quoting(
        "incidents", ("id", "cae", "kind", "subject", "detail", "opened_at", "resolved_at"), ("detail",), stay=True
    ),
)


def upgrade() -> None:
    connection = op.get_bind()
    vault: Vault = context.config.attributes["vault"]
    for table in TABLES:
        op.add_column(table.name, sa.Column("said", sa.LargeBinary(), nullable=True))
        cases = _cases_of_incidents(connection)
        for row in _rows(connection, table.name, (*table.before, "seal")):
            _seal(connection, vault, table, row, _owner(connection, row, cases))
        for word in () if table.stay else table.words:
            op.drop_column(table.name, word)


def _seal(
    connection: sa.Connection, vault: Vault, table: Quoting, row: sa.RowMapping, owner: sa.RowMapping | None
) -> None:
    """Seals the words of a row that is about somebody, empties their columns, and seals the row again."""
    seals = Seals(vault)
    sound = seals.row(table.name, [row[name] for name in table.before]) == row["seal"]
    cells = {name: row[name] for name in table.before} | {"said": None}
    if owner is not None:
        cells |= {"said": _said(vault, table, row, owner)} | dict.fromkeys(table.words, "")
    cells["seal"] = seals.row(table.name, [cells[name] for name in table.after]) if sound else row["seal"]
    changed = {name: cells[name] for name in (*table.words, "said", "seal")}
    held = sa.table(table.name, *map(sa.column, ("id", *changed)))
    connection.execute(sa.update(held).where(held.c.id == row["id"]).values(changed))


def _said(vault: Vault, table: Quoting, row: sa.RowMapping, owner: sa.RowMapping) -> bytes | None:
    words = [row[name] for name in table.words]
    if owner["wrapped"] is None:
        return ERASED
    if not any(words):
        return None
    place = Place(owner["cae"], owner["person"], owner["id"], f"{table.name}.{row['id']}", 0)
    key = vault.person_key(owner["wrapped"], owner["cae"], owner["person"])
    return seal(key, json.dumps(words, ensure_ascii=False).encode(), place)


def _cases_of_incidents(connection: sa.Connection) -> Mapping[int, tuple[str, str]]:
    """Of each incident, its cooperative and the case it may be about."""
    found = _rows(connection, "incidents", ("id", "cae", "subject"))
    return {row["id"]: (row["cae"], row["subject"].partition("#")[0].partition("/")[0]) for row in found}


def _owner(connection: sa.Connection, row: sa.RowMapping, cases: Mapping[int, tuple[str, str]]) -> sa.RowMapping | None:
    """Whose the row is; None for what is about no case."""
    of_incident = row.get("incident", row["id"])
    cae, case = (row["cae"], row["case_id"]) if "case_id" in row else cases.get(of_incident, ("", ""))
    query = sa.text(
        "SELECT cases.cae, cases.person, cases.id, keys.wrapped FROM cases "
        "LEFT JOIN keys ON keys.cae = cases.cae AND keys.person = cases.person "
        "WHERE cases.cae = :cae AND cases.id = :case"
    )
    return connection.execute(query, {"cae": cae, "case": case}).mappings().first()


def _rows(connection: sa.Connection, name: str, columns: Sequence[str]) -> Sequence[sa.RowMapping]:
    table = sa.table(name, *map(sa.column, columns))
    return connection.execute(sa.select(table).order_by(table.c.id)).mappings().all()
