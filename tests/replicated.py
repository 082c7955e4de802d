"""Replications that other processes carry out: they find this by its name, whatever else is called `tests` there."""

import os
import signal
from functools import partial
from time import sleep

from measured import DAY, FRAME, K, line
from parcours.simulation.measures.fold import measure
from parcours.simulation.measures.replica import Replica
from parcours.simulation.replicating import Batch


def replica(number: int) -> Replica:
    """Somebody arrives and reaches `suivi` after 6 to 8 days, otherwise in each replication."""
    minutes = 6 * DAY + (number * 7919) % (2 * DAY)
    lines = [line(11, 0, K.ARRIVED, "porte"), line(11, 0, K.ENTERED, "accueil")]
    lines.append(line(11 + minutes / DAY, 0, K.ENTERED, "suivi"))
    return measure(lines, FRAME, number)


def work(seconds: float, numbers: tuple[int, ...]) -> Batch:
    return Batch(tuple(map(replica, numbers)), seconds * len(numbers))


SLOW = partial(work, 0.3)  # one replication a chunk
QUICK = partial(work, 0.05)  # four
INSTANT = partial(work, 0.0)


def slow_at_first(numbers: tuple[int, ...]) -> Batch:
    """The first ends last."""
    sleep(0.2 if 0 in numbers else 0)
    return SLOW(numbers)


def deadly(numbers: tuple[int, ...]) -> Batch:
    if 3 in numbers:
        os.kill(os.getpid(), signal.SIGKILL)
    return SLOW(numbers)
