"""Tracks: threads beside the main one, with stages of their own."""

from parcours.simulation.tables.machine import actions, lives
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.state import say
from parcours.simulation.tables.machine.turns import begun_at
from parcours.simulation.tables.memory import (
    B_STARTED,
    BK_STARTED,
    BK_TRACKS,
    K_ENDED,
    K_ENTERED,
    K_ENTERED_AT,
    K_LEFT,
    K_RUNNING,
    K_STAGE,
    K_STARTED,
    K_VISIT,
    SAY_TRACK,
    TRACK_SIZE,
)
from parcours.simulation.tables.rows import (
    ENDS_CASE,
    ENDS_NEVER,
    NAME_EMPTY,
    NONE,
    ST_ENTER,
    ST_EXIT,
    ST_FINAL,
    ST_NAME,
    ST_OWNER,
    ST_START,
    TK_ENDS,
    TK_ENTER,
    TK_INDEX,
    TK_INITIAL,
    TK_NAME,
    TK_OWNER,
)


def state_of(m: Machine, c: int, track: int) -> int:
    """Where the state of a track stands."""
    return c + m.table[BK_TRACKS] + m.table[track + TK_INDEX] * TRACK_SIZE


def start(m: Machine, c: int, names: int, on: int) -> None:
    """Starts tracks, in order; one that runs or has ended is left alone."""
    table, memory = m.table, m.memory
    for place in range(names + 1, names + 1 + table[names]):
        track = table[place]
        state = state_of(m, c, track)
        if memory[state + K_VISIT]:
            continue
        memory[c + m.table[BK_STARTED] + memory[c + B_STARTED]] = track
        memory[c + B_STARTED] += 1
        memory[state + K_STARTED] = on
        _enter(m, c, track, table[track + TK_INITIAL], on)
        actions.run(m, c, table[track + TK_ENTER], on)
        lives.bear(m, c, table[track + TK_OWNER], state, on, on)
        _settle_in(m, c, track, on)
        start(m, c, table[table[track + TK_INITIAL] + ST_START], on)
        _arm(m, c, track, on)


def move(m: Machine, c: int, track: int, to: int, on: int) -> None:
    """Carries a transition out in a track; without a destination nothing is left nor armed anew."""
    table, memory = m.table, m.memory
    if not to:
        return
    state = state_of(m, c, track)
    stage = memory[state + K_STAGE]
    actions.run(m, c, table[stage + ST_EXIT], on)
    lives.bury(m, c, table[stage + ST_OWNER], state, on - 1, True)
    _enter(m, c, track, to, on)
    _settle_in(m, c, track, on)
    start(m, c, table[to + ST_START], on)
    _arm(m, c, track, on)


def end_with(m: Machine, c: int, what: int, on: int) -> None:
    """Ends the running tracks that end with the case, or with a contract: then a late renewal may bring them back."""
    table, memory = m.table, m.memory
    for_good = what in (ENDS_CASE, ENDS_NEVER)
    for place in range(memory[c + B_STARTED]):
        track = memory[c + m.table[BK_STARTED] + place]
        state = state_of(m, c, track)
        if memory[state + K_RUNNING] and table[track + TK_ENDS] == what:
            stage = memory[state + K_STAGE]
            lives.bury(m, c, table[stage + ST_OWNER], state, on - 1, for_good)
            lives.bury(m, c, table[track + TK_OWNER], state, on - 1, for_good)
            memory[state + K_LEFT] = stage
            memory[state + K_STAGE] = 0
            memory[state + K_RUNNING] = 0
            memory[state + K_ENDED] = on
            say(m, c, SAY_TRACK, table[track + TK_NAME], NAME_EMPTY, 0)


def resume_with(m: Machine, c: int, contract: int, on: int) -> None:
    """The contract they had ended with on that day goes on after all: each stands where it stood."""
    table, memory = m.table, m.memory
    for place in range(memory[c + B_STARTED]):
        track = memory[c + m.table[BK_STARTED] + place]
        state = state_of(m, c, track)
        if memory[state + K_LEFT] and memory[state + K_ENDED] == on and table[track + TK_ENDS] == contract:
            stage = memory[state + K_LEFT]
            memory[state + K_STAGE] = stage
            memory[state + K_RUNNING] = 1
            memory[state + K_LEFT] = 0
            memory[state + K_ENDED] = NONE
            lives.bear(m, c, table[track + TK_OWNER], state, memory[state + K_STARTED], on)
            lives.bear(m, c, table[stage + ST_OWNER], state, memory[state + K_ENTERED], on)


def _enter(m: Machine, c: int, track: int, stage: int, on: int) -> None:
    memory = m.memory
    state = state_of(m, c, track)
    memory[state + K_STAGE] = stage
    memory[state + K_VISIT] += 1
    memory[state + K_ENTERED] = on
    memory[state + K_ENTERED_AT] = begun_at(m, on)
    memory[state + K_RUNNING] = 1
    memory[state + K_LEFT] = 0
    memory[state + K_ENDED] = NONE
    say(m, c, SAY_TRACK, m.table[track + TK_NAME], m.table[stage + ST_NAME], 0)


def _settle_in(m: Machine, c: int, track: int, on: int) -> None:
    stage = m.memory[state_of(m, c, track) + K_STAGE]
    actions.run(m, c, m.table[stage + ST_ENTER], on)


def _arm(m: Machine, c: int, track: int, on: int) -> None:
    table, state = m.table, state_of(m, c, track)
    stage = m.memory[state + K_STAGE]
    lives.bear(m, c, table[stage + ST_OWNER], state, on, on)
    if table[stage + ST_FINAL]:
        lives.bury(m, c, table[track + TK_OWNER], state, on - 1, True)
