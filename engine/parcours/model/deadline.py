"""Deadlines, their reminders, and recurring duties."""

from dataclasses import dataclass, field
from enum import StrEnum

from parcours.calendar.dates import DateRule
from parcours.calendar.period import Period


class LateReminders(StrEnum):
    """What becomes of rungs already past when a deadline is armed."""

    SKIP = "skip"
    ONCE = "once"
    ALL = "all"


class WhenSuspended(StrEnum):
    """What a suspension does to a running deadline."""

    RUN = "run"
    FREEZE = "freeze"
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Reminder:
    """One rung of a ladder, a date counted from its deadline unless `rule.of` names another day."""

    rule: DateRule
    do: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date and what happens then: `do` at the notify time of that day, `fire` at its end."""

    id: str
    rule: DateRule
    do: tuple[str, ...] = ()
    fire: str = ""
    remind: tuple[Reminder, ...] = ()
    late_reminders: LateReminders = LateReminders.ONCE
    when_suspended: WhenSuspended = WhenSuspended.RUN
    law: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A duty that comes back: `do` on the last day of each period, or `otherwise` when too few `count` events came."""

    id: str
    period: Period
    do: tuple[str, ...] = ()
    count: str = ""
    at_least: int = 0
    otherwise: tuple[str, ...] = ()
    remind: tuple[Reminder, ...] = ()
    law: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Duties:
    """What runs while a stage, a contract or a track stage is alive, in file order."""

    deadlines: tuple[Deadline, ...] = field(default=())
    every: tuple[Recurrence, ...] = field(default=())
