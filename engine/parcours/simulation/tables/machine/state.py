"""What a run works on: the tables it only reads, its memory, what is to come, the log."""

from collections.abc import Sequence
from typing import NamedTuple, TypeAlias

from parcours.simulation.tables.memory import (
    B_NUMBER,
    FAULT_FULL,
    G_NOW,
    G_REASONS,
    MOST_REASONS,
    SAY_REFUSED,
    SH_REASONS,
)
from parcours.simulation.tables.rows import H_BLOCK, H_SHARED

Entry: TypeAlias = tuple[int, int, int, int, int, int, int, int]
"""Minute, case, rank, birth, number; then what to do, with what."""
Waiting: TypeAlias = tuple[float, int, int, int, int]
"""Priority, ticket, process, its birth, its case."""
Row: TypeAlias = tuple[int, int, int, int, int, int, float]
"""Minute, case, kind of line, name; then what the detail is made of."""


class Fault(Exception):  # noqa: N818  # what stops a run; the engine turns it into an error in words
    """Why a run cannot go on: one of the FAULT_ numbers, and what it is about."""


class Machine(NamedTuple):
    """`table` and `floats` are read only. `keys` holds the site numbers, then where each person's draws begin.

    `values` are the numbers of dossiers, `queues` those who wait for each resource, `codes` those of refusals;
    `comers` hold the minute, the stream and the key of each who is to come.
    """

    table: Sequence[int]
    floats: Sequence[float]
    memory: list[int]
    values: list[float]
    keys: list[int]
    agenda: list[Entry]
    queues: list[list[Waiting]]
    log: list[Row]
    codes: list[int]
    comers: Sequence[int]


def say(m: Machine, c: int, kind: int, name: int, first: int, second: int) -> None:
    """A line of the log, of the case that stands at `c`, now."""
    m.log.append((m.memory[G_NOW], m.memory[c + B_NUMBER], kind, name, first, second, 0.0))


def say_number(m: Machine, c: int, kind: int, name: int, said: int, number: float) -> None:
    m.log.append((m.memory[G_NOW], m.memory[c + B_NUMBER], kind, name, said, 0, number))


def say_refused(m: Machine, c: int, event: int) -> None:
    """The line of a refusal, with the reasons that the judges left."""
    memory = m.memory
    count = memory[G_REASONS]
    first = memory_of(m, SH_REASONS)
    say(m, c, SAY_REFUSED, event, len(m.codes), count)
    for place in range(first, first + count):
        m.codes.append(memory[place])


def refuse(m: Machine, code: int) -> None:
    """One more reason to refuse."""
    memory = m.memory
    count = memory[G_REASONS]
    if count >= MOST_REASONS:
        raise Fault(FAULT_FULL, count)
    memory[memory_of(m, SH_REASONS) + count] = code
    memory[G_REASONS] = count + 1


def memory_of(m: Machine, what: int) -> int:
    """Where something shared stands in memory."""
    return m.table[m.table[H_SHARED] + what]


def in_block(m: Machine, what: int) -> int:
    """How far something stands from the beginning of a block."""
    return m.table[m.table[H_BLOCK] + what]


def taken(m: Machine, head: int, size: int) -> int:
    """A record of that size, from those given back at `head` or new; all zeros but for its first member."""
    memory = m.memory
    found = memory[head]
    if found:
        memory[head] = memory[found]
        for place in range(found, found + size):
            memory[place] = 0
        return found
    found = len(memory)
    for _ in range(size):
        memory.append(0)
    return found


def given_back(m: Machine, head: int, record: int) -> None:
    """The record may be taken again."""
    m.memory[record] = m.memory[head]
    m.memory[head] = record
