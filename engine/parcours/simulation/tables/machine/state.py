"""What every part of the machine does: it says lines, refuses, finds places, takes records and gives them back."""

from parcours.simulation.tables.machine.parts import Fault, Machine
from parcours.simulation.tables.machine.stores import extended, put_code, put_line
from parcours.simulation.tables.memory import (
    B_NUMBER,
    FAULT_FULL,
    G_NOW,
    G_REASONS,
    MOST_REASONS,
    SAY_REFUSED,
    SH_REASONS,
)


def say(m: Machine, c: int, kind: int, name: int, first: int, second: int) -> None:
    """A line of the log, of the case that stands at `c`, now."""
    put_line(m, m.memory[G_NOW], m.memory[c + B_NUMBER], kind, name, first, second, 0.0)


def say_number(m: Machine, c: int, kind: int, name: int, said: int, number: float) -> None:
    put_line(m, m.memory[G_NOW], m.memory[c + B_NUMBER], kind, name, said, 0, number)


def say_refused(m: Machine, c: int, event: int) -> None:
    """The line of a refusal, with the reasons that the judges left."""
    memory = m.memory
    count = memory[G_REASONS]
    first = m.table[SH_REASONS]
    place = 0
    for number in range(count):
        here = put_code(m, memory[first + number])
        place = place if number else here
    say(m, c, SAY_REFUSED, event, place, count)


def refuse(m: Machine, code: int) -> None:
    """One more reason to refuse."""
    memory = m.memory
    count = memory[G_REASONS]
    if count >= MOST_REASONS:
        raise Fault(FAULT_FULL, count)
    memory[m.table[SH_REASONS] + count] = code
    memory[G_REASONS] = count + 1


def taken(m: Machine, head: int, size: int) -> int:
    """A record of that size, from those given back at `head` or new; all zeros but for its first member."""
    memory = m.memory
    found = memory[head]
    if found:
        memory[head] = memory[found]
        for place in range(found, found + size):
            memory[place] = 0
        return found
    return extended(m, size)


def given_back(m: Machine, head: int, record: int) -> None:
    """The record may be taken again."""
    m.memory[record] = m.memory[head]
    m.memory[head] = record
