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
    executor = ProcessPoolExecutor(workers, get_context("spawn"), initializer=_leave_the_keyboard)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)


def _leave_the_keyboard() -> None:
    """Ctrl-C is for the parent, which stops sending; a worker ends what it has begun, or the pool would be broken."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
