"""The coming months of a cooperative from its real caseload: people, loads, contracts at their end, risks, money."""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parcours.simulation.continuing import continued
from parcours.simulation.loads import Team, loads, team_of
from parcours.simulation.log import Line
from parcours.simulation.measures.fold import measure
from parcours.simulation.measures.frame import Frame, frame_of
from parcours.simulation.measures.kpis import CENTS
from parcours.simulation.measures.replica import Replica
from parcours.simulation.measures.series import series
from parcours.simulation.model import Model
from parcours.simulation.planner import AUTO, Planned
from parcours.simulation.playing import Progress, each_replication, play_of
from parcours.simulation.replicating import Here
from parcours.simulation.start import Start
from parcours.simulation.statistics.intervals import Estimate, estimate
from parcours.simulation.tracing import reached
from parcours.simulation.working import Job

DAY: Final = datetime.timedelta(days=1)


class Part(StrEnum):
    """What a figure of an outlook is about."""

    STAGES = "stages"
    """People in a stage, on average over a month."""
    LOADS = "loads"
    """People whom a member of the team looks after; `about` is `<role>.<member>`."""
    CONTRACTS = "contracts"
    """Contracts that run and can be renewed no more."""
    FLOWS = "flows"
    """Euros of a month."""
    TOTALS = "totals"
    """Euros of the whole time."""
    LAST = "last"
    """Contracts that come to their last renewal in the whole time."""
    REACHED = "reached"
    """Deadlines of the law, and those that act by themselves, reached in the whole time."""
    ARRIVALS = "arrivals"
    """People who come in the whole time."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One of each month, or a single one of the whole time."""

    part: Part
    about: str
    values: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """`days` are the first of each month (the first may be cut short), `ends` the day after the last.

    `planned` is the engine that has played, and why that one.
    """

    days: tuple[datetime.date, ...]
    ends: datetime.date
    replications: int
    people: int
    figures: tuple[Figure, ...]
    teams: tuple[Team, ...]
    planned: Planned

    def of(self, part: Part) -> tuple[Figure, ...]:
        return tuple(each for each in self.figures if each.part is part)


@dataclass(frozen=True, slots=True)
class Horizon:
    """Until which day (excluded), over how many replications, by which engine."""

    ends: datetime.date
    replications: int
    seed: int | None = None
    engine: str = AUTO


Values = dict[tuple[Part, str], tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class _Measuring:
    """The work of one replication, which travels: its figures from the minute `begins`."""

    play: Job
    frame: Frame
    teams: tuple[Team, ...]
    begins: int

    def __call__(self, replication: int) -> Values:
        lines = tuple(self.play.lines(replication))
        return dict(_values(lines, self.frame, self.teams, self.begins, replication))


def outlook(
    model: Model, start: Start, asked: Horizon, executor: Executor | None = None, progress: Progress = lambda _: None
) -> Outlook:
    """Plays everybody on; `progress` hears how many replications are done.

    The answer is the same wherever the `executor`, this process unless given, carries the replications out, and
    whatever the engine. Raises what `plan` raises.
    """
    workflow, timezone = model.definition.workflow, model.definition.calendar.timezone
    framed = continued(model, start, asked.ends)
    frame = frame_of(framed.scenario, workflow, timezone)
    # A day more: the money of the last month comes at its end.
    played = continued(model, start, asked.ends + DAY)
    teams = tuple(
        team for role in workflow.roles.values() if role.per_case and (team := team_of(role.id, start.entrants)).members
    )
    play, planned = play_of(played, start, asked.replications, asked.seed, asked.engine)
    work = _Measuring(play, frame, teams, start.minute)
    values = each_replication(work, asked.replications, executor or Here(), progress)
    figures = tuple(_figures(values))
    return Outlook(frame.days, asked.ends, asked.replications, len(start.entrants), figures, teams, planned)


def _values(
    lines: Sequence[Line], frame: Frame, teams: Sequence[Team], begins: int, replication: int
) -> Iterator[tuple[tuple[Part, str], tuple[float, ...]]]:
    replica = measure(lines, frame, replication)
    yield from _monthly(replica, frame)
    for flow, cents in replica.money.items():
        yield (Part.TOTALS, flow), (sum(cents) / CENTS,)
    for team in teams:
        for member, means in loads(lines, team, frame.bounds).items():
            yield (Part.LOADS, f"{team.role}.{member}"), means
    for contract, held in replica.contracts.items():
        if frame.renewals[contract] is not None:
            yield (Part.LAST, contract), (float(held.reached_last),)
    for name, count in _reaches(lines, begins, frame.ends).items():
        yield (Part.REACHED, name), (float(count),)
    yield (Part.ARRIVALS, ""), (float(replica.arrivals),)


def _reaches(lines: Sequence[Line], begins: int, ends: int) -> Counter[str]:
    """How often each deadline is reached; one that acts and lets people stay where they are is told twice."""
    ahead = (line for line in lines if begins <= line.minute < ends)
    told = {(line.minute, line.case, reached(line)) for line in ahead}
    return Counter(name for _, _, name in told if name)


def _monthly(replica: Replica, frame: Frame) -> Iterator[tuple[tuple[Part, str], tuple[float, ...]]]:
    for each in series(replica, frame):
        name = f"{each.family.subject.value}.{each.family.name}"
        if name in _SERIES and not (name == LAST and frame.renewals[each.about] is None):
            yield (_SERIES[name], each.about), each.values


def _figures(values: Sequence[Values]) -> Iterator[Figure]:
    """In the order of the parts and of the files; what some replications never saw has not happened there."""
    known = {key: len(found) for each in values for key, found in each.items()}
    order = {part: rank for rank, part in enumerate(Part)}
    for part, about in sorted(known, key=lambda key: order[key[0]]):
        missing = (0.0,) * known[part, about]
        by_month = zip(*(each.get((part, about), missing) for each in values), strict=True)
        estimates = tuple(found for month in by_month if (found := estimate(month)) is not None)
        yield Figure(part, about, estimates)


LAST: Final = "contracts.last"
_SERIES: Final[Mapping[str, Part]] = {"stages.people": Part.STAGES, LAST: Part.CONTRACTS, "flows.euros": Part.FLOWS}
