"""A whole replication at once, to be compiled: what it leaves is in the stores of the machine."""

from parcours.simulation.tables.machine.loop import open_for_next, step
from parcours.simulation.tables.machine.parts import Machine


def play(m: Machine, end: int) -> None:
    """All that happens before a minute."""
    open_for_next(m)
    while step(m, end):
        pass
