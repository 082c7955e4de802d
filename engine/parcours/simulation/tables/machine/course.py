"""How an intent goes: its moment, what it asks for, then an act or the option that chance picks."""

from parcours.simulation.tables.machine import house, supply
from parcours.simulation.tables.machine.clock import at_day
from parcours.simulation.tables.machine.draws import drawn, picked
from parcours.simulation.tables.machine.intervals import later, times_later
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.processes import call
from parcours.simulation.tables.machine.sources import day_of_rule
from parcours.simulation.tables.machine.state import say
from parcours.simulation.tables.machine.words import holds
from parcours.simulation.tables.memory import (
    B_WAITING,
    G_AT,
    G_NOW,
    L_BORN,
    L_KIND,
    L_OWNER,
    L_PLACE,
    P_AWAITS,
    P_BIRTH,
    P_CASE,
    P_COUNT,
    P_FRESH,
    P_INTENT,
    P_PHASE,
    P_PLACE,
    PHASE_ACT,
    PHASE_AFTER,
    PHASE_ANSWERED,
    PHASE_ASK,
    PHASE_AWAIT,
    PHASE_EVERY,
    PHASE_ON,
    PHASE_SESSION,
    PLACE_HEAD,
    PROCESS_SIZE,
    SAY_ASKED,
)
from parcours.simulation.tables.rows import (
    CH_OPTIONS,
    CH_SITE,
    CH_WEIGHTS,
    IT_ACT,
    IT_AFTER,
    IT_AT,
    IT_AWAIT,
    IT_CHOICE,
    IT_COMING,
    IT_EVERY,
    IT_LEAVING,
    IT_ON,
    IT_PATIENCE,
    IT_RESOURCE,
    IT_SESSION,
    NONE,
    OP_INTENT,
    OP_OTHERWISE,
    OP_WHEN,
    PL_INTENTS,
    RS_NAME,
)

GOES_ON, WAITS = 0, 1


def go_on(m: Machine, process: int, granted: int) -> None:
    """Until it waits for what is not there yet, or is over, or its place has died of what it just did."""
    birth = m.memory[process + P_BIRTH]
    while m.memory[process + P_BIRTH] == birth:
        if _turn(m, process, granted) == WAITS:
            return


def _turn(m: Machine, process: int, granted: int) -> int:
    """From the phase it is in, through those that ask nothing of it, to the first where it waits or acts."""
    table, memory = m.table, m.memory
    phase, intent = memory[process + P_PHASE], memory[process + P_INTENT]
    if phase == PHASE_EVERY:
        return _every(m, process)
    if phase == PHASE_ANSWERED:
        return _answered(m, process, granted)
    if phase <= PHASE_AFTER and table[table[intent + IT_AFTER]]:
        return _after(m, process)
    if phase <= PHASE_ON and table[intent + IT_ON]:
        return _on(m, process)
    if phase <= PHASE_SESSION and table[intent + IT_SESSION]:
        return _session(m, process)
    if phase <= PHASE_AWAIT and table[intent + IT_AWAIT] and _await(m, process) == WAITS:
        return WAITS
    if phase <= PHASE_ASK and table[intent + IT_RESOURCE] and _ask(m, process) == WAITS:
        return WAITS
    return _act(m, process)


def _every(m: Machine, process: int) -> int:
    """The next time it comes back, counted from the birth of its place."""
    memory = m.memory
    memory[process + P_COUNT] += 1
    wait, born = m.table[memory[process + P_INTENT] + IT_EVERY], memory[memory[process + P_PLACE] + L_BORN]
    since = times_later(m, wait, born, memory[process + P_COUNT])
    if since < memory[G_NOW]:
        return GOES_ON
    memory[process + P_PHASE] = PHASE_AFTER
    call(m, process, since, 0)
    return WAITS


def _after(m: Machine, process: int) -> int:
    table, memory = m.table, m.memory
    memory[process + P_PHASE] = PHASE_ON
    waits = table[memory[process + P_INTENT] + IT_AFTER]
    minute = memory[G_NOW]
    for place in range(waits + 1, waits + 1 + table[waits]):
        minute = later(m, memory[process + P_CASE], table[place], minute)
    call(m, process, minute, 0)
    return WAITS


def _on(m: Machine, process: int) -> int:
    """A date counted from an empty day never comes."""
    table, memory = m.table, m.memory
    intent, place = memory[process + P_INTENT], memory[process + P_PLACE]
    memory[process + P_PHASE] = PHASE_SESSION
    owner = memory[place + L_OWNER]
    day = day_of_rule(
        m, memory[process + P_CASE], table[intent + IT_ON], table[intent + IT_COMING], memory[place + L_KIND], owner
    )
    if day == NONE:
        return _over(m, process)
    call(m, process, at_day(m, day, table[intent + IT_AT]), 0)
    return WAITS


def _session(m: Machine, process: int) -> int:
    memory = m.memory
    memory[process + P_PHASE] = PHASE_AWAIT
    session = m.table[memory[process + P_INTENT] + IT_SESSION]
    supply.booked(m, memory[process + P_CASE], session)
    call(m, process, memory[G_AT], 0)
    return WAITS


def _await(m: Machine, process: int) -> int:
    memory = m.memory
    memory[process + P_PHASE] = PHASE_ASK
    condition, c = m.table[memory[process + P_INTENT] + IT_AWAIT], memory[process + P_CASE]
    if holds(m, c, condition):
        return GOES_ON
    memory[process + P_AWAITS] = condition
    memory[c + B_WAITING] += 1
    return WAITS


def _ask(m: Machine, process: int) -> int:
    table, memory = m.table, m.memory
    intent, c = memory[process + P_INTENT], memory[process + P_CASE]
    resource = table[intent + IT_RESOURCE]
    memory[process + P_PHASE] = PHASE_ACT
    if supply.holds_unit(m, c, resource):
        return GOES_ON
    say(m, c, SAY_ASKED, table[resource + RS_NAME], 0, 0)
    if supply.taken_at_once(m, resource):
        supply.grant(m, process, resource)
        return GOES_ON
    supply.wait(m, c, process, resource)
    memory[process + P_PHASE] = PHASE_ANSWERED
    if table[intent + IT_PATIENCE]:
        call(m, process, memory[G_NOW] + int(drawn(m, c, table[intent + IT_PATIENCE])), 0)
    return WAITS


def _answered(m: Machine, process: int, granted: int) -> int:
    memory = m.memory
    if granted:
        memory[process + P_PHASE] = PHASE_ACT
        return GOES_ON
    leaving = m.table[memory[process + P_INTENT] + IT_LEAVING]
    return _did(m, process, leaving) if leaving else _over(m, process)


def _act(m: Machine, process: int) -> int:
    table, memory = m.table, m.memory
    intent = memory[process + P_INTENT]
    if table[intent + IT_CHOICE]:
        memory[process + P_INTENT] = _outcome(m, memory[process + P_CASE], table[intent + IT_CHOICE])
        memory[process + P_PHASE] = PHASE_AFTER
        return GOES_ON
    return _did(m, process, table[intent + IT_ACT]) if table[intent + IT_ACT] else _over(m, process)


def _outcome(m: Machine, c: int, choice: int) -> int:
    """The intent of the option that chance picks, or of the one it gives way to."""
    table = m.table
    options = table[choice + CH_OPTIONS]
    place = picked(m, c, table[choice + CH_SITE], table[choice + CH_WEIGHTS], table[options])
    option = table[options + 1]
    for number in range(1, table[options]):
        if place == number:
            option = table[options + 1 + number]
    while table[option + OP_WHEN] and table[option + OP_OTHERWISE] and not holds(m, c, table[option + OP_WHEN]):
        option = table[option + OP_OTHERWISE]
    return table[option + OP_INTENT]


def _did(m: Machine, process: int, act: int) -> int:
    """It is done; unless its place has died of it, it is over."""
    memory = m.memory
    birth = memory[process + P_BIRTH]
    memory[process + P_FRESH] = 0
    place = memory[process + P_PLACE]
    house.do(m, memory[process + P_CASE], act, memory[place + L_KIND], memory[place + L_OWNER])
    return _over(m, process) if memory[process + P_BIRTH] == birth else WAITS


def _over(m: Machine, process: int) -> int:
    """What comes back waits for its next time; the rest is dead."""
    table, memory = m.table, m.memory
    place = memory[process + P_PLACE]
    own = _own_intent(m, process, place)
    if table[own + IT_EVERY]:
        memory[process + P_INTENT] = own
        memory[process + P_PHASE] = PHASE_EVERY
        return GOES_ON
    memory[process + P_BIRTH] = 0
    return WAITS


def _own_intent(m: Machine, process: int, place: int) -> int:
    """The intent that the process began with, whatever option it went into."""
    intents = m.table[m.memory[place + L_PLACE] + PL_INTENTS]
    return m.table[intents + 1 + (process - place - PLACE_HEAD) // PROCESS_SIZE]
