"""The stores of `tables.machine.stores` over room that is set aside once; what overflows it stops the run."""

from collections.abc import Sequence
from typing import NamedTuple

from parcours.simulation.tables.machine.parts import Fault
from parcours.simulation.tables.memory import (
    FAULT_ROOM,
    G_CODES,
    G_COMING,
    G_ENTRIES,
    G_FREE_CONTRACT,
    G_FREE_COUNT,
    G_MOST_CODES,
    G_MOST_ENTRIES,
    G_MOST_NUMBERS,
    G_MOST_ROWS,
    G_MOST_USED,
    G_MOST_WAITING,
    G_NUMBER,
    G_NUMBERS,
    G_ROWS,
    G_USED,
    SH_FREE_TASKS,
    SH_SIZE,
    SH_UNITS,
)
from parcours.simulation.tables.rows import FAR, H_VALUES, UNKNOWN

ENTRY_SIZE = 8
WAITING_SIZE = 4
ROW_SIZE = 6


class Room(NamedTuple):
    """`agenda`, `queues`, `priorities`, `log`, `said` are flat; `waiting` says how long each queue is.

    `window` and `tally` are for the folding, laid out as `counting` says; `spread` for those who come one by one.
    """

    table: Sequence[int]
    floats: Sequence[float]
    keys: list[int]
    comers: list[int]
    memory: list[int]
    values: list[float]
    agenda: list[int]
    waiting: list[int]
    queues: list[int]
    priorities: list[float]
    log: list[int]
    said: list[float]
    codes: list[int]
    window: Sequence[int]
    tally: list[int]
    spread: list[float]


def forget_all(m: Room) -> None:
    """As before anything has happened: nobody is there, nothing is to come."""
    memory, table = m.memory, m.table
    memory[G_USED] = table[SH_SIZE]
    memory[G_NUMBERS] = table[H_VALUES]
    memory[G_ENTRIES] = 0
    memory[G_FREE_CONTRACT] = memory[G_FREE_COUNT] = 0
    first = table[SH_FREE_TASKS]
    for place in range(first, table[SH_UNITS]):
        memory[place] = 0


def extended(m: Room, size: int) -> int:
    memory = m.memory
    found = memory[G_USED]
    if found + size > memory[G_MOST_USED]:
        raise Fault(FAULT_ROOM, G_MOST_USED)
    for place in range(found, found + size):
        memory[place] = 0
    memory[G_USED] = found + size
    return found


def copied(m: Room, origin: int, size: int) -> int:
    memory = m.memory
    found = memory[G_USED]
    if found + size > memory[G_MOST_USED]:
        raise Fault(FAULT_ROOM, G_MOST_USED)
    for place in range(size):
        memory[found + place] = m.table[origin + place]
    memory[G_USED] = found + size
    return found


def least(m: Room, first: int, count: int) -> int:
    found = FAR
    for place in range(first, first + count):
        found = min(found, m.memory[place])
    return found


def opened_numbers(m: Room, count: int) -> int:
    memory = m.memory
    found = memory[G_NUMBERS]
    if found + count > memory[G_MOST_NUMBERS]:
        raise Fault(FAULT_ROOM, G_MOST_NUMBERS)
    for place in range(found, found + count):
        m.values[place] = UNKNOWN
    memory[G_NUMBERS] = found + count
    return found


def coming(m: Room) -> int:
    return m.memory[G_COMING]


def put_entry(m: Room, minute: int, number: int, rank: int, birth: int, what: int, first: int, second: int) -> None:
    memory, agenda = m.memory, m.agenda
    memory[G_NUMBER] += 1
    order = memory[G_NUMBER]
    place = memory[G_ENTRIES]
    if place >= memory[G_MOST_ENTRIES]:
        raise Fault(FAULT_ROOM, G_MOST_ENTRIES)
    memory[G_ENTRIES] = place + 1
    while place > 0:
        parent = (place - 1) >> 1
        if not _before(m, minute, number, rank, birth, order, parent * ENTRY_SIZE):
            break
        _move(m, parent * ENTRY_SIZE, place * ENTRY_SIZE)
        place = parent
    at = place * ENTRY_SIZE
    agenda[at] = minute
    agenda[at + 1] = number
    agenda[at + 2] = rank
    agenda[at + 3] = birth
    agenda[at + 4] = order
    agenda[at + 5] = what
    agenda[at + 6] = first
    agenda[at + 7] = second


def is_due(m: Room, end: int) -> bool:
    return m.memory[G_ENTRIES] > 0 and m.agenda[0] < end


def next_entry(m: Room) -> tuple[int, int, int, int, int, int]:
    memory, agenda = m.memory, m.agenda
    minute, number, birth = agenda[0], agenda[1], agenda[3]
    what, first, second = agenda[5], agenda[6], agenda[7]
    count = memory[G_ENTRIES] - 1
    memory[G_ENTRIES] = count
    last = count * ENTRY_SIZE
    place = 0
    while True:
        child = 2 * place + 1
        if child >= count:
            break
        if child + 1 < count and _is_before(m, (child + 1) * ENTRY_SIZE, child * ENTRY_SIZE):
            child += 1
        if not _is_before(m, child * ENTRY_SIZE, last):
            break
        _move(m, child * ENTRY_SIZE, place * ENTRY_SIZE)
        place = child
    _move(m, last, place * ENTRY_SIZE)
    return minute, number, birth, what, first, second


def put_line(m: Room, minute: int, case: int, kind: int, name: int, first: int, second: int, number: float) -> None:
    memory, log = m.memory, m.log
    place = memory[G_ROWS]
    if place >= memory[G_MOST_ROWS]:
        raise Fault(FAULT_ROOM, G_MOST_ROWS)
    memory[G_ROWS] = place + 1
    at = place * ROW_SIZE
    log[at] = minute
    log[at + 1] = case
    log[at + 2] = kind
    log[at + 3] = name
    log[at + 4] = first
    log[at + 5] = second
    m.said[place] = number


def put_code(m: Room, code: int) -> int:
    memory = m.memory
    place = memory[G_CODES]
    if place >= memory[G_MOST_CODES]:
        raise Fault(FAULT_ROOM, G_MOST_CODES)
    memory[G_CODES] = place + 1
    m.codes[place] = code
    return place


def put_waiting(m: Room, index: int, priority: float, ticket: int, process: int, birth: int, number: int) -> None:
    most, place = m.memory[G_MOST_WAITING], m.waiting[index]
    if place >= most:
        raise Fault(FAULT_ROOM, G_MOST_WAITING)
    m.waiting[index] = place + 1
    first = index * most
    while place > 0:
        parent = (place - 1) >> 1
        other = first + parent
        before = m.priorities[other] < priority
        if before or (m.priorities[other] == priority and m.queues[other * WAITING_SIZE] < ticket):
            break
        _move_waiting(m, other, first + place)
        place = parent
    here = first + place
    m.priorities[here] = priority
    m.queues[here * WAITING_SIZE] = ticket
    m.queues[here * WAITING_SIZE + 1] = process
    m.queues[here * WAITING_SIZE + 2] = birth
    m.queues[here * WAITING_SIZE + 3] = number


def waiting(m: Room, index: int) -> int:
    return m.waiting[index]


def first_waiting(m: Room, index: int) -> tuple[int, int, int, int]:
    at = index * m.memory[G_MOST_WAITING] * WAITING_SIZE
    return m.queues[at], m.queues[at + 1], m.queues[at + 2], m.queues[at + 3]


def drop_waiting(m: Room, index: int) -> None:
    first = index * m.memory[G_MOST_WAITING]
    count = m.waiting[index] - 1
    m.waiting[index] = count
    last = first + count
    place = 0
    while True:
        child = 2 * place + 1
        if child >= count:
            break
        if child + 1 < count and _waits_before(m, first + child + 1, first + child):
            child += 1
        if not _waits_before(m, first + child, last):
            break
        _move_waiting(m, first + child, first + place)
        place = child
    _move_waiting(m, last, first + place)


def _before(m: Room, minute: int, number: int, rank: int, birth: int, order: int, at: int) -> bool:
    """Whether an entry that is not there yet comes before the one that stands there."""
    agenda = m.agenda
    if minute != agenda[at]:
        return minute < agenda[at]
    if number != agenda[at + 1]:
        return number < agenda[at + 1]
    if rank != agenda[at + 2]:
        return rank < agenda[at + 2]
    return birth < agenda[at + 3] if birth != agenda[at + 3] else order < agenda[at + 4]


def _is_before(m: Room, one: int, other: int) -> bool:
    agenda = m.agenda
    return _before(m, agenda[one], agenda[one + 1], agenda[one + 2], agenda[one + 3], agenda[one + 4], other)


def _move(m: Room, origin: int, to: int) -> None:
    agenda = m.agenda
    for place in range(ENTRY_SIZE):
        agenda[to + place] = agenda[origin + place]


def _waits_before(m: Room, one: int, other: int) -> bool:
    if m.priorities[one] != m.priorities[other]:
        return m.priorities[one] < m.priorities[other]
    return m.queues[one * WAITING_SIZE] < m.queues[other * WAITING_SIZE]


def _move_waiting(m: Room, origin: int, to: int) -> None:
    m.priorities[to] = m.priorities[origin]
    for place in range(WAITING_SIZE):
        m.queues[to * WAITING_SIZE + place] = m.queues[origin * WAITING_SIZE + place]
