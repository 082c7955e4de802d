"""Events people send and the engine fires: judged, recorded, and carried out now or kept for their day."""

from parcours.simulation.tables.machine import actions, inputs, kept, lives, stages, tracks
from parcours.simulation.tables.machine.judging import (
    MAIN,
    drop_refused,
    judge,
    judge_again,
    listen,
    listen_one,
    transition_of,
)
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.state import say, say_number, taken
from parcours.simulation.tables.machine.turns import touch, write
from parcours.simulation.tables.memory import (
    B_CONTACT,
    B_OPENED,
    B_VALUES,
    BK_COUNTS,
    BK_KNOWN,
    COUNT_SIZE,
    G_BEFORE,
    G_CONTRACT,
    G_FREE_COUNT,
    G_LEARNT,
    G_LISTENING,
    G_ON,
    G_REASONS,
    G_TODAY,
    K_RUNNING,
    KP_CONTRACT,
    KP_ON,
    N_DAY,
    N_NEXT,
    PR_BEFORE,
    SAY_REFUSED,
    SAY_WROTE,
    SH_LEARNT,
    SH_LISTENING,
    SH_LITERALS,
    SH_VALUES,
)
from parcours.simulation.tables.rows import (
    ACT_BEGIN,
    ACT_NOTHING,
    EV_ACT,
    EV_CONTRACT,
    EV_COUNTED,
    EV_DO,
    EV_INPUTS,
    EV_NAME,
    FD_NAME,
    FD_PERSONAL,
    FD_ROOT,
    FD_SEALED,
    H_FIELDS,
    IN_INTO,
    IN_SLOT,
    INPUT_EFFECTIVE,
    NAME_LATER,
    ROOT_CASE,
    SAID_DAY,
    TR_TO,
)

EVERYBODY = -1
"""All the threads that listen."""


def send(m: Machine, c: int, event: int) -> bool:
    """Whether an event from outside is accepted; its inputs stand ready. The reasons stay where judges left them."""
    memory, table = m.memory, m.table
    inputs.complete(m, event)
    on = judge(m, c, event)
    if memory[G_REASONS]:
        return False
    memory[c + B_OPENED] = 1
    write_inputs(m, c, event)
    contact(m, c, min(on, memory[G_TODAY]))
    act = table[event + EV_ACT]
    kept.replace_former(m, c, event, table[event + EV_CONTRACT] if act != ACT_NOTHING else 0)
    if act == ACT_BEGIN:
        memory[G_CONTRACT] = stages.sign(m, c)
    elif act != ACT_NOTHING:
        memory[G_CONTRACT] = memory[PR_BEFORE]
    actions.run(m, c, table[event + EV_DO], memory[G_TODAY])
    if on > memory[G_TODAY]:
        kept.keep(m, c, event, on)
    else:
        _carry_out(m, c, event, act != ACT_NOTHING, on)
    lives.reconsider(m, c)
    write(m, c)
    return True


def take_effect(m: Machine, c: int, number: int, event: int) -> None:
    """A kept event on its day: judged again, and either carried out or handed back to its author."""
    memory = m.memory
    place = kept.place_of(m, c, number)
    kept.recall(m, c, number)
    memory[G_CONTRACT] = memory[place + KP_CONTRACT]
    memory[G_ON] = memory[place + KP_ON]
    concerned = judge_again(m, c, event)
    if memory[G_REASONS]:
        say(m, c, SAY_REFUSED, m.table[event + EV_NAME], NAME_LATER, -1)
        kept.hand_back(m, c, number)
    else:
        kept.forget(m, c, number)
        _carry_out(m, c, event, concerned, memory[G_ON])
    lives.reconsider(m, c)
    write(m, c)


def internal(m: Machine, c: int, track: int, event: int, on: int) -> None:
    """An event the engine sends to a thread, or to all that listen. What the engine fires never waits."""
    memory = m.memory
    inputs.forget(m)
    inputs.put(m, INPUT_EFFECTIVE, float(on), SAID_DAY)
    memory[G_ON] = on
    if track == EVERYBODY:
        listen(m, c, event)
    else:
        listen_one(m, c, event, track)
    memory[G_REASONS] = 0
    moves = drop_refused(m, c)
    memory[G_REASONS] = 0
    actions.run(m, c, m.table[event + EV_DO], on)
    if moves:
        _carry_out(m, c, event, False, on)


def contact(m: Machine, c: int, day: int) -> None:
    m.memory[c + B_CONTACT] = max(day, m.memory[c + B_CONTACT])
    touch(m, ROOT_CASE)


def write_field(m: Machine, c: int, number: int, value: float, said: int) -> None:
    """What a field of the dossier holds from now on; a personal one is read from the next step on."""
    memory, table = m.memory, m.table
    field = table[table[H_FIELDS] + 1 + number]
    memory[c + m.table[BK_KNOWN] + number] = 1
    if table[field + FD_PERSONAL]:
        _learn(m, number, value)
    else:
        m.values[memory[c + B_VALUES] + number] = value
    touch(m, table[field + FD_ROOT])
    if memory[G_BEFORE]:
        sealed = table[field + FD_SEALED]
        say_number(m, c, SAY_WROTE, table[field + FD_NAME], said if sealed < 0 else sealed, value)


def write_inputs(m: Machine, c: int, event: int) -> None:
    """What an event writes in the dossier."""
    table, memory = m.table, m.memory
    own = table[event + EV_INPUTS]
    for place in range(own + 1, own + 1 + table[own]):
        each = table[place]
        slot = table[each + IN_SLOT]
        if table[each + IN_INTO] >= 0 and inputs.is_given(m, slot):
            value, said = m.values[m.table[SH_VALUES] + slot], memory[m.table[SH_LITERALS] + slot]
            write_field(m, c, table[each + IN_INTO], value, said)


def learn(m: Machine, c: int) -> None:
    """At the end of a step, what was said of the person is known."""
    memory = m.memory
    first = m.table[SH_LEARNT]
    for place in range(first, first + memory[G_LEARNT]):
        number = memory[place]
        m.values[memory[c + B_VALUES] + number] = m.values[m.table[SH_VALUES] - 1 - number]
    memory[G_LEARNT] = 0


def _learn(m: Machine, number: int, value: float) -> None:
    """Kept below the inputs, one place a field, until the step is over."""
    memory = m.memory
    m.values[m.table[SH_VALUES] - 1 - number] = value
    first = m.table[SH_LEARNT]
    for place in range(first, first + memory[G_LEARNT]):
        if memory[place] == number:
            return
    memory[first + memory[G_LEARNT]] = number
    memory[G_LEARNT] += 1


def _carry_out(m: Machine, c: int, event: int, concerned: bool, on: int) -> None:
    """The event takes effect: contract and main thread first, then tracks, then the clocks."""
    table, memory = m.table, m.memory
    if table[event + EV_COUNTED] >= 0:
        _count(m, c, table[event + EV_COUNTED], on)
    transition = transition_of(m, MAIN)
    first, listening = m.table[SH_LISTENING], memory[G_LISTENING]
    if concerned or transition:
        stages.take(m, c, table[transition + TR_TO] if transition else 0, concerned, on)
    for place in range(first, first + 2 * listening, 2):
        track = memory[place]
        # What the main thread has just done may have ended this one.
        if track != MAIN and memory[tracks.state_of(m, c, track) + K_RUNNING]:
            tracks.move(m, c, track, table[memory[place + 1] + TR_TO], on)


def _count(m: Machine, c: int, counted: int, on: int) -> None:
    memory = m.memory
    record = taken(m, G_FREE_COUNT, COUNT_SIZE)
    head = c + m.table[BK_COUNTS] + counted
    memory[record + N_NEXT] = memory[head]
    memory[record + N_DAY] = on
    memory[head] = record
