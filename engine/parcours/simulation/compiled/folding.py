"""Counts the rows of the log as they come: what `measures.fold` makes of lines, in whole numbers alone.

Areas are taken in any order of time: what changes at a minute counts for the rest of its month, and for every month
after it, which are added up at the end. Only the length of queues asks for rows in order of time.
"""

from parcours.simulation.compiled.counting import (
    CO_RENEWALS,
    CO_RUNNING,
    CONTRACT_PAIR,
    CS_ARRIVED,
    CS_SINCE,
    CS_STAGE,
    HELD_REACHED_LAST,
    HELD_RENEWED,
    HELD_SIGNED,
    HELD_SIZE,
    SEEN_BITS,
    T_AREAS,
    T_CASES,
    T_CENSORED,
    T_COUNTS,
    T_ENDED,
    T_HELD,
    T_LAST,
    T_MONEY,
    T_OUTCOMES,
    T_REACHED,
    T_REFUSALS,
    T_RUNNING,
    T_TASKS,
    TALLY_ARRIVALS,
    TALLY_LINES,
    TALLY_PEOPLE,
    TASKS,
    W_BEGINS,
    W_CASE_SIZE,
    W_CONTRACT_OF,
    W_CONTRACTS_OF_CASE,
    W_EACH,
    W_ENDS,
    W_FINAL,
    W_FLOW_OF,
    W_MONTHS,
    W_NAMES,
    W_RENEWALS,
    W_SEEN,
    W_STAGE_OF,
)
from parcours.simulation.compiled.demands import follow, forget, give_up_all
from parcours.simulation.compiled.levels import change, lasted, level_of, month_of
from parcours.simulation.compiled.parts import Room
from parcours.simulation.compiled.stores import ROW_SIZE
from parcours.simulation.tables.memory import (
    G_CODES,
    G_ROWS,
    SAY_ARRIVED,
    SAY_ASKED,
    SAY_EARNED,
    SAY_ENDED,
    SAY_ENTERED,
    SAY_LEFT,
    SAY_REFUSED,
    SAY_RELEASED,
    SAY_RENEWED,
    SAY_SIGNED,
    SAY_TASK,
)
from parcours.simulation.tables.rows import NONE


def fold(m: Room) -> None:
    """Counts all rows there are, and forgets them."""
    fold_from(m, 0)


def fold_from(m: Room, first: int) -> None:
    """Counts the rows from one on, and forgets all."""
    log = m.log
    for row in range(first, m.memory[G_ROWS]):
        at = row * ROW_SIZE
        minute, case, kind, name = log[at], log[at + 1], log[at + 2], log[at + 3]
        take(m, minute, case, kind, name, log[at + 4], log[at + 5], m.said[row])
    m.memory[G_ROWS] = 0
    m.memory[G_CODES] = 0


def count_line(m: Room, minute: int, case: int, kind: int, name: int, first: int, second: int, number: float) -> None:
    """Counts a line that is not kept; G_ROWS says how many there were."""
    m.memory[G_ROWS] += 1
    take(m, minute, case, kind, name, first, second, number)


def close(m: Room, case: int) -> None:
    """The window has ended, wherever this person stands."""
    c = case_place(m, case)
    stage, since = m.tally[c + CS_STAGE], m.tally[c + CS_SINCE]
    if stage >= 0 and since >= m.window[W_BEGINS]:
        lasted(m, T_CENSORED, stage, m.window[W_ENDS] - since)
    give_up_all(m, c)


def case_place(m: Room, case: int) -> int:
    """Where what is known of somebody stands; alone, each takes the place of the one before."""
    return m.window[T_CASES] + case * m.window[W_EACH]


def take(m: Room, minute: int, case: int, kind: int, name: int, first: int, second: int, number: float) -> None:
    """Counts a line."""
    tally, window = m.tally, m.window
    tally[TALLY_LINES] += 1
    if minute >= window[W_BEGINS]:
        _count(m, minute, kind, name, first, second, number)
    c = case_place(m, case)
    if kind == SAY_ENTERED:
        _leave(m, c, minute)
        _enter(m, c, minute, window[window[W_STAGE_OF] + name])
    elif kind == SAY_ARRIVED:
        _arrive(m, c, minute)
    elif kind == SAY_LEFT:
        _leave(m, c, minute)
        if tally[c + CS_ARRIVED] != NONE:
            tally[c + CS_ARRIVED] = NONE
            tally[window[T_OUTCOMES] + name] += 1
        forget(m, c, minute)
    elif kind in (SAY_SIGNED, SAY_RENEWED, SAY_ENDED):
        _hold(m, c, minute, kind, window[window[W_CONTRACT_OF] + name])
    elif SAY_ASKED <= kind <= SAY_RELEASED:
        follow(m, c, minute, kind, name, first)


def _count(m: Room, minute: int, kind: int, name: int, first: int, second: int, number: float) -> None:
    """A line of the window, by its kind and its name."""
    tally, window = m.tally, m.window
    if kind == SAY_TASK:
        tally[window[T_TASKS] + name * TASKS + first] += 1
    else:
        tally[window[T_COUNTS] + kind * window[W_NAMES] + name] += 1
    if kind == SAY_REFUSED:
        _refuse(m, first, second)
    elif kind == SAY_EARNED and window[window[W_FLOW_OF] + name] >= 0:
        flow = window[T_MONEY] + window[window[W_FLOW_OF] + name] * window[W_MONTHS]
        tally[flow + month_of(m, minute)] += int(number)


def _refuse(m: Room, first: int, count: int) -> None:
    refusals = m.window[T_REFUSALS]
    if count < 0:
        m.tally[refusals + first] += 1
    for place in range(first, first + count):
        m.tally[refusals + m.codes[place]] += 1


def _arrive(m: Room, c: int, minute: int) -> None:
    tally = m.tally
    for place in range(c, c + m.window[W_CASE_SIZE]):
        tally[place] = 0
    tally[TALLY_PEOPLE] += 1
    tally[c + CS_STAGE] = -1
    tally[c + CS_ARRIVED] = NONE
    if minute >= m.window[W_BEGINS]:
        tally[TALLY_ARRIVALS] += 1
        tally[c + CS_ARRIVED] = minute


def _enter(m: Room, c: int, minute: int, stage: int) -> None:
    tally = m.tally
    if not m.window[m.window[W_FINAL] + stage]:
        change(m, level_of(m, T_AREAS, stage), minute, 1)
        tally[c + CS_STAGE] = stage
        tally[c + CS_SINCE] = minute
    if tally[c + CS_ARRIVED] == NONE:
        return
    seen, bit = c + m.window[W_SEEN] + stage // SEEN_BITS, 1 << stage % SEEN_BITS
    if not tally[seen] & bit:
        tally[seen] |= bit
        reached = m.window[T_REACHED] + 2 * stage
        tally[reached] += 1
        tally[reached + 1] += minute - tally[c + CS_ARRIVED]


def _leave(m: Room, c: int, minute: int) -> None:
    tally = m.tally
    stage = tally[c + CS_STAGE]
    if stage < 0:
        return
    tally[c + CS_STAGE] = -1
    change(m, level_of(m, T_AREAS, stage), minute, -1)
    since = tally[c + CS_SINCE]
    if since >= m.window[W_BEGINS]:
        lasted(m, T_ENDED, stage, minute - since)


def _hold(m: Room, c: int, minute: int, kind: int, contract: int) -> None:
    """A contract signed, renewed or ended; one that ends may be renewed after all."""
    tally = m.tally
    held = c + m.window[W_CONTRACTS_OF_CASE] + contract * CONTRACT_PAIR
    inside = 1 if minute >= m.window[W_BEGINS] else 0
    counts = m.window[T_HELD] + contract * HELD_SIZE
    running, last = level_of(m, T_RUNNING, contract), level_of(m, T_LAST, contract)
    most = m.window[m.window[W_RENEWALS] + contract]
    if kind == SAY_ENDED:
        if tally[held + CO_RUNNING]:
            tally[held + CO_RUNNING] = 0
            change(m, running, minute, -1)
            if tally[held + CO_RENEWALS] == most:
                change(m, last, minute, -1)
        return
    if kind == SAY_SIGNED:
        tally[counts + HELD_SIGNED] += inside
        tally[held + CO_RENEWALS] = tally[held + CO_RUNNING] = 0
    else:
        tally[counts + HELD_RENEWED] += inside
        tally[held + CO_RENEWALS] += 1
    if not tally[held + CO_RUNNING]:
        change(m, running, minute, 1)
    tally[held + CO_RUNNING] = 1
    if tally[held + CO_RENEWALS] == most:
        change(m, last, minute, 1)
        tally[counts + HELD_REACHED_LAST] += inside
