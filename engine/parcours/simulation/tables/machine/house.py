"""What people do, and what has happened when it is done."""

import math

from parcours.simulation.tables.machine import events, inputs, lives, slots, tasks, timers
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.places import came_and_went, is_fresh, look_again
from parcours.simulation.tables.machine.processes import wake
from parcours.simulation.tables.machine.sources import value_of
from parcours.simulation.tables.machine.state import say, say_refused
from parcours.simulation.tables.machine.turns import write
from parcours.simulation.tables.memory import (
    B_ENDED,
    B_HELD,
    B_OPENED,
    B_STAGE,
    B_WAKES,
    BK_HELD,
    BK_LIVES,
    BK_PASSED,
    G_BEFORE,
    G_CONTRACT,
    G_LITERAL,
    G_MOMENT,
    G_NOW,
    G_ON,
    G_PASSED,
    G_TODAY,
    SAY_MISSED,
    SAY_SENT,
    SH_PASSED,
    SH_TERMS,
    T_ACTION,
    TURN_RELEASE,
    TURN_TIMER,
    WAKE_RELEASE,
    WAKE_TIMER,
)
from parcours.simulation.tables.rows import (
    AC_EVENT,
    AC_KIND,
    AC_VALUES,
    AN_NAME,
    CT_OWNER,
    DOES_FINISH,
    DOES_SEND,
    EV_NAME,
    FAR,
    H_CONTRACTS,
    H_NOWHERE,
    NAME_EMPTY,
    NONE,
    OW_FIRST,
    OW_SLOTS,
    RS_INDEX,
    ST_HELD,
)

OF_PASSED = 4
"""How many numbers are noted of a timer that passed: slot, day, name, life of its owner."""
LIVES = 1024


def do(m: Machine, c: int, act: int, kind: int, owner: int) -> None:
    """Does it, or says that it was refused; what was granted for it counts as used from now on."""
    does = m.table[act + AC_KIND]
    if does == DOES_SEND:
        send(m, c, act, kind, owner)
    elif does == DOES_FINISH:
        _finish(m, c, owner)
    else:
        write_fields(m, c, m.table[act + AC_VALUES], kind, owner)
    give_back(m, c)


def send(m: Machine, c: int, act: int, kind: int, owner: int) -> bool:
    """Whether the event is accepted."""
    table = m.table
    event, given = table[act + AC_EVENT], table[act + AC_VALUES]
    begin(m, c)
    inputs.forget(m)
    for place in range(given + 1, given + 1 + 2 * table[given], 2):
        value = value_of(m, c, table[place + 1], kind, owner)
        if not math.isnan(value):
            inputs.put(m, table[place], value, m.memory[G_LITERAL])
    say(m, c, SAY_SENT, table[event + EV_NAME], 0, 0)
    if events.send(m, c, event):
        absorb(m, c)
        return True
    say_refused(m, c, table[event + EV_NAME])
    return False


def write_fields(m: Machine, c: int, given: int, kind: int, owner: int) -> None:
    """Fields of the dossier, by hand; those already drawn are said once all are."""
    table, memory = m.table, m.memory
    begin(m, c)
    inputs.forget(m)
    for number in range(table[given]):
        place = given + 1 + 2 * number
        value = value_of(m, c, table[place + 1], kind, owner)
        if not math.isnan(value):
            inputs.put(m, number, value, memory[G_LITERAL])
    memory[c + B_OPENED] = 1
    for number in range(table[given]):
        if inputs.is_given(m, number):
            value, said = m.values[inputs.value_place(m, number)], memory[inputs.said_place(m, number)]
            events.write_field(m, c, table[given + 1 + 2 * number], value, said)
    lives.reconsider(m, c)
    write(m, c)
    absorb(m, c)


def begin(m: Machine, c: int) -> None:
    """A step begins: what is read is read today, of no contract in particular."""
    table, memory = m.table, m.memory
    settle_down(m)
    memory[G_BEFORE] = 1 if memory[c + B_STAGE] != table[H_NOWHERE] else 0
    memory[G_PASSED] = 0
    contracts, terms = table[H_CONTRACTS], m.table[SH_TERMS]
    for number in range(table[contracts]):
        owner = table[table[contracts + 1 + number] + CT_OWNER]
        has_term = table[table[owner + OW_SLOTS]] > 1
        memory[terms + number] = 1 if has_term and slots.is_armed(m, c, table[owner + OW_FIRST] + 1) else 0


def settle_down(m: Machine) -> None:
    memory = m.memory
    memory[G_ON] = memory[G_TODAY]
    memory[G_CONTRACT] = 0
    memory[G_MOMENT] = NONE


def pass_time(m: Machine, c: int) -> None:
    """What the case itself has due now, unless its alarm was set anew since."""
    memory = m.memory
    if memory[c + B_WAKES] == memory[G_NOW]:
        memory[c + B_WAKES] = FAR
        begin(m, c)
        absorb(m, c)


def absorb(m: Machine, c: int) -> None:
    """All that is due happens, and the person stands where that has led them."""
    timers.settle(m, c)
    events.learn(m, c)
    settle_down(m)
    _say_missed(m, c)
    came_and_went(m, c)
    _set_alarm(m, c)
    give_back(m, c)
    look_again(m, c)


def give_back(m: Machine, c: int) -> None:
    """Units are given back, at an entry of their own, once their holder stands where they are not held."""
    table, memory = m.table, m.memory
    held, first = memory[c + B_HELD], c + m.table[BK_HELD]
    kept = 0
    for place in range(first, first + held):
        resource = memory[place]
        here = memory[c + B_ENDED] == NONE and table[table[memory[c + B_STAGE] + ST_HELD] + table[resource + RS_INDEX]]
        if here or is_fresh(m, c, resource):
            memory[first + kept] = resource
            kept += 1
        else:
            wake(m, memory[G_NOW], c, TURN_RELEASE, 0, WAKE_RELEASE, c, resource)
    memory[c + B_HELD] = kept


def _finish(m: Machine, c: int, task: int) -> None:
    begin(m, c)
    action = m.memory[task + T_ACTION]
    if tasks.finish(m, c, task):
        absorb(m, c)
    else:
        say_refused(m, c, m.table[action + AN_NAME] if action else NAME_EMPTY)


def _set_alarm(m: Machine, c: int) -> None:
    memory = m.memory
    due = timers.earliest(m, c)
    if due not in (FAR, memory[c + B_WAKES]):
        wake(m, due, c, TURN_TIMER, 0, WAKE_TIMER, c, 0)
    memory[c + B_WAKES] = due


def _say_missed(m: Machine, c: int) -> None:
    """Deadlines of the law, or that fire, which passed while their owner lived; each name once."""
    memory = m.memory
    first = m.table[SH_PASSED]
    for place in range(first, first + memory[G_PASSED], OF_PASSED):
        if not _was_missed(m, c, place):
            continue
        said = False
        for former in range(first, place, OF_PASSED):
            said = said or (memory[former + 2] == memory[place + 2] and _was_missed(m, c, former))
        if not said:
            say(m, c, SAY_MISSED, memory[place + 2], 0, 0)


def _was_missed(m: Machine, c: int, place: int) -> bool:
    memory = m.memory
    life, region = divmod(memory[place + 3], LIVES)
    same = memory[c + m.table[BK_LIVES] + region] == life
    return same and memory[c + m.table[BK_PASSED] + memory[place]] == memory[place + 1]
