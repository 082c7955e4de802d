"""What is to be done and what falls due, for somebody or for their whole team, day by day."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import Final

from parcours.calendar import zone
from parcours.messages import Text
from parcours.model.case import Part, Task
from parcours.ports import DueDate, DueTask, Reader, Wanted
from parcours.runtime import hours, labels
from parcours.runtime.desk import wording
from parcours.runtime.desk.directory import Directory
from parcours.runtime.desk.line import Line
from parcours.runtime.engine import Engine

SHOWN: Final = frozenset({Part.DO, Part.FIRE, Part.RETENTION, Part.RESUME})  # reminders are said by messages
MOST: Final = 50  # lines of one list that are shown; who has more late than that needs no longer list
LOOKED_AT: Final = 3000  # rows in which those lines are looked for, when only some are somebody's
FEW: Final = 100  # rows at a time
MONTH: Final = 200  # and of a month, which goes on from the day it is cut in
WEEK: Final = datetime.timedelta(days=7)
DAY: Final = datetime.timedelta(days=1)

Row = DueTask | DueDate
Found = tuple[Line, Row]
Tasks = Mapping[tuple[str, str], Task]


@dataclass(frozen=True, slots=True)
class Audience:
    """Whose days: a user, with the roles they have in each of their cooperatives; `team` for all that is due there."""

    user: str
    roles: Mapping[str, tuple[str, ...]]
    team: bool = False

    @property
    def caes(self) -> tuple[str, ...]:
        return tuple(self.roles)

    def asks(self, line: Line, role: str) -> bool:
        """Whether a task of this role is theirs: held by them for this dossier, or by nobody."""
        if self.team:
            return True
        holders = line.holders.get(role, ())
        return role in self.roles.get(line.cae, ()) and (not holders or self.user in holders)

    def follows(self, line: Line) -> bool:
        """Whether the dates of a dossier are theirs: they hold a role of it, or nobody does."""
        holders = tuple(user for users in line.holders.values() for user in users)
        return self.team or not holders or self.user in holders


@dataclass(frozen=True, slots=True)
class Duty:
    """One line of a day. `task` is its id, empty for a date of the file; `role` says in words who must act."""

    line: Line
    day: datetime.date
    label: Text | str
    task: str = ""
    role: str = ""
    not_before: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Days:
    """A list of duties, earliest first; `more` when there are others beyond the last."""

    duties: tuple[Duty, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    on: datetime.date
    late: Days
    today: Days
    week: Days


@dataclass(frozen=True, slots=True)
class Agenda:
    """Reads the lists of days of a site."""

    engine: Engine
    directory: Directory

    def today(self, audience: Audience) -> Today:
        """What is late, due today, and due in the seven days that follow."""
        self.directory.follow()
        with self.engine.store.reading() as reader:
            on = self._today(reader, audience)
            return Today(
                on,
                self._listed(reader, audience, None, on - DAY),
                self._listed(reader, audience, on, on),
                self._listed(reader, audience, on + DAY, on + WEEK),
            )

    def between(self, audience: Audience, first: datetime.date, last: datetime.date) -> Days:
        """What is due on these days, both included."""
        self.directory.follow()
        with self.engine.store.reading() as reader:
            return self._listed(reader, audience, first, last, MONTH)

    def day(self, audience: Audience) -> datetime.date:
        """The civil day it is for them."""
        with self.engine.store.reading() as reader:
            return self._today(reader, audience)

    def _listed(
        self, reader: Reader, audience: Audience, first: datetime.date | None, last: datetime.date, most: int = MOST
    ) -> Days:
        """Without `first`, what is late: tasks alone, as dates of the file act by themselves.

        What falls on the day in which the list is cut is read to its end, as a day is sorted by name.
        """
        held = (rows for cae in audience.caes for rows in self._rows(reader, audience, cae, first, last))
        rows = merge(*held, key=lambda each: each[1].day)
        found: list[Found] = []
        while few := list(islice(rows, FEW)):
            found += self._theirs(reader, audience, few)
            if len(found) > most and few[-1][1].day > found[most][1].day:
                break
        found.sort(key=lambda each: (each[1].day, each[0].by_name, each[0].case))
        shown = found[:most]
        tasks = _tasks_of(reader, shown)
        return Days(tuple(self._told(tasks, *each) for each in shown), len(found) > most)

    def _rows(
        self, reader: Reader, audience: Audience, cae: str, first: datetime.date | None, last: datetime.date
    ) -> Iterator[Iterator[tuple[str, Row]]]:
        """What there is in a cooperative, the earliest first, with the cooperative."""
        roles = self._roles(cae) if audience.team else audience.roles[cae]
        yield ((cae, row) for row in reader.due_tasks(cae, roles, first, last, LOOKED_AT))
        if first is not None:
            dates = reader.due_dates(cae, first, last, LOOKED_AT)
            yield ((cae, row) for row in dates if labels.timer_part(row.key) in SHOWN)

    def _roles(self, cae: str) -> frozenset[str]:
        """Every role of the rules that its dossiers are held to."""
        known = (self.engine.programs.ready[each] for each in tuple(self.directory.of(cae).rules))
        return frozenset(role for program in known for role in program.workflow.roles)

    def _theirs(self, reader: Reader, audience: Audience, rows: Sequence[tuple[str, Row]]) -> Iterator[Found]:
        lines = self.directory.lines(reader, {(cae, row.case) for cae, row in rows})
        for _, row in rows:
            line = lines[row.case]
            if audience.asks(line, row.role) if isinstance(row, DueTask) else audience.follows(line):
                yield line, row

    def _told(self, tasks: Tasks, line: Line, row: Row) -> Duty:
        workflow = self.engine.programs.ready[line.rules].workflow
        if isinstance(row, DueDate):
            return Duty(line, row.day, wording.date_label(workflow, row.key))
        task = tasks[row.case, row.task]
        role = labels.role_label(workflow, task.role)
        return Duty(line, row.day, labels.task_label(workflow, task), task.id, role, task.not_before)

    def _today(self, reader: Reader, audience: Audience) -> datetime.date:
        """The civil day it is where the first of their cooperatives is; UTC's where nobody has a dossier yet."""
        firsts = (each for cae in audience.caes for each in reader.page_of_cases((cae,), Wanted(), "", 1))
        first = next(firsts, None)
        where = hours.of_case(reader, first[0], first[1].id) if first is not None else hours.UTC
        return zone.local_day(self.engine.clock.now(), where)


def _tasks_of(reader: Reader, found: Iterable[Found]) -> Tasks:
    cases = {row.case for _, row in found if isinstance(row, DueTask)}
    return {(case, task.id): task for case, task in reader.open_tasks(cases)} if cases else {}
