"""Replications, here or elsewhere: in chunks long enough to be worth sending, heard as they end.

Nothing here knows what a replication is: a piece of work takes numbers and gives back as many figures, the same
wherever and in whatever order it is done.
"""

import math
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from typing import Final, ParamSpec, TypeVar

from parcours.simulation.measures.replica import Replica

SHORTEST: Final = 0.2
"""Seconds a chunk should last at least: sending it costs about a millisecond."""
AHEAD: Final = 2
"""Chunks under way for each worker: one it does, one that waits."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Batch:
    """What a worker gives back: figures, the processor seconds they took, how many were `handed` to the oracle."""

    replicas: tuple[Replica, ...]
    seconds: float
    handed: int = 0


Work = Callable[[tuple[int, ...]], Batch]
"""Carries out the replications of those numbers; it must be able to travel to other processes."""


class Here(Executor):
    """Carries out at once, in this very process."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001  whoever asks for the result is told
            future.set_exception(error)
        return future


def replicate(work: Work, wanted: Sequence[int], executor: Executor, workers: int) -> Generator[Batch]:
    """The batches of the replications `wanted`, as they end. Closing the iterator drops what has not begun.

    The first chunks are of one replication, the next as long as the last batch makes reasonable. Whatever the work
    raises is raised here, and so is BrokenExecutor when a worker dies.
    """
    rest = tuple(wanted)
    pending: set[Future[Batch]] = set()
    most = AHEAD * workers if workers > 1 else 1
    size = 1
    try:
        while rest or pending:
            while rest and len(pending) < most:
                pending.add(executor.submit(work, rest[:size]))
                rest = rest[size:]
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for batch in sorted((future.result() for future in done), key=_first):
                size = min(_chunk(batch), max(1, len(rest) // workers))
                yield batch
    finally:
        for future in pending:
            future.cancel()


def _first(batch: Batch) -> int:
    return batch.replicas[0].replication


def _chunk(batch: Batch) -> int:
    """How many replications last long enough, as this batch went; clocks too coarse to tell make it double."""
    number = len(batch.replicas)
    return math.ceil(SHORTEST * number / batch.seconds) if batch.seconds > 0 else number * 2
