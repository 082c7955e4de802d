"""The hot path: what each durable step reads and writes, as compiled statements run through the driver.

SQLAlchemy writes the SQL, in the dialect and parameter style of the database; its per-call machinery is left out
here, where it would cost twice what the database does. Rows are tuples in the order of their table's columns.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, Table

from parcours.adapters.storage import rows
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.statements import STAYS
from parcours.model.world import Engagement
from parcours.ports import Answer, OvertakenError

CaseRow = tuple[str, str, int, bytes, bytes]  # cooperative, person, fact number, state, head

UNANSWERED: Final = -1  # what a driver counts as long as the server has said nothing
Spread = Callable[[Any, str, Sequence[Row]], object]
"""Runs on a cursor a statement that writes a row, for many of them."""


class Hot:
    """The statements on one open connection."""

    def __init__(self, connection: Connection, compiled: Mapping[str, str], spread: Spread) -> None:
        self._connection = connection
        self._cursor: Any = connection.connection.cursor()
        self._sql = compiled
        self._spread = spread

    @property
    def connection(self) -> Connection:
        """Where they are run, for all that is not said here."""
        return self._connection

    def case(self, case: str) -> CaseRow | None:
        """As it is read, held or not."""
        found: CaseRow | None = self._one("case", (case,))
        return found

    def cooperatives(self) -> tuple[str, ...]:
        """One look at the index for each: they are few, their cases many."""
        found: list[str] = []
        following = self._one("next cooperative", ("",))[0]
        while following is not None:
            found.append(following)
            following = self._one("next cooperative", (following,))[0]
        return tuple(found)

    def due(self, cae: str, until: str, limit: int) -> Sequence[tuple[str, str]]:
        """(instant, case) of each timer, the earliest first."""
        return self._all("due", (cae, until, limit, 0))

    def next_due(self, cae: str, after: str) -> str | None:
        """The earliest instant that is later; after "" there is the earliest of all."""
        found: str | None = self._one("next due", (cae, after))[0]
        return found

    def facts(self, cae: str, case: str, after: int) -> Sequence[bytes]:
        """As they were written, those later than the one of that number."""
        return [data for (data,) in self._all("facts", (cae, case, after))]

    def documents(self, cae: str, case: str) -> Sequence[Any]:
        """(number, words sealed, fact, place, action, media type, instant, names printed), the oldest first."""
        return self._all("documents", (cae, case))

    def person(self, case: str) -> str:
        """Whose case it is, which must be there."""
        return str(self._one("person", (case,))[0])

    def key(self, cae: str, person: str) -> bytes | None:
        """A person's key, wrapped in that of the site."""
        found = self._one("key", (cae, person))
        return found[0] if found else None

    def queued(self, cae: str) -> Sequence[tuple[str, str]]:
        """(case, cause) of those whose world has changed, in order."""
        return self._all("queued", (cae,))

    def world(self, workflow: str) -> tuple[int, bytes] | None:
        """(number, seal) of the newest edition."""
        found: tuple[int, bytes] | None = self._one("world", (workflow,))
        return found

    def ask(self, name: str, parameters: Row) -> Any:
        """A cursor of its own on what a statement finds, for questions that may travel together."""
        driver: Any = self._connection.connection
        return driver.cursor().execute(self._sql[name], parameters)

    def known(self, cae: str, person: str) -> bool:
        """Whether this person is known there; held to the end of a transaction that writes, even a stranger."""
        found = self._one("lock", (cae, person))
        if found is None and self._own("stranger", (cae, person)):
            found = self._one("lock", (cae, person))  # met by whoever held the name before
        return found is not None

    def world_stays(self) -> None:
        """No edition is accepted until the end of this transaction, elsewhere than by it."""
        self._own("world stays", ())

    def world_changes(self) -> None:
        """Waits for the transactions for which the world stays; those to come wait for this one."""
        self._own("world changes", ())

    def number(self, table: Table) -> int:
        """One that no other row has."""
        (number,) = self._one(f"number {table.name}", ())
        return int(number)

    def erased(self, cae: str, person: str) -> str | None:
        """The instant of the erasure."""
        found = self._one("erased", (cae, person))
        return found[0] if found else None

    def ledger(self, cae: str, person: str, besides: str) -> tuple[Engagement, ...]:
        """Contracts on paper, then those of other cases."""
        paper = [(*row, "") for row in self._all("paper", (cae, person))]
        held = self._all("contracts", (cae, person, besides))
        return tuple(rows.engagement(*row) for row in (*paper, *held))

    def open_cases(self, cae: str, person: str) -> tuple[str, ...]:
        return tuple(case for (case,) in self._all("open", (cae, person)))

    def secrets(self, cae: str, case: str) -> Sequence[tuple[str, int, bytes]]:
        """(path, fact, sealed value), the oldest first."""
        return self._all("secrets", (cae, case))

    def answer(self, cae: str, case: str, key: str) -> Answer | None:
        found = self._one("answer", (cae, case, key))
        return Answer(*found) if found else None

    def move(self, moved: Sequence[tuple[Row, int]]) -> None:
        """Puts rows of cases in place of those at a fact number. Raises OvertakenError when one is not there.

        In a block of writes sent together the server has not answered yet: whoever holds a case cannot miss it.
        """
        if moved:
            rewritten = [(*row[len(STAYS) :], row[0], expected) for row, expected in moved]
            if self._many("move", rewritten) not in (len(moved), UNANSWERED):
                raise OvertakenError

    def add(self, table: Table, new: Sequence[Row]) -> None:
        if new:
            self._many(f"add {table.name}", new)

    def drop(self, table: Table, gone: Sequence[Row]) -> None:
        """Takes the rows with these keys away, where there are any."""
        if gone:
            self._many(f"drop {table.name}", gone)

    def newest(self, row: Row) -> None:
        """Puts a setting that is an instant in place of an earlier one."""
        self._cursor.execute(self._sql["newest"], row)

    def _many(self, name: str, new: Sequence[Row]) -> int:
        """Runs a statement for each of these; how many rows it reached."""
        self._spread(self._cursor, self._sql[name], new)
        return int(self._cursor.rowcount)

    def _own(self, name: str, parameters: Row) -> bool:
        """Runs what only some databases have; whether this one does."""
        known = name in self._sql
        if known:
            self._one(name, parameters)
        return known

    def _all(self, name: str, parameters: Row) -> Sequence[Any]:
        self._cursor.execute(self._sql[name], parameters)
        found: Sequence[Any] = self._cursor.fetchall()
        return found

    def _one(self, name: str, parameters: Row) -> Any:
        self._cursor.execute(self._sql[name], parameters)
        return self._cursor.fetchone()
