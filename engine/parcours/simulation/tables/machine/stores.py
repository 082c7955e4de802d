"""What grows while a machine runs: memory, the agenda, the queues, the log. Here as lists, which grow by themselves."""

import heapq

from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.memory import G_NUMBER
from parcours.simulation.tables.rows import FAR, UNKNOWN

OF_COMER = 3
"""How many numbers are said of somebody to come: minute, stream, key in the stream."""


def extended(m: Machine, size: int) -> int:
    """So many more places in memory, all zeros: the first of them."""
    found = len(m.memory)
    m.memory.extend([0] * size)
    return found


def copied(m: Machine, origin: int, size: int) -> int:
    """So many more places in memory, as they stand in the table: the first of them."""
    found = len(m.memory)
    m.memory.extend(m.table[origin : origin + size])
    return found


def least(m: Machine, first: int, count: int) -> int:
    """The least of so many places, FAR for none."""
    return min(m.memory[first : first + count], default=FAR)


def opened_numbers(m: Machine, count: int) -> int:
    """So many more numbers, all unknown: the place of the first."""
    found = len(m.values)
    m.values.extend([UNKNOWN] * count)
    return found


def coming(m: Machine) -> int:
    """How many people come in all."""
    return len(m.comers) // OF_COMER


def put_entry(m: Machine, minute: int, number: int, rank: int, birth: int, what: int, first: int, second: int) -> None:
    """Something to come; of what comes at once for one case, by rank and birth, the last asked for comes last."""
    m.memory[G_NUMBER] += 1
    heapq.heappush(m.agenda, (minute, number, rank, birth, m.memory[G_NUMBER], what, first, second))


def is_due(m: Machine, end: int) -> bool:
    """Whether anything comes before a minute."""
    return len(m.agenda) > 0 and m.agenda[0][0] < end


def next_entry(m: Machine) -> tuple[int, int, int, int, int, int]:
    """What comes first, taken away: minute, case, birth, what to do, with what."""
    minute, number, _, birth, _, what, first, second = heapq.heappop(m.agenda)
    return minute, number, birth, what, first, second


def put_line(m: Machine, minute: int, case: int, kind: int, name: int, first: int, second: int, number: float) -> None:
    m.log.append((minute, case, kind, name, first, second, number))


def put_code(m: Machine, code: int) -> int:
    """Where this code of a refusal stands."""
    m.codes.append(code)
    return len(m.codes) - 1


def put_waiting(m: Machine, index: int, priority: float, ticket: int, process: int, birth: int, number: int) -> None:
    """Somebody more in the queue of a resource."""
    heapq.heappush(m.queues[index], (priority, ticket, process, birth, number))


def waiting(m: Machine, index: int) -> int:
    """How many stand in a queue, those included who have left without a word."""
    return len(m.queues[index])


def first_waiting(m: Machine, index: int) -> tuple[int, int, int, int]:
    """Whose turn comes first: ticket, process, its birth, its case."""
    _, ticket, process, birth, number = m.queues[index][0]
    return ticket, process, birth, number


def drop_waiting(m: Machine, index: int) -> None:
    """Takes the first of a queue away."""
    heapq.heappop(m.queues[index])
