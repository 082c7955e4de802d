"""The layers every event goes through, in their order: stage, role, input, law, contract, guards."""

from parcours.simulation.tables.machine import inputs, limits
from parcours.simulation.tables.machine.contracts import propose
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.state import refuse
from parcours.simulation.tables.machine.tracks import state_of
from parcours.simulation.tables.machine.words import holds
from parcours.simulation.tables.memory import (
    B_ENDED,
    B_STAGE,
    B_STARTED,
    BK_STARTED,
    G_LISTENING,
    G_ON,
    G_REASONS,
    K_RUNNING,
    K_STAGE,
    PR_ON,
    SH_LISTENING,
)
from parcours.simulation.tables.rows import (
    EV_BY,
    EV_INDEX,
    EV_NOTE,
    EV_QUORUM,
    GD_CODE,
    GD_NAME,
    H_NOWHERE,
    INPUT_EFFECTIVE,
    INPUT_PRESENT,
    NAME_ROLE,
    NAME_STAGE,
    NONE,
    ST_MOVES,
    TR_GUARDS,
)

MAIN = 0
"""The main thread, among the rows of tracks."""


def judge(m: Machine, c: int, event: int) -> int:
    """The day an event sent takes effect; the first layer that fails leaves all its reasons."""
    memory, table = m.memory, m.table
    memory[G_REASONS] = 0
    if not _has_place(m, c, event):
        return NONE
    if not table[event + EV_BY]:
        refuse(m, NAME_ROLE)
        return NONE
    concerned = propose(m, c, event)
    on = memory[PR_ON] if concerned else inputs.given(m, INPUT_EFFECTIVE)
    inputs.judge(m, c, event, on)
    if not memory[G_REASONS] and table[event + EV_QUORUM] > max(0, inputs.given(m, INPUT_PRESENT)):
        refuse(m, NAME_ROLE)
    if not memory[G_REASONS]:
        _judge_rules(m, c, concerned, on, True)
    return on


def judge_again(m: Machine, c: int, event: int) -> bool:
    """The layers that time may have changed since the event was sent. Whether it concerns a contract."""
    m.memory[G_REASONS] = 0
    if not _has_place(m, c, event):
        return False
    concerned = propose(m, c, event)
    _judge_rules(m, c, concerned, m.memory[G_ON], False)
    return concerned


def listen(m: Machine, c: int, event: int) -> None:
    """Notes the threads whose present stage has this event, the main one first, each with its transition."""
    table, memory = m.table, m.memory
    memory[G_LISTENING] = 0
    index = table[event + EV_INDEX]
    if memory[c + B_ENDED] == NONE:
        _note(m, MAIN, table[table[memory[c + B_STAGE] + ST_MOVES] + index])
    for place in range(memory[c + B_STARTED]):
        track = memory[c + m.table[BK_STARTED] + place]
        state = state_of(m, c, track)
        if memory[state + K_RUNNING]:
            _note(m, track, table[table[memory[state + K_STAGE] + ST_MOVES] + index])


def listen_one(m: Machine, c: int, event: int, track: int) -> None:
    """Notes one thread, if it stands anywhere and has this event there."""
    table, memory = m.table, m.memory
    memory[G_LISTENING] = 0
    stage = memory[c + B_STAGE]
    if track != MAIN:
        stage = memory[state_of(m, c, track) + K_STAGE]
    if stage:
        _note(m, track, table[table[stage + ST_MOVES] + table[event + EV_INDEX]])


def drop_refused(m: Machine, c: int) -> int:
    """Forgets the transitions whose guards refuse, leaving their reasons; how many are left."""
    memory = m.memory
    first, left = m.table[SH_LISTENING], 0
    for place in range(first, first + 2 * memory[G_LISTENING], 2):
        if _guarded(m, c, memory[place + 1]):
            memory[first + 2 * left] = memory[place]
            memory[first + 2 * left + 1] = memory[place + 1]
            left += 1
    memory[G_LISTENING] = left
    return left


def transition_of(m: Machine, track: int) -> int:
    """The transition that a thread takes, 0 for none."""
    memory = m.memory
    first = m.table[SH_LISTENING]
    for place in range(first, first + 2 * memory[G_LISTENING], 2):
        if memory[place] == track:
            return memory[place + 1]
    return 0


def _note(m: Machine, track: int, transition: int) -> None:
    memory = m.memory
    if transition:
        place = m.table[SH_LISTENING] + 2 * memory[G_LISTENING]
        memory[place] = track
        memory[place + 1] = transition
        memory[G_LISTENING] += 1


def _has_place(m: Machine, c: int, event: int) -> bool:
    memory = m.memory
    listen(m, c, event)
    under_way = memory[c + B_STAGE] != m.table[H_NOWHERE] and memory[c + B_ENDED] == NONE
    if not memory[G_LISTENING] and not (m.table[event + EV_NOTE] and under_way):
        refuse(m, NAME_STAGE)
        return False
    return True


def _judge_rules(m: Machine, c: int, concerned: bool, on: int, sent: bool) -> None:
    memory = m.memory
    memory[G_ON] = on
    if concerned:
        limits.judge_law(m)
        if memory[G_REASONS]:
            return
        limits.judge_file(m, c, sent)
        if memory[G_REASONS]:
            return
    threads = memory[G_LISTENING]
    if drop_refused(m, c) or not threads:
        memory[G_REASONS] = 0


def _guarded(m: Machine, c: int, transition: int) -> bool:
    """Whether all its guards hold; a reason for each that does not."""
    table = m.table
    guards, free = table[transition + TR_GUARDS], True
    for place in range(guards + 1, guards + 1 + table[guards]):
        guard = table[place]
        if not holds(m, c, table[guard + GD_CODE]):
            refuse(m, table[guard + GD_NAME])
            free = False
    return free
