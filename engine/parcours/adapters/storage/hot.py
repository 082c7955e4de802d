"""The hot path: what each durable step reads and writes, as compiled statements run through the driver.

SQLAlchemy writes the SQL, in the dialect and parameter style of the database; its per-call machinery is left out
here, where it would cost twice what the database does. Rows are tuples in the order of their table's columns.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table

from parcours.adapters.storage import rows, schema
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.statements import STAYS
from parcours.kernel.fold import empty
from parcours.model.case import Case
from parcours.model.world import Engagement
from parcours.ports import Answer

CaseRow = tuple[str, int, bytes, bytes]  # cooperative, fact number, state, head


class Hot:
    """The statements on one open connection."""

    def __init__(self, connection: Connection, compiled: Mapping[str, str]) -> None:
        self._cursor: Any = connection.connection.cursor()
        self._sql = compiled

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

    def hold(self, case: str) -> CaseRow | None:
        """The same as `case` once nobody else holds its person; nobody else will, to the end of the transaction."""
        found: CaseRow | None = self._one("hold", (case,))
        return found

    def known(self, cae: str, person: str) -> bool:
        """Whether this person is known there; held to the end of a transaction that writes, even a stranger."""
        found = self._one("lock", (cae, person))
        if found is None and self._own("stranger", (cae, person)):
            found = self._one("lock", (cae, person))  # met by whoever held the name before
        return found is not None

    def grasp(self, case: str) -> CaseRow | None:
        """The same as `hold` where nobody else holds the person, None where somebody does: it waits for nobody."""
        found: CaseRow | None = self._one("grasp" if "grasp" in self._sql else "hold", (case,))
        return found

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

    def move(self, row: Row, expected: int) -> bool:
        """Whether the case stood at `expected`, and stands at `row` now.

        In a block of writes sent together the server has not answered yet: whoever holds the case cannot miss it.
        """
        self._cursor.execute(self._sql["move"], (*row[len(STAYS) :], row[0], expected))
        missed: bool = self._cursor.rowcount == 0
        return not missed

    def add(self, table: Table, new: Sequence[Row]) -> None:
        if new:
            self._cursor.executemany(self._sql[f"add {table.name}"], new)

    def replace(self, table: Table, case: str, gone: Iterable[object], new: Sequence[Row]) -> None:
        """Takes the rows of a case with these keys away, then puts the new ones."""
        identities = [(case, key) for key in gone]
        if identities:
            self._cursor.executemany(self._sql[f"drop {table.name}"], identities)
        self.add(table, new)

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


def keep_case(hot: Hot, cae: str, before: Case | None, after: Case) -> None:
    """The rows beside a case that the step changed, and no other."""
    case = after.id

    def keep(table: Table, was: Mapping[Any, Any], now: Mapping[Any, Any], row: Callable[[Any, Any], Row]) -> None:
        gone, new = rows.differing(was, now, row)
        hot.replace(table, case, gone, new)

    was = before or empty(case)
    keep(schema.timers, was.timers, after.timers, lambda key, each: rows.timer_row(cae, case, key, each))
    keep(schema.tasks, was.tasks, after.tasks, lambda key, each: rows.task_row(cae, case, key, each))
    keep(schema.pending_events, was.kept, after.kept, lambda key, each: rows.pending_row(cae, case, key, each))
    keep(schema.contracts, was.contracts, after.contracts, lambda key, each: rows.contract_row(cae, after, key, each))
