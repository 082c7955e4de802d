"""What an analyst does: simulate a scenario, compare two."""

import fnmatch
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from importlib.util import find_spec
from typing import Final

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean
from parcours.simulation.executors import processes
from parcours.simulation.measures.frame import Frame
from parcours.simulation.measures.kpis import Kpi, kpis
from parcours.simulation.model import Model
from parcours.simulation.paired import Remembering, enough
from parcours.simulation.planner import AUTO, Planned, people_of, plan
from parcours.simulation.result import Figure, Result
from parcours.simulation.running import MOST, WATCHED, Keeping, Plan, Progress, carry_out
from parcours.simulation.statistics.intervals import Estimate, difference
from parcours.simulation.statistics.stopping import FEWEST
from parcours.simulation.working import frame_for, job_of

REPLICATIONS: Final = 20
"""Enough for an interval that means something, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of two scenarios; `change` is that of `after` less that of `before`, on the draws they share."""

    before: Figure
    after: Figure
    change: Estimate | None

    @property
    def kpi(self) -> Kpi:
        return self.after.kpi

    @property
    def id(self) -> str:
        return self.kpi.id

    @property
    def is_certain(self) -> bool:
        """Whether the interval of the change leaves no doubt about its direction."""
        change = self.change
        return change is not None and change.halfwidth is not None and abs(change.mean) > change.halfwidth


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two scenarios on the same draws; the figures that both have, in the order of the second."""

    before: Result
    after: Result
    differences: tuple[Difference, ...]

    def __getitem__(self, name: str) -> Difference:
        """The difference of that figure. KeyError when one of them lacks it."""
        return {each.id: each for each in self.differences}[name]


def simulate(
    model: Model,
    *,
    replications: int | None = None,
    until_halfwidth: float | None = None,
    watched: Sequence[str] = WATCHED,
    cases: int | None = None,
    seed: int | None = None,
    engine: str | Planned = AUTO,
    workers: int = 1,
    executor: Executor | None = None,
    keeping: Keeping | None = None,
    hear: Callable[[Progress], None] = lambda _: None,
) -> Result:
    """Replicates a scenario: the same figures whatever `workers` and `executor`.

    `replications`: 20 unless told; with `until_halfwidth` (0.02: 2 % of the mean), at most so many, 10,000 unless told.
    `watched`: ids of the figures that must be known so well, `*` for any word. `cases`: how many people come, by the
    streams that spread them; `seed`: that of the scenario unless told. `engine`: `auto`, the one that goes fastest and
    knows all that the model asks for; or `reference`, `tables`, `compiled`: all say the same. `executor` has `workers`
    workers; without one, processes of this machine are started. `keeping` remembers replications between runs, `hear`
    is told of progress.

    Interrupted from the keyboard, gives the replications that are whole. Raises UsageError for what cannot be meant,
    and when a worker dies; what `keeping` raises.
    """
    asked = _plan(replications, until_halfwidth, watched)
    _check(workers)
    frame = frame_for(model)
    _check_watched(asked, frame)
    planned = planned_for(model, engine, asked.replications, cases, seed)
    job = job_of(model, engine=planned.engine, cases=cases, seed=seed, falls_back=planned.falls_back)
    with nullcontext(executor) if executor is not None else processes(workers) as own, _told_of_death():
        ran = carry_out(job, asked, frame, own, workers, keeping, hear)
    return Result(
        scenario=model.scenario.id,
        title=model.scenario.title,
        hash=model.scenario.hash,
        engine=planned.engine,
        seed=job.seed,
        cases=cases,
        frame=frame,
        replicas=ran.replicas,
        seconds=ran.seconds,
        people=ran.people,
        reached=ran.reached,
        interrupted=ran.interrupted,
        why=planned.why,
        handed=ran.handed,
    )


def planned_for(
    model: Model, engine: str | Planned, replications: int, cases: int | None = None, seed: int | None = None
) -> Planned:
    """The engine of so many replications, unless it has been picked already. Raises what `plan` raises."""
    if isinstance(engine, Planned):
        return engine
    return plan(model, people_of(model, replications, cases, seed), engine)


def compare(
    before: Model,
    after: Model,
    *,
    replications: int | None = None,
    until_halfwidth: float | None = None,
    watched: Sequence[str] = WATCHED,
    cases: int | None = None,
    seed: int | None = None,
    engine: str = AUTO,
    workers: int = 1,
    executor: Executor | None = None,
    hear: Callable[[Progress], None] = lambda _: None,
) -> Comparison:
    """Replicates two scenarios on the same draws (the seed of the first unless told) and takes their differences.

    The arguments and errors are those of `simulate`; with `until_halfwidth` it is the changes that must be known so
    well, each within that share of the larger of the two means. Interrupted, compares the replications that both have.
    """
    seed = before.scenario.seed if seed is None else seed
    asked = _plan(replications, until_halfwidth, watched)
    sides = [
        (model, planned_for(model, engine, asked.replications, cases, seed), Remembering()) for model in (before, after)
    ]
    number = asked.replications if asked.target is None else min(FEWEST, asked.replications)
    with nullcontext(executor) if executor is not None else processes(workers) as own:
        while True:
            one, other = (
                simulate(
                    model, replications=number, cases=cases, seed=seed, engine=planned,
                    workers=workers, executor=own, keeping=kept, hear=hear,
                )
                for model, planned, kept in sides
            )  # fmt: skip
            if asked.target is None:
                return compared(one, other)
            _check_watched(asked, other.frame)
            found = enough(one, other, asked.target, asked.watched)
            if found is not None or one.interrupted or other.interrupted or number == asked.replications:
                reached = found is not None
                cut = (replace(each, replicas=each.replicas[:found], reached=reached) for each in (one, other))
                return compared(*cut)
            number = min(asked.replications, number * 2)


def compared(before: Result, after: Result) -> Comparison:
    """The differences of two runs of the same seed, over the replications both have."""
    number = min(len(before.replicas), len(after.replicas))
    differences = (
        Difference(
            before.by_id[figure.id],
            figure,
            difference(before.by_id[figure.id].values[:number], figure.values[:number]),
        )
        for figure in after.figures
        if figure.id in before.by_id
    )
    return Comparison(before, after, tuple(differences))


def _plan(replications: int | None, until_halfwidth: float | None, watched: Sequence[str]) -> Plan:
    if replications is not None and replications < 1:
        raise UsageError(Text("Il faut au moins une réplication."))
    if until_halfwidth is None:
        return Plan(REPLICATIONS if replications is None else replications)
    if not 0 < until_halfwidth < 1:
        raise UsageError(
            Text("Une demi-largeur se dit en part de la moyenne, entre 0 et 100 %."), Text("Par exemple 2%.")
        )
    return Plan(MOST if replications is None else replications, until_halfwidth, tuple(watched))


def _check(workers: int) -> None:
    if workers < 1:
        raise UsageError(Text("Il faut au moins un processus de calcul."))
    if find_spec("scipy") is None:
        raise UsageError(
            Text("Les intervalles d'une simulation demandent SciPy, qui n'est pas installé."),
            Text("Installez parcours avec l'extra [simulation]."),
        )


def _check_watched(plan: Plan, frame: Frame) -> None:
    """A figure that no run can have would be waited for in vain."""
    known = [kpi.id for kpi in kpis(frame, ())]
    for pattern in plan.watched if plan.target is not None else ():
        if not fnmatch.filter(known, pattern):
            raise UsageError(Text("Aucune mesure ne s'appelle « {name} ».", name=pattern), did_you_mean(pattern, known))


@contextmanager
def _told_of_death() -> Iterator[None]:
    try:
        yield
    except BrokenExecutor:
        raise UsageError(
            Text("Un processus de calcul est mort avant d'avoir fini."),
            Text("S'il manque de mémoire, essayez avec moins de processus ; ce qui est gardé se reprend."),
        ) from None
