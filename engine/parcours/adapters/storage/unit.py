"""One transaction's unit of work: the cases it holds, what was read beside them, the rows it is about to write.

Rows are written when somebody asks for the connection, to read or to write what is not a step's, and at the end. So a
hundred steps come to one statement a table, and a block that fails before anything was written costs no savepoint.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from sqlalchemy import Connection

from parcours.adapters.storage import beside, pen
from parcours.adapters.storage.beside import Beside, Edition
from parcours.adapters.storage.database import Database
from parcours.adapters.storage.hot import CaseRow, Hot
from parcours.adapters.storage.pen import Line
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.savepoint import back, holds, mark, release, undoable

Whose = tuple[str, str]  # cooperative, person


@dataclass(slots=True)
class _Block:
    """A block that may be undone alone: how many lines stood before it, and whether the database knows of it."""

    lines: int
    known: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that the work has moved, whether it is open still, and the latest instant of its new facts."""

    case: str
    is_open: bool
    at: str = ""

    @property
    def still_open(self) -> tuple[str, ...]:
        return (self.case,) if self.is_open else ()


SEVERAL: Final = Moved("", is_open=False)


class UnitOfWork:
    """`turn` says whose work it is: several transactions of one process may follow each other, and each fails alone.

    `failed` tells why what one of them left could not be written, though that of the others could.
    """

    def __init__(self, opened: Connection, statements: Mapping[str, str], database: Database) -> None:
        self.opened = opened
        self.statements = statements
        self.database = database
        self.turn = 1
        self.failed: dict[int, Exception] = {}
        self.cases: dict[str, CaseRow] = {}  # those that only this transaction can move, as it left them
        self.persons: dict[Whose, Beside] = {}
        self.worlds: dict[str, Edition] = {}
        self.newest = ""  # the latest instant of what it is about to write
        self.hot = Hot(opened, statements, database.spread)
        self._beside: dict[str, Beside] = {}
        self._moved: dict[Whose, Moved] = {}
        self._lines: list[tuple[int, Line]] = []
        self._blocks: list[_Block] = []
        self._over = False

    def settle(self) -> Connection:
        """The database as the work has left it, for whatever; it knows of every block that may be undone."""
        for block in self._blocks:
            if not block.known:
                self._write(block.lines)
                mark(self.opened)
                block.known = True
        self._write(len(self._lines))
        self._forget()
        return self.opened

    def written(self) -> None:
        """The same for a question: where nothing waits to be written there is nothing to settle."""
        if self._lines:
            self.settle()

    @property
    def holds(self) -> bool:
        """Whether the transaction is still there."""
        return holds(self.opened)

    def take(self, case: str, key: str = "") -> CaseRow | None:
        """Waits for whoever holds the person of a case, and reads it.

        From a server comes with it, in the same message, what its next step reads; a file is asked when it does.
        """
        if case not in self.cases:
            if self.database.one_writer:
                self._hold(self.hot.ask("hold", (case,)))
            else:
                self._read("hold", (case,), (case,), key)
        return self.cases.get(case)

    def grasp(self, cases: Collection[str]) -> frozenset[str]:
        """Those of these cases that nobody else holds, read with what their next steps read. It waits for nobody."""
        wanted = tuple(case for case in cases if case not in self.cases)
        if wanted:
            self._read("grasp", (beside.names(wanted),), wanted, "")
        return frozenset(case for case in cases if case in self.cases)

    def beside(self, case: str) -> Beside | None:
        """What was read beside a case, if nobody of its person has moved since."""
        row = self.cases.get(case)
        return self._beside.get(case) if row and row[:2] not in self._moved else None

    def has_moved(self, whose: Whose) -> bool:
        """Whether something may wait to be written of this person."""
        return whose in self._moved

    def open_cases(self, cae: str, person: str) -> tuple[str, ...] | None:
        """Those of a person of whom one case has moved; None where it must be asked."""
        moved = self._moved.get((cae, person), SEVERAL)
        known = self._beside.get(moved.case)
        return None if known is None else tuple(sorted((*known.others, *moved.still_open)))

    def put(self, moved: Moved, row: CaseRow, lines: Iterable[Line]) -> None:
        """What a step does: the row of the case that it moves, and lines to be written."""
        whose = row[:2]
        alone = self._moved.get(whose, moved).case == moved.case
        self.cases[moved.case] = row
        self._moved[whose] = moved if alone else SEVERAL
        self.newest = max(self.newest, moved.at)
        self._lines += [(self.turn, line) for line in lines]

    @contextmanager
    def block(self) -> Iterator[None]:
        """An exception undoes what the block did, and leaves the rest of the work as it was."""
        block, before = _Block(len(self._lines)), (dict(self.cases), dict(self._moved), self.newest)
        self._blocks.append(block)
        try:
            yield
            if block.known:
                release(self.opened)
        except BaseException:
            self.cases, self._moved, self.newest = before
            del self._lines[block.lines :]
            if block.known:
                self._forget()
                back(self.opened)
            raise
        finally:
            self._blocks.pop()

    def finish(self) -> None:
        """Writes what is left, as the last thing that travels. From then on it is nobody's turn."""
        self._over = True
        self._write(len(self._lines))

    def _read(self, held: str, asked: Row, cases: Collection[str], key: str) -> None:
        with self.database.together(self.opened):
            rows = self.hot.ask(held, asked)
            found = self.hot.ask("beside", (beside.names(cases), key))
        self._hold(rows)
        told, worlds = beside.read(found.fetchall())
        self.worlds |= worlds
        for case in self.cases.keys() & cases:
            known = self._beside[case] = told.get(case) or Beside()
            known.answers.setdefault(key, None)
            self.persons[self.cases[case][:2]] = known

    def _hold(self, found: Any) -> None:
        self.cases |= {row[0]: row[1:] for row in found.fetchall()}

    def _write(self, count: int) -> None:
        lines, self._lines = self._lines[:count], self._lines[count:]
        for block in self._blocks:
            block.lines = max(0, block.lines - count)
        if not lines:
            return
        if self.turn == 1:
            with nullcontext() if self._over else self.database.together(self.opened):
                self._put(lines)
            return
        failure = self._tried(lines)
        if failure is not None:
            self._write_by_turn(lines)

    def _write_by_turn(self, lines: Sequence[tuple[int, Line]]) -> None:
        """What could not be written together, each turn's alone; nobody goes on from what was not written."""
        self.cases.clear()
        self._forget()
        for turn, of_turn in groupby(lines, itemgetter(0)):
            failure = self._tried(tuple(of_turn))
            if failure is None:
                continue
            if turn == self.turn and not self._over:
                raise failure
            self.failed[turn] = failure

    def _tried(self, lines: Sequence[tuple[int, Line]]) -> Exception | None:
        """Why they could not be written, which undid them alone."""
        try:
            with undoable(self.opened):
                self._put(lines)
        except Exception as failure:
            if not self.holds:
                raise
            return failure
        return None

    def _put(self, lines: Iterable[tuple[int, Line]]) -> None:
        pen.write(self.hot, (line for _, line in lines))

    def _forget(self) -> None:
        for known in (self.persons, self.worlds, self._beside, self._moved):
            known.clear()
