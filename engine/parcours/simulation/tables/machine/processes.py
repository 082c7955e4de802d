"""Intents under way: their next turn is an entry of the agenda."""

from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.stores import put_entry
from parcours.simulation.tables.memory import B_NUMBER, G_NOW, P_BIRTH, P_CALL, P_CASE, P_RANK, WAKE_CALL


def wake(m: Machine, minute: int, c: int, rank: int, birth: int, what: int, first: int, second: int) -> None:
    """Something to come; what comes last was asked for last."""
    put_entry(m, minute, m.memory[c + B_NUMBER], rank, birth, what, first, second)


def call(m: Machine, process: int, minute: int, granted: int) -> None:
    """Its next turn is at that minute, whatever turn it had before."""
    memory = m.memory
    memory[process + P_CALL] += 1
    rank, birth = memory[process + P_RANK], memory[process + P_BIRTH]
    turn = memory[process + P_CALL] * 2 + granted
    wake(m, max(minute, memory[G_NOW]), memory[process + P_CASE], rank, birth, WAKE_CALL, process, turn)
