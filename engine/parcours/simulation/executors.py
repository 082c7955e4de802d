"""Where replications are carried out: in this process, or in others of this machine."""

import signal
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

from parcours.simulation.replicating import Here


@contextmanager
def processes(workers: int) -> Iterator[Executor]:
    """An executor of so many processes; this very one when a single worker is enough."""
    if workers == 1:
        yield Here()
        return
    # Spawned: a fork would copy the locks of whatever threads the caller has.
    executor = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_leave_at_once)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _leave_at_once() -> None:
    """A worker told to stop from the keyboard does, without a word: its parent says what there is to say."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
