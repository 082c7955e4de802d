"""The figures of one replication: integers only, so that their sums are exact in any order."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Monthly = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Durations:
    """How long something lasted, in whole days: how many ended after so many, how many were last seen going on.

    Two replications add up day by day.
    """

    ended: Mapping[int, int] = field(default_factory=dict)
    censored: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reached:
    """How many of those who arrived in the window came to a stage, and the minutes it took them in all."""

    people: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Stand:
    """Those in a stage: person-minutes by month, and how long the stays that began in the window lasted."""

    areas: Monthly
    stays: Durations = Durations()


@dataclass(frozen=True, slots=True)
class Supply:
    """One resource. `asked` and what follows count the demands made in the window, whenever they were answered.

    `at_once`: granted in the minute they were made. `minutes`: waited by those granted, in all. `withdrawn`: whoever
    asked moved on without being served. `longest` is that of the queue; `queue` and `in_use` are unit-minutes by month.
    """

    queue: Monthly
    in_use: Monthly
    asked: int = 0
    granted: int = 0
    at_once: int = 0
    reneged: int = 0
    withdrawn: int = 0
    minutes: int = 0
    longest: int = 0
    waits: Durations = Durations()


@dataclass(frozen=True, slots=True)
class Held:
    """One contract: how many were signed, renewed and came to their last renewal in the window.

    `running` and `last` are contract-minutes by month: all of them, and those that can be renewed no more.
    """

    running: Monthly
    last: Monthly
    signed: int = 0
    renewed: int = 0
    reached_last: int = 0


@dataclass(frozen=True, slots=True)
class Replica:
    """What one replication says of the window, `replication` from 0.

    `people` and `lines` are of the whole run, `arrivals` those of the window. `outcomes` are of those arrivals; `money`
    is cents by month and flow; `refusals` by code; `counts` the lines of the window by kind, then by name (a task with
    what became of it).
    """

    replication: int
    people: int
    arrivals: int
    lines: int
    reached: Mapping[str, Reached] = field(default_factory=dict)
    outcomes: Mapping[str, int] = field(default_factory=dict)
    stages: Mapping[str, Stand] = field(default_factory=dict)
    resources: Mapping[str, Supply] = field(default_factory=dict)
    contracts: Mapping[str, Held] = field(default_factory=dict)
    money: Mapping[str, Monthly] = field(default_factory=dict)
    refusals: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def together(durations: "tuple[Durations, ...]") -> Durations:
    """Those of several replications as one."""
    return Durations(_summed([each.ended for each in durations]), _summed([each.censored for each in durations]))


def _summed(counts: list[Mapping[int, int]]) -> Mapping[int, int]:
    total: dict[int, int] = {}
    for count in counts:
        for day, number in count.items():
            total[day] = total.get(day, 0) + number
    return dict(sorted(total.items()))
