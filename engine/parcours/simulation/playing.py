"""Replications that start from real people, here or in other processes: what travels, and what each makes ready."""

import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar

from parcours.simulation.log import Line
from parcours.simulation.model import Model, ready
from parcours.simulation.reference.run import run
from parcours.simulation.start import Start

Made = TypeVar("Made")
Progress = Callable[[int], None]

MODELS_KEPT: Final = 4


@dataclass(frozen=True, slots=True)
class Play:
    """A model and who is there; `packed` is what each process makes ready once."""

    packed: bytes
    seed: int

    def lines(self, replication: int) -> Iterator[Line]:
        """The log of one replication."""
        model, start = _ready(self.packed)
        return run(model, seed=self.seed, replication=replication, start=start)


def play_of(model: Model, start: Start, seed: int | None) -> Play:
    """The play of a model from a start; with its scenario's seed unless told."""
    packed = pickle.dumps((model.definition, model.scenario, start))
    return Play(packed, model.scenario.seed if seed is None else seed)


def each_replication(
    work: Callable[[int], Made], replications: int, executor: Executor, progress: Progress
) -> tuple[Made, ...]:
    """What `work` makes of each replication, in their order; it must be able to travel. `progress` hears how many."""
    return tuple(_heard(executor.map(work, range(replications)), progress))


def _heard(made: Iterable[Made], progress: Progress) -> Iterator[Made]:
    for done, each in enumerate(made, 1):
        progress(done)
        yield each


@lru_cache(maxsize=MODELS_KEPT)
def _ready(packed: bytes) -> tuple[Model, Start]:
    definition, scenario, start = pickle.loads(packed)  # noqa: S301  what this program has itself packed
    return ready(definition, scenario), start
