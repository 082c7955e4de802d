"""The stores of `tables.machine.stores` over room that is set aside once; what overflows it stops the run."""

from parcours.simulation.compiled import agenda
from parcours.simulation.compiled.parts import Room
from parcours.simulation.tables.machine.parts import Fault
from parcours.simulation.tables.memory import (
    FAULT_ROOM,
    G_CODES,
    G_COMING,
    G_FREE_CONTRACT,
    G_FREE_COUNT,
    G_MOST_CODES,
    G_MOST_NUMBERS,
    G_MOST_ROWS,
    G_MOST_USED,
    G_MOST_WAITING,
    G_NUMBERS,
    G_ROWS,
    G_USED,
    SH_FREE_TASKS,
    SH_SIZE,
    SH_UNITS,
)
from parcours.simulation.tables.rows import FAR, H_VALUES, UNKNOWN

WAITING_SIZE = 4
ROW_SIZE = 6


def forget_all(m: Room) -> None:
    """As before anything has happened: nobody is there, nothing is to come."""
    memory, table = m.memory, m.table
    memory[G_USED] = table[SH_SIZE]
    memory[G_NUMBERS] = table[H_VALUES]
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
    agenda.put(m, minute, number, rank, birth, what, first, second)


def is_due(m: Room, end: int) -> bool:
    return agenda.comes_before(m, end)


def next_entry(m: Room) -> tuple[int, int, int, int, int, int]:
    return agenda.taken_away(m)


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


def _waits_before(m: Room, one: int, other: int) -> bool:
    if m.priorities[one] != m.priorities[other]:
        return m.priorities[one] < m.priorities[other]
    return m.queues[one * WAITING_SIZE] < m.queues[other * WAITING_SIZE]


def _move_waiting(m: Room, origin: int, to: int) -> None:
    m.priorities[to] = m.priorities[origin]
    for place in range(WAITING_SIZE):
        m.queues[to * WAITING_SIZE + place] = m.queues[origin * WAITING_SIZE + place]
