"""What is to come, where room is set aside once: the days ahead each with its own entries, those of the day in order.

Most entries are for a day far ahead, and many are no longer wanted when it comes: they wait in the list of their day,
which takes no search. Only when that day comes are they put in order.
"""

from parcours.simulation.compiled.parts import Room
from parcours.simulation.tables.machine.parts import Fault
from parcours.simulation.tables.memory import (
    FAULT_ROOM,
    G_DAY,
    G_END,
    G_ENTRIES,
    G_FREE_ENTRY,
    G_MOST_DAYS,
    G_MOST_ENTRIES,
    G_NUMBER,
    G_SLOTS,
    G_SOON,
)
from parcours.simulation.tables.rows import DAY_MINUTES

E_KEY, E_NEXT, E_RANK, E_BIRTH, E_ORDER, E_WHAT, E_FIRST, E_SECOND, ENTRY_SIZE = range(9)
SOON_SIZE = 2
"""Of what comes that day: its key, where its entry stands. The entry at 0 is none."""
CASE_BITS = 30
CASES = 1 << CASE_BITS


def put(m: Room, minute: int, number: int, rank: int, birth: int, what: int, first: int, second: int) -> None:
    """Something to come; what would come at the end or later never does."""
    memory, agenda = m.memory, m.agenda
    memory[G_NUMBER] += 1
    if minute >= memory[G_END]:
        return
    at = _taken(m)
    agenda[at + E_KEY] = minute * CASES + number
    agenda[at + E_RANK] = rank
    agenda[at + E_BIRTH] = birth
    agenda[at + E_ORDER] = memory[G_NUMBER]
    agenda[at + E_WHAT] = what
    agenda[at + E_FIRST] = first
    agenda[at + E_SECOND] = second
    day = minute // DAY_MINUTES
    if memory[G_ENTRIES] == 0:
        memory[G_DAY] = day
    memory[G_ENTRIES] += 1
    if day <= memory[G_DAY]:
        _order(m, at)
        return
    if day - memory[G_DAY] >= memory[G_MOST_DAYS]:
        raise Fault(FAULT_ROOM, G_MOST_DAYS)
    place = day & (memory[G_MOST_DAYS] - 1)
    agenda[at + E_NEXT] = m.days[place]
    m.days[place] = at


def comes_before(m: Room, end: int) -> bool:
    """Whether anything comes before a minute; the day on which it does has come then."""
    memory = m.memory
    if memory[G_ENTRIES] == 0:
        return False
    if memory[G_SOON] == 0:
        _turn(m)
    return m.soon[0] < end * CASES


def taken_away(m: Room) -> tuple[int, int, int, int, int, int]:
    """What comes first: minute, case, birth, what to do, with what."""
    memory, agenda, soon = m.memory, m.agenda, m.soon
    at = soon[1]
    count = memory[G_SOON] - 1
    memory[G_SOON] = count
    memory[G_ENTRIES] -= 1
    key, last = soon[count * SOON_SIZE], soon[count * SOON_SIZE + 1]
    place = 0
    while True:
        child = 2 * place + 1
        if child >= count:
            break
        if child + 1 < count:
            right = (child + 1) * SOON_SIZE
            if _is_before(m, soon[right], soon[right + 1], child):
                child += 1
        if not _is_before(m, soon[child * SOON_SIZE], soon[child * SOON_SIZE + 1], count):
            break
        _move(m, child, place)
        place = child
    soon[place * SOON_SIZE] = key
    soon[place * SOON_SIZE + 1] = last
    agenda[at + E_NEXT] = memory[G_FREE_ENTRY]
    memory[G_FREE_ENTRY] = at
    first = agenda[at + E_KEY]
    return (
        first >> CASE_BITS,
        first & (CASES - 1),
        agenda[at + E_BIRTH],
        agenda[at + E_WHAT],
        agenda[at + E_FIRST],
        agenda[at + E_SECOND],
    )


def _taken(m: Room) -> int:
    """An entry given back, or a new one."""
    memory = m.memory
    at = memory[G_FREE_ENTRY]
    if at > 0:
        memory[G_FREE_ENTRY] = m.agenda[at + E_NEXT]
        return at
    if memory[G_SLOTS] >= memory[G_MOST_ENTRIES]:
        raise Fault(FAULT_ROOM, G_MOST_ENTRIES)
    memory[G_SLOTS] += 1
    return memory[G_SLOTS] * ENTRY_SIZE


def _turn(m: Room) -> None:
    """The next day that has anything comes; there is one."""
    memory, days = m.memory, m.days
    last = memory[G_MOST_DAYS] - 1
    day = memory[G_DAY] + 1
    while days[day & last] == 0:
        day += 1
    memory[G_DAY] = day
    at = days[day & last]
    days[day & last] = 0
    while at > 0:
        following = m.agenda[at + E_NEXT]
        _order(m, at)
        at = following


def _order(m: Room, at: int) -> None:
    """An entry takes its place among those of the day."""
    soon = m.soon
    key, place = m.agenda[at + E_KEY], m.memory[G_SOON]
    m.memory[G_SOON] = place + 1
    while place > 0:
        parent = (place - 1) >> 1
        if not _is_before(m, key, at, parent):
            break
        _move(m, parent, place)
        place = parent
    soon[place * SOON_SIZE] = key
    soon[place * SOON_SIZE + 1] = at


def _is_before(m: Room, key: int, at: int, place: int) -> bool:
    """Whether an entry comes before the one that has a place in the day: by minute and case, then by whose turn."""
    other = m.soon[place * SOON_SIZE]
    if key != other:
        return key < other
    return _goes_first(m, at, m.soon[place * SOON_SIZE + 1])


def _goes_first(m: Room, one: int, other: int) -> bool:
    agenda = m.agenda
    if agenda[one + E_RANK] != agenda[other + E_RANK]:
        return agenda[one + E_RANK] < agenda[other + E_RANK]
    if agenda[one + E_BIRTH] != agenda[other + E_BIRTH]:
        return agenda[one + E_BIRTH] < agenda[other + E_BIRTH]
    return agenda[one + E_ORDER] < agenda[other + E_ORDER]


def _move(m: Room, origin: int, to: int) -> None:
    m.soon[to * SOON_SIZE] = m.soon[origin * SOON_SIZE]
    m.soon[to * SOON_SIZE + 1] = m.soon[origin * SOON_SIZE + 1]
