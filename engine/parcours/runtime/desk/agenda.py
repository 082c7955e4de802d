"""What is to be done and what falls due, for somebody or for their whole team, day by day."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

from parcours.calendar import zone
from parcours.messages import Text
from parcours.model.case import Part
from parcours.ports import DueDate, DueTask, Reader
from parcours.runtime import hours, labels
from parcours.runtime.desk import wording
from parcours.runtime.desk.directory import Directory, Line
from parcours.runtime.engine import Engine, stored

SHOWN: Final = frozenset({Part.DO, Part.FIRE, Part.RETENTION, Part.RESUME})  # reminders are said by messages
MOST: Final = 50  # lines of one list that are shown; who has more late than that needs no longer list
LOOKED_AT: Final = 3000  # rows in which those lines are looked for, when only some are somebody's
MONTH: Final = 400  # and of a month
WEEK: Final = datetime.timedelta(days=7)
DAY: Final = datetime.timedelta(days=1)

Row = TypeVar("Row", DueTask, DueDate)


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
        rows: list[tuple[Line, DueTask | DueDate]] = []
        for cae in audience.caes:
            rows += self._tasks(reader, audience, cae, first, last)
            rows += self._dates(reader, audience, cae, first, last)
        rows.sort(key=lambda each: (each[1].day, each[0].by_name, each[0].case))
        duties = tuple(self._told(reader, line, row) for line, row in rows[:most])
        return Days(duties, len(rows) > most)

    def _tasks(
        self, reader: Reader, audience: Audience, cae: str, first: datetime.date | None, last: datetime.date
    ) -> Iterator[tuple[Line, DueTask]]:
        roles = self._roles(cae) if audience.team else audience.roles[cae]
        found = self._known(cae, reader.due_tasks(cae, roles, first, last, LOOKED_AT))
        return ((line, row) for line, row in found if audience.asks(line, row.role))

    def _roles(self, cae: str) -> frozenset[str]:
        """Every role of the rules that its dossiers are held to."""
        known = (self.engine.programs.ready[each] for each in self.directory.of(cae).rules)
        return frozenset(role for program in known for role in program.workflow.roles)

    def _dates(
        self, reader: Reader, audience: Audience, cae: str, first: datetime.date | None, last: datetime.date
    ) -> Iterator[tuple[Line, DueDate]]:
        rows = reader.due_dates(cae, first, last, LOOKED_AT) if first is not None else ()
        shown = (row for row in rows if labels.timer_part(row.key) in SHOWN)
        return ((line, row) for line, row in self._known(cae, shown) if audience.follows(line))

    def _known(self, cae: str, rows: Iterable[Row]) -> Iterator[tuple[Line, Row]]:
        """Each with the line of its case; one that the directory has yet to hear of comes with its next look."""
        lines = self.directory.of(cae).lines
        return ((lines[row.case], row) for row in rows if row.case in lines)

    def _told(self, reader: Reader, line: Line, row: DueTask | DueDate) -> Duty:
        case = stored(reader, line.case)
        workflow = self.engine.programs.pinned(reader, case).workflow
        if isinstance(row, DueDate):
            return Duty(line, row.day, wording.date_label(workflow, row.key))
        task = case.tasks[row.task]
        role = labels.role_label(workflow, task.role)
        return Duty(line, row.day, labels.task_label(workflow, task), task.id, role, task.not_before)

    def _today(self, reader: Reader, audience: Audience) -> datetime.date:
        """The civil day it is where the first of their cooperatives is; UTC's where nobody has a dossier yet."""
        lines = (line for cae in audience.caes for line in islice(self.directory.of(cae).lines.values(), 1))
        first = next(lines, None)
        where = hours.of_case(reader, first.cae, first.case) if first is not None else hours.UTC
        return zone.local_day(self.engine.clock.now(), where)
