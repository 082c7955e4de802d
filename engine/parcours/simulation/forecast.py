"""What may become of one real person under a scenario: shares and dates over many replications, never a promise."""

import datetime
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Final

from parcours.kernel import Program, views
from parcours.model.case import Case, Part, Rank
from parcours.simulation.continuing import alone, continued
from parcours.simulation.model import Model
from parcours.simulation.planner import AUTO, Planned
from parcours.simulation.playing import Progress, each_replication, play_of
from parcours.simulation.reference.hours import at_day, day_of
from parcours.simulation.replicating import Here
from parcours.simulation.scenario.scenario import Assumption, Scenario
from parcours.simulation.start import Start
from parcours.simulation.tracing import Spot, Trace, trace
from parcours.simulation.working import Job

DAY: Final = 1440
EARLY, MIDDLE, LATE = 0.1, 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Dates:
    """Days by which one, five and nine in ten of those to whom it happens have seen it."""

    early: datetime.date
    middle: datetime.date
    late: datetime.date


@dataclass(frozen=True, slots=True)
class Chance:
    """Something that happens in a `share` of the replications before the end; `dates` of those, None for none."""

    name: str
    share: float
    dates: Dates | None


@dataclass(frozen=True, slots=True)
class Weight:
    """A spot of the scenario where the person spends `days` on average, and the numbers there that nobody sourced."""

    spot: Spot
    days: float
    assumptions: tuple[Assumption, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """`stages` as they come, `deadlines` the most at risk first; `alone` when nobody else was simulated.

    `planned` is the engine that has played, and why that one; `margin` is how far a share may be from the scenario's
    own, nineteen times in twenty, for want of replications.
    """

    begins: datetime.date
    ends: datetime.date
    replications: int
    alone: bool
    stages: tuple[Chance, ...]
    deadlines: tuple[Chance, ...]
    outcomes: Mapping[str, float]
    weights: tuple[Weight, ...]
    planned: Planned

    @property
    def margin(self) -> float:
        return 0.98 / math.sqrt(self.replications)


@dataclass(frozen=True, slots=True)
class Question:
    """Of whom (their number in the start), until which day (excluded), over how many replications, by which engine."""

    number: int
    ends: datetime.date
    replications: int
    alone: bool = False
    seed: int | None = None
    engine: str = AUTO


@dataclass(frozen=True, slots=True)
class _Following:
    """The work of one replication, which travels: following one person from the minute `begins` to `ends`."""

    play: Job
    number: int
    begins: int
    ends: int

    def __call__(self, replication: int) -> Trace:
        return trace(self.play.lines(replication), self.number, self.begins, self.ends)


def forecast(
    model: Model, start: Start, asked: Question, executor: Executor | None = None, progress: Progress = lambda _: None
) -> Forecast:
    """Plays the person on, with all the others unless `alone`; `progress` hears how many replications are done.

    The answer is the same wherever the `executor`, this process unless given, carries the replications out, and
    whatever the engine. Raises what `plan` raises.
    """
    number, timezone = asked.number, model.definition.calendar.timezone
    case, program = start.entrants[number].case, start.entrants[number].program
    begins, ends = start.minute, at_day(asked.ends, datetime.time(), timezone)
    if asked.alone:
        model, start = alone(model, start, number)
        number = 0
    played = continued(model, start, asked.ends)
    play, planned = play_of(played, start, asked.replications, asked.seed, asked.engine)
    work = _Following(play, number, begins, ends)
    traces = each_replication(work, asked.replications, executor or Here(), progress)
    return Forecast(
        begins=day_of(begins, timezone),
        ends=asked.ends,
        replications=asked.replications,
        alone=asked.alone,
        stages=_stages(traces, timezone),
        deadlines=_deadlines(program, case, traces, timezone),
        outcomes={outcome: many / len(traces) for outcome, many in _outcomes(traces)},
        weights=_weights(model.scenario, traces),
        planned=planned,
    )


def quantile(ordered: Sequence[int], share: float) -> int:
    """The least of these, in ascending order, that at least that share of them do not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _stages(traces: Sequence[Trace], timezone: str) -> tuple[Chance, ...]:
    names = {name for each in traces for name in each.entered}
    chances = [_chance(name, [each.entered for each in traces], timezone) for name in names]
    return tuple(sorted(chances, key=lambda each: (each.dates.middle if each.dates else datetime.date.max, each.name)))


def _deadlines(program: Program, case: Case, traces: Sequence[Trace], timezone: str) -> tuple[Chance, ...]:
    names = {name for each in traces for name in each.reached} | _armed(program, case)
    chances = [_chance(name, [each.reached for each in traces], timezone) for name in names]
    return tuple(sorted(chances, key=lambda each: (-each.share, each.name)))


def _armed(program: Program, case: Case) -> frozenset[str]:
    """The deadlines under way that can be reached: those of the law, and those that fire."""
    found = set()
    for timer in case.timers.values():
        watched = program.duties_of(timer.owner).watched
        law = any(each.deadline.law for each in watched if each.deadline.id == timer.name)
        if timer.rank is Rank.DEADLINE and (timer.part is Part.FIRE or (law and timer.part is Part.DO)):
            found.add(views.name_of(timer))
    return frozenset(found)


def _chance(name: str, firsts: Sequence[Mapping[str, int]], timezone: str) -> Chance:
    when = sorted(each[name] for each in firsts if name in each)
    if not when:
        return Chance(name, 0.0, None)
    early, middle, late = (day_of(quantile(when, share), timezone) for share in (EARLY, MIDDLE, LATE))
    return Chance(name, len(when) / len(firsts), Dates(early, middle, late))


def _outcomes(traces: Iterable[Trace]) -> list[tuple[str, int]]:
    return Counter(each.outcome for each in traces if each.outcome).most_common()


def _weights(scenario: Scenario, traces: Sequence[Trace]) -> tuple[Weight, ...]:
    """What has no source weighs by the time the person spends where it plays."""
    minutes: Counter[Spot] = Counter()
    for each in traces:
        minutes.update(each.minutes)
    weights = [
        Weight(spot, count / len(traces) / DAY, supposed)
        for spot, count in minutes.most_common()
        if (supposed := _supposed(scenario, spot))
    ]
    return tuple(sorted(weights, key=lambda each: (-each.days, each.spot)))


def _supposed(scenario: Scenario, spot: Spot) -> tuple[Assumption, ...]:
    prefix = ".".join((*spot, ""))
    return tuple(each for each in scenario.assumptions if not each.source and each.path.startswith(prefix))
