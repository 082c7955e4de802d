"""What is to be done and what falls due, for somebody or for their whole team, day by day."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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
FIRST_LOOK: Final = 4  # times as many rows as lines, to begin with; then each look is as many times the one before
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
        with self.engine.store.reading() as reader:
            return self._listed(reader, audience, first, last, MONTH)

    def day(self, audience: Audience) -> datetime.date:
        """The civil day it is for them."""
        with self.engine.store.reading() as reader:
            return self._today(reader, audience)

    def _listed(
        self, reader: Reader, audience: Audience, first: datetime.date | None, last: datetime.date, most: int = MOST
    ) -> Days:
        """Without `first`, what is late: tasks alone, as dates of the file act by themselves."""
        looked_at = min(FIRST_LOOK * most, LOOKED_AT)
        found, is_whole = self._found(reader, audience, (first, last), looked_at)
        while len(found) <= most and not is_whole:
            looked_at = min(FIRST_LOOK * looked_at, LOOKED_AT)
            found, is_whole = self._found(reader, audience, (first, last), looked_at)
        found.sort(key=lambda each: (each[1].day, each[0].by_name, each[0].case))
        shown = found[:most]
        tasks = _tasks_of(reader, shown)
        return Days(tuple(self._told(tasks, *each) for each in shown), len(found) > most)

    def _found(
        self, reader: Reader, audience: Audience, days: tuple[datetime.date | None, datetime.date], looked_at: int
    ) -> tuple[list[Found], bool]:
        """What is theirs among so many rows; whether that is all that is to be found.

        Where a list of rows is cut, the day it is cut in is left to a longer look, as long as there is one.
        """
        held = [rows for cae in audience.caes for rows in self._rows(reader, audience, cae, days, looked_at)]
        cut = min((rows[-1].day for _, rows in held if len(rows) == looked_at), default=datetime.date.max)
        is_whole = cut == datetime.date.max or looked_at == LOOKED_AT
        found = [
            each
            for cae, rows in held
            for each in self._theirs(reader, audience, cae, [row for row in rows if is_whole or row.day < cut])
        ]
        return found, is_whole

    def _rows(
        self,
        reader: Reader,
        audience: Audience,
        cae: str,
        days: tuple[datetime.date | None, datetime.date],
        most: int,
    ) -> Iterator[tuple[str, Sequence[Row]]]:
        first, last = days
        roles = self._roles(cae) if audience.team else audience.roles[cae]
        yield cae, reader.due_tasks(cae, roles, first, last, most)
        if first is not None:
            yield cae, reader.due_dates(cae, first, last, most)

    def _roles(self, cae: str) -> frozenset[str]:
        """Every role of the rules that its dossiers are held to."""
        known = (self.engine.programs.ready[each] for each in tuple(self.directory.of(cae).rules))
        return frozenset(role for program in known for role in program.workflow.roles)

    def _theirs(self, reader: Reader, audience: Audience, cae: str, rows: Sequence[Row]) -> Iterator[Found]:
        shown = [row for row in rows if isinstance(row, DueTask) or labels.timer_part(row.key) in SHOWN]
        lines = self.directory.lines(reader, cae, {row.case for row in shown})
        for row in shown:
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
