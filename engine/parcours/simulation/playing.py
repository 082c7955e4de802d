"""Replications that start from real people, here or in other processes, each heard as it ends."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from typing import TypeVar

from parcours.simulation.model import Model
from parcours.simulation.planner import Planned, people_of, plan
from parcours.simulation.start import Start
from parcours.simulation.working import Job, job_of

Made = TypeVar("Made")
Progress = Callable[[int], None]


def play_of(model: Model, start: Start, replications: int, seed: int | None, engine: str) -> tuple[Job, Planned]:
    """The work of playing a model from a start, with its scenario's seed unless told; by which engine, and why.

    Raises what `plan` raises.
    """
    from_there = replace(model, start=start)
    planned = plan(from_there, people_of(from_there, replications, seed=seed), engine)
    return job_of(from_there, engine=planned.engine, seed=seed, falls_back=planned.falls_back), planned


def each_replication(
    work: Callable[[int], Made], replications: int, executor: Executor, progress: Progress
) -> tuple[Made, ...]:
    """What `work` makes of each replication, in their order; it must be able to travel. `progress` hears how many."""
    return tuple(_heard(executor.map(work, range(replications)), progress))


def _heard(made: Iterable[Made], progress: Progress) -> Iterator[Made]:
    for done, each in enumerate(made, 1):
        progress(done)
        yield each
