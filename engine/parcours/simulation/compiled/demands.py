"""Follows every demand for what is scarce, from the asking to the release, as `measures.supplies` does."""

from parcours.simulation.compiled.counting import (
    DE_FIRST,
    DE_LAST,
    DEMAND_PAIR,
    DEMAND_SIZE,
    DM_MINUTE,
    DM_NEXT,
    SUPPLY_ASKED,
    SUPPLY_AT_ONCE,
    SUPPLY_GRANTED,
    SUPPLY_LONGEST,
    SUPPLY_MINUTES,
    SUPPLY_RENEGED,
    SUPPLY_SINCE,
    SUPPLY_SIZE,
    SUPPLY_VALUE,
    SUPPLY_WITHDRAWN,
    T_GIVEN_UP,
    T_IN_USE,
    T_QUEUES,
    T_SUPPLIES,
    T_WAITS,
    TALLY_DEMANDS,
    TALLY_FREE,
    W_BEGINS,
    W_DEMANDS_OF_CASE,
    W_ENDS,
    W_RESOURCE_OF,
    W_RESOURCES,
)
from parcours.simulation.compiled.levels import change, lasted, level_of
from parcours.simulation.compiled.parts import Room
from parcours.simulation.tables.machine.parts import Fault
from parcours.simulation.tables.memory import (
    FAULT_ROOM,
    G_MOST_DEMANDS,
    SAY_ASKED,
    SAY_GRANTED,
    SAY_RELEASED,
)
from parcours.simulation.tables.rows import NONE


def follow(m: Room, c: int, minute: int, kind: int, name: int, gone: int) -> None:
    """Somebody asks, is served, gives up or gives back."""
    index = m.window[m.window[W_RESOURCE_OF] + name]
    if kind == SAY_ASKED:
        _ask(m, c, index, minute)
    elif kind == SAY_GRANTED:
        _grant(m, c, index, minute)
    elif kind == SAY_RELEASED:
        change(m, level_of(m, T_IN_USE, index), minute, -1)
    else:
        _give_up(m, c, index, minute, SUPPLY_WITHDRAWN if gone else SUPPLY_RENEGED)


def forget(m: Room, c: int, minute: int) -> None:
    """Somebody leaves: their demands are withdrawn."""
    for index in range(m.window[W_RESOURCES]):
        while m.tally[c + m.window[W_DEMANDS_OF_CASE] + index * DEMAND_PAIR + DE_FIRST]:
            _give_up(m, c, index, minute, SUPPLY_WITHDRAWN)


def give_up_all(m: Room, c: int) -> None:
    """The window has ended: who waits was last seen waiting."""
    tally = m.tally
    for index in range(m.window[W_RESOURCES]):
        demand = tally[c + m.window[W_DEMANDS_OF_CASE] + index * DEMAND_PAIR + DE_FIRST]
        while demand:
            asked = tally[demand + DM_MINUTE]
            if asked >= m.window[W_BEGINS]:
                lasted(m, T_GIVEN_UP, index, m.window[W_ENDS] - asked)
            demand = tally[demand + DM_NEXT]


def until(m: Room, index: int, minute: int) -> None:
    """Nothing changes in a queue before that minute; who is served in the minute of asking has made none."""
    tally, supply = m.tally, m.window[T_SUPPLIES] + index * SUPPLY_SIZE
    since = max(tally[supply + SUPPLY_SINCE], m.window[W_BEGINS])
    if minute > since:
        tally[supply + SUPPLY_LONGEST] = max(tally[supply + SUPPLY_LONGEST], tally[supply + SUPPLY_VALUE])
        tally[supply + SUPPLY_SINCE] = minute


def _ask(m: Room, c: int, index: int, minute: int) -> None:
    tally = m.tally
    demand = _taken(m)
    tally[demand + DM_MINUTE] = minute
    own = c + m.window[W_DEMANDS_OF_CASE] + index * DEMAND_PAIR
    last = tally[own + DE_LAST]
    if tally[own + DE_FIRST]:
        tally[last + DM_NEXT] = demand
    else:
        tally[own + DE_FIRST] = demand
    tally[own + DE_LAST] = demand
    _queue(m, index, minute, 1)
    if minute >= m.window[W_BEGINS]:
        tally[m.window[T_SUPPLIES] + index * SUPPLY_SIZE + SUPPLY_ASKED] += 1


def _grant(m: Room, c: int, index: int, minute: int) -> None:
    tally, supply = m.tally, m.window[T_SUPPLIES] + index * SUPPLY_SIZE
    change(m, level_of(m, T_IN_USE, index), minute, 1)
    asked = _answered(m, c, index, minute)
    if asked == NONE or asked < m.window[W_BEGINS]:
        return
    tally[supply + SUPPLY_GRANTED] += 1
    if minute == asked:
        tally[supply + SUPPLY_AT_ONCE] += 1
    tally[supply + SUPPLY_MINUTES] += minute - asked
    lasted(m, T_WAITS, index, minute - asked)


def _give_up(m: Room, c: int, index: int, minute: int, why: int) -> None:
    asked = _answered(m, c, index, minute)
    if asked != NONE and asked >= m.window[W_BEGINS]:
        m.tally[m.window[T_SUPPLIES] + index * SUPPLY_SIZE + why] += 1
        lasted(m, T_GIVEN_UP, index, minute - asked)


def _answered(m: Room, c: int, index: int, minute: int) -> int:
    """When the oldest demand was made, now taken away; NONE where there was none."""
    tally = m.tally
    own = c + m.window[W_DEMANDS_OF_CASE] + index * DEMAND_PAIR
    demand = tally[own + DE_FIRST]
    if not demand:
        return NONE
    tally[own + DE_FIRST] = tally[demand + DM_NEXT]
    tally[demand + DM_NEXT] = tally[TALLY_FREE]
    tally[TALLY_FREE] = demand
    _queue(m, index, minute, -1)
    return tally[demand + DM_MINUTE]


def _queue(m: Room, index: int, minute: int, by: int) -> None:
    until(m, index, minute)
    m.tally[m.window[T_SUPPLIES] + index * SUPPLY_SIZE + SUPPLY_VALUE] += by
    change(m, level_of(m, T_QUEUES, index), minute, by)


def _taken(m: Room) -> int:
    """A demand given back, or a new one."""
    tally = m.tally
    demand = tally[TALLY_FREE]
    if demand:
        tally[TALLY_FREE] = tally[demand + DM_NEXT]
    else:
        demand = tally[TALLY_DEMANDS]
        if demand + DEMAND_SIZE > m.memory[G_MOST_DEMANDS]:
            raise Fault(FAULT_ROOM, G_MOST_DEMANDS)
        tally[TALLY_DEMANDS] = demand + DEMAND_SIZE
    tally[demand + DM_NEXT] = 0
    return demand
