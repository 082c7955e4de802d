"""Words that may quote a person though a machine or the team wrote them: sealed row by row with that person's key.

A row has them in its column `said`: nothing where nothing was said, empty bytes once the person is erased.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, and_, select

from parcours.adapters.storage import schema
from parcours.adapters.vault import Place, Vault, seal, unseal
from parcours.model.delivery import Said, Unread

GONE: Final = b""
AT_ONCE: Final = 500  # cases named in one statement: SQLite takes 999 parameters where it takes the fewest


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a case is; `wrapped` is their key, None once it is destroyed."""

    cae: str
    person: str
    case: str
    wrapped: bytes | None

    def sealed(self, vault: Vault, table: str, number: int, *words: Said) -> bytes | None:
        """What the row of that number keeps of these words; nothing of them when their key is gone."""
        if not any(words):
            return None
        if self.wrapped is None:
            return GONE
        key = vault.person_key(self.wrapped, self.cae, self.person)
        return seal(key, json.dumps(words, ensure_ascii=False).encode(), self.place(table, number))

    def opened(self, vault: Vault | None, table: str, number: int, said: bytes) -> tuple[str, ...] | Unread:
        """The words of that row, or why they are not shown. Raises SealBrokenError."""
        if self.wrapped is None:
            return Unread.ERASED
        if vault is None:
            return Unread.SEALED
        key = vault.person_key(self.wrapped, self.cae, self.person)
        return tuple(json.loads(unseal(key, said, self.place(table, number))))

    def place(self, table: str, number: int) -> Place:
        return Place(self.cae, self.person, self.case, f"{table}.{number}", 0)


def owners(connection: Connection, cases: Iterable[str]) -> Mapping[str, Owner]:
    """Whose each of these is, of those that are cases."""
    whose, keys = schema.cases.c, schema.keys.c
    joined = schema.cases.outerjoin(schema.keys, and_(keys.cae == whose.cae, keys.person == whose.person))
    query = select(whose.cae, whose.person, whose.id, keys.wrapped).select_from(joined)
    names = sorted(set(cases))
    return {
        row[2]: Owner(*row)
        for first in range(0, len(names), AT_ONCE)
        for row in connection.execute(query.where(whose.id.in_(names[first : first + AT_ONCE])))
    }


def shown(
    owner: Owner | None, vault: Vault | None, table: str, number: int, said: bytes | None, clear: tuple[str, ...]
) -> tuple[Said, ...]:
    """The words of a row: as they stand in `clear` where none are sealed, each unread when they all are."""
    if said is None:
        return clear
    if said == GONE:
        found: tuple[str, ...] | Unread = Unread.ERASED
    else:
        found = Unread.SEALED if owner is None else owner.opened(vault, table, number, said)
    return (found,) * len(clear) if isinstance(found, Unread) else found
