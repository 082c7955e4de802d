"""A whole replication at once, to be compiled: what it leaves is arrays."""

from typing import Any

import numpy as np

from parcours.simulation.tables.machine.loop import open_for_next, step
from parcours.simulation.tables.machine.state import Machine
from parcours.simulation.tables.memory import G_NOW
from parcours.simulation.tables.rows import NONE, UNKNOWN


def play(
    table: Any, floats: Any, keys: Any, comers: Any, units: Any, first_unit: int, shared: int, numbers: int, end: int
) -> Any:
    """The rows of the log: six whole numbers each (int64), one number (float64); then the codes of refusals."""
    memory = [0 for _ in range(shared)]
    memory[G_NOW] = NONE
    for place in range(len(units)):
        memory[first_unit + place] = units[place]
    values = [UNKNOWN for _ in range(numbers)]
    # A list is typed by what it holds: each is born with one item, then emptied.
    agenda = [(0, 0, 0, 0, 0, 0, 0, 0)]
    agenda.pop()
    queues = [[(0.0, 0, 0, 0, 0)] for _ in range(len(units))]
    for queue in queues:
        queue.pop()
    log = [(0, 0, 0, 0, 0, 0, 0.0)]
    log.pop()
    codes = [0]
    codes.pop()
    m = Machine(table, floats, memory, values, keys, agenda, queues, log, codes, comers)
    open_for_next(m)
    while step(m, end):
        pass
    whole = np.empty((len(log), 6), np.int64)
    said = np.empty(len(log), np.float64)
    for place in range(len(log)):
        minute, case, kind, name, first, second, number = log[place]
        whole[place, 0] = minute
        whole[place, 1] = case
        whole[place, 2] = kind
        whole[place, 3] = name
        whole[place, 4] = first
        whole[place, 5] = second
        said[place] = number
    return whole, said, np.array(codes)
