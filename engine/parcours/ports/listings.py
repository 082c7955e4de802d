"""What lists are made of: a few columns of many cases, never whole ones."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from parcours.model.case import Task
from parcours.ports.records import CaseSummary, DueDate, DueTask, Moves, Outline, Place, Wanted


class Listings(Protocol):
    """A reader as lists ask it. The cooperative comes first, so that no query forgets it."""

    def page_of_cases(
        self, caes: Collection[str], wanted: Wanted, after: str, limit: int
    ) -> tuple[tuple[str, CaseSummary], ...]:
        """So many cases of these cooperatives, each with its own, by identifier from the one that follows `after`."""
        ...

    def tasks(self, cae: str, case: str | None = None, role: str | None = None) -> tuple[tuple[str, Task], ...]:
        """Open tasks with their case, the earliest due first, those without a day last."""
        ...

    def moves(self, after: Place = ()) -> Moves:
        """What has moved since that place, of every cooperative; from the beginning, every case there is.

        No move is left out, whatever the order transactions end in; some may be told twice.
        """
        ...

    def outlines(self, cases: Sequence[str]) -> tuple[Outline, ...]:
        """Those of these cases that there are."""
        ...

    def open_tasks(self, cases: Collection[str]) -> tuple[tuple[str, Task], ...]:
        """The open tasks of these cases, each with its own."""
        ...

    def due_tasks(
        self, cae: str, roles: Collection[str], first: datetime.date | None, last: datetime.date, limit: int
    ) -> Iterator[DueTask]:
        """Open tasks of these roles due from `first` to `last`, both included, the earliest first.

        No `first` means however late. A task without a day is in no such list. They are read as they are asked for, as
        long as this reader lasts.
        """
        ...

    def due_dates(self, cae: str, first: datetime.date, last: datetime.date, limit: int) -> Iterator[DueDate]:
        """Timers of the days from `first` to `last`, both included, the earliest first, read as they are asked for."""
        ...
