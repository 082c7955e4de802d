"""Rows on their way to the tables: what many steps have changed, put together and written a table at a time."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table

from parcours.adapters.storage import rows, schema
from parcours.adapters.storage.hot import Hot
from parcours.adapters.storage.rows import Row
from parcours.adapters.storage.statements import DROPPED
from parcours.kernel.fold import empty
from parcours.model.case import Case


@dataclass(frozen=True, slots=True)
class Line:
    """What a step does to one table: keys whose rows go, then rows that come.

    Of a case that stands already, `expected` is the fact its row must be at.
    """

    table: Table
    new: Sequence[Row] = ()
    gone: Sequence[Row] = ()
    expected: int = 0


def beside(cae: str, before: Case | None, after: Case) -> Iterator[Line]:
    """The rows beside a case that a step has changed, and no other."""
    case, was = after.id, before or empty(after.id)

    def keep(table: Table, then: Mapping[Any, Any], now: Mapping[Any, Any], row: Callable[[Any, Any], Row]) -> Line:
        gone, new = rows.differing(then, now, row)
        return Line(table, new, [(case, key) for key in gone])

    # Most steps leave most of these as they were: to see it costs less than to look for what differs.
    if after.timers != was.timers:
        yield keep(schema.timers, was.timers, after.timers, lambda *item: rows.timer_row(cae, case, *item))
    if after.tasks != was.tasks:
        yield keep(schema.tasks, was.tasks, after.tasks, lambda *item: rows.task_row(cae, case, *item))
    if after.kept != was.kept:
        yield keep(schema.pending_events, was.kept, after.kept, lambda *item: rows.pending_row(cae, case, *item))
    if after.contracts != was.contracts:
        yield keep(schema.contracts, was.contracts, after.contracts, lambda *item: rows.contract_row(cae, after, *item))


def write(hot: Hot, lines: Iterable[Line]) -> None:
    """Writes what these come to. Raises OvertakenError for a case that was not where it was expected."""
    cases, others = _Cases(), dict[Table, _Rows]()
    for line in lines:
        if line.table is schema.cases:
            cases.take(line)
        elif line.new or line.gone:
            others.setdefault(line.table, _Rows(line.table in DROPPED)).take(line)
    hot.add(schema.cases, list(cases.opened.values()))
    hot.move(list(cases.moved.values()))
    for table, held in others.items():
        hot.drop(table, list(held.gone))
        hot.add(table, list(held.new.values()))


@dataclass(slots=True)
class _Cases:
    """Each case once, as it stands in the end: those that open, and those that move from the fact they stood at."""

    opened: dict[object, Row] = field(default_factory=dict)
    moved: dict[object, tuple[Row, int]] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        for row in line.new:
            case = row[0]
            if case in self.opened or not line.expected:
                self.opened[case] = row
            else:
                _, first = self.moved.get(case, (row, line.expected))
                self.moved[case] = (row, first)


@dataclass(slots=True)
class _Rows:
    """What the lines of a table come to. Where keys come again, the last row of each is the one that stays."""

    replaced: bool
    gone: dict[Row, None] = field(default_factory=dict)
    new: dict[object, Row] = field(default_factory=dict)

    def take(self, line: Line) -> None:
        for key in line.gone:
            self.gone[key] = None
            self.new.pop(key, None)
        for row in line.new:
            self.new[row[:2] if self.replaced else len(self.new)] = row
