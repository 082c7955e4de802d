"""Who comes, what is scarce, and what money flows."""

import datetime
from dataclasses import dataclass
from enum import StrEnum

from parcours.calendar.duration import Duration
from parcours.calendar.named import NamedDates
from parcours.simulation.scenario.intents import SendEvent
from parcours.simulation.scenario.values import Site


class Discipline(StrEnum):
    FIFO = "fifo"
    PRIORITY = "priority"


@dataclass(frozen=True, slots=True)
class Resource:
    """`capacity` units; one is given back when its holder stands in none of the stages of `held`.

    With PRIORITY, who waits is served by `priority`, an expression (the smallest first), then by order of asking.
    """

    id: str
    label: str
    capacity: int
    held: tuple[str, ...]
    discipline: Discipline = Discipline.FIFO
    priority: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """What takes place at `at` on each of `days`, with `seats`; None: as many as come. Booking is `notice` ahead.

    `days` are those of a list of the workflow's calendar, or a day of each month.
    """

    id: str
    label: str
    days: NamedDates
    at: datetime.time
    seats: int | None = None
    notice: Duration | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """As many people as the run asks for, the time between two of them exponential: `over` minutes in all."""

    over: float


@dataclass(frozen=True, slots=True)
class Rate:
    """So many people a `per` minutes, as a Poisson process, until the end of arrivals.

    `months` multiplies the rate in each month, January first.
    """

    count: float
    per: float
    months: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """`each` people at noon of each of those days."""

    days: tuple[datetime.date, ...]
    each: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """A stream of people who send an entry event."""

    id: str
    act: SendEvent
    flow: Spread | Rate | Listed
    site: Site


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that comes in or goes out each month-end for whoever stands in `stages`; `amount` is an expression."""

    id: str
    label: str
    stages: tuple[str, ...]
    amount: str
