"""Births and deaths: what a stage, a contract or a track arms when it begins, and what goes with it."""

from parcours.simulation.tables.machine import deadlines, recurrences, slots
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.retention import arm as arm_retention
from parcours.simulation.tables.machine.turns import forget_touched, was_born
from parcours.simulation.tables.memory import (
    B_CONTRACTS,
    B_ENDED,
    B_ENTERED,
    B_REVISION,
    B_STAGE,
    B_STARTED,
    BK_BIRTHS,
    BK_DUE,
    BK_LIVES,
    BK_OWNERS,
    BK_PASSED,
    BK_STARTED,
    BK_TRACKS,
    C_CONTRACT,
    C_NEXT,
    C_STARTS,
    C_STATUS,
    G_TOUCHED,
    K_ENTERED,
    K_RUNNING,
    K_STAGE,
    K_STARTED,
    RUNNING,
    SH_BORN,
    SH_TOUCHED,
    TRACK_SIZE,
)
from parcours.simulation.tables.rows import (
    CT_OWNER,
    DL_ROOTS,
    FAR,
    H_NOWHERE,
    NONE,
    OW_DEADLINES,
    OW_FIRST,
    OW_RECURRENCES,
    OW_REGION,
    OW_SLOTS,
    RC_SLOT,
    ROOT_CASE,
    ST_FINAL,
    ST_OWNER,
    TK_INDEX,
    TK_OWNER,
)


def bear(m: Machine, c: int, owner: int, owned: int, birth: int, since: int) -> None:
    """Arms all that lives with an owner; its recurrences ask nothing of days before `since`."""
    table, memory = m.table, m.memory
    region = table[owner + OW_REGION]
    memory[c + m.table[BK_OWNERS] + region] = owner
    memory[c + m.table[BK_BIRTHS] + region] = birth
    own = table[owner + OW_DEADLINES]
    for place in range(own + 1, own + 1 + table[own]):
        deadlines.arm(m, c, table[place], owner, owned, birth)
    was_born(m, region)
    own = table[owner + OW_RECURRENCES]
    for place in range(own + 1, own + 1 + table[own]):
        recurrences.arm_next(m, c, table[place], owner, owned, birth, since - 1)


def bury(m: Machine, c: int, owner: int, owned: int, last: int, for_good: bool) -> None:
    """Ends an owner on its last day, judging first the periods that close that very day."""
    table, memory = m.table, m.memory
    if table[table[owner + OW_RECURRENCES]]:
        _call_last(m, c, owner, owned, last)
    first = table[owner + OW_FIRST]
    for slot in range(first, first + table[table[owner + OW_SLOTS]]):
        memory[c + m.table[BK_DUE] + slot] = FAR
        if for_good:
            memory[c + m.table[BK_PASSED] + slot] = NONE
    region = table[owner + OW_REGION]
    memory[c + m.table[BK_OWNERS] + region] = 0
    if for_good:
        memory[c + m.table[BK_LIVES] + region] += 1


def renew(m: Machine, c: int, owner: int) -> None:
    """Another one of the same kind begins: nothing of it has acted yet."""
    first = c + m.table[BK_PASSED] + m.table[owner + OW_FIRST]
    for place in range(first, first + m.table[m.table[owner + OW_SLOTS]]):
        m.memory[place] = NONE


def birth_of(m: Machine, c: int, owner: int) -> int:
    return m.memory[c + m.table[BK_BIRTHS] + m.table[owner + OW_REGION]]


def reconsider(m: Machine, c: int) -> None:
    """Reckons again every date that depends on something this turn has touched."""
    table, memory = m.table, m.memory
    if not memory[G_TOUCHED]:
        return
    stage = memory[c + B_STAGE]
    if stage != table[H_NOWHERE] and (memory[c + B_ENDED] == NONE or table[stage + ST_FINAL]):
        _reconsider(m, c, table[stage + ST_OWNER], 0, memory[c + B_ENTERED])
    record = memory[c + B_CONTRACTS]
    while record:
        if memory[record + C_STATUS] == RUNNING:
            _reconsider(m, c, table[memory[record + C_CONTRACT] + CT_OWNER], record, memory[record + C_STARTS])
        record = memory[record + C_NEXT]
    for place in range(memory[c + B_STARTED]):
        track = memory[c + m.table[BK_STARTED] + place]
        state = c + m.table[BK_TRACKS] + table[track + TK_INDEX] * TRACK_SIZE
        if memory[state + K_RUNNING]:
            _reconsider(m, c, table[track + TK_OWNER], state, memory[state + K_STARTED])
            _reconsider(m, c, table[memory[state + K_STAGE] + ST_OWNER], state, memory[state + K_ENTERED])
    if memory[m.table[SH_TOUCHED] + ROOT_CASE]:
        arm_retention(m, c)
    forget_touched(m)


def _reconsider(m: Machine, c: int, owner: int, owned: int, birth: int) -> None:
    table, memory = m.table, m.memory
    touched = m.table[SH_TOUCHED]
    since = memory[m.table[SH_BORN] + table[owner + OW_REGION]]
    own = table[owner + OW_DEADLINES]
    for place in range(own + 1, own + 1 + table[own]):
        roots = table[table[place] + DL_ROOTS]
        for root in range(roots + 1, roots + 1 + table[roots]):
            if memory[touched + table[root]] > since:
                deadlines.arm(m, c, table[place], owner, owned, birth)
                break


def _call_last(m: Machine, c: int, owner: int, owned: int, last: int) -> None:
    table = m.table
    birth, newest, since = birth_of(m, c, owner), m.memory[c + B_REVISION], 0
    while True:
        called = recurrences.last_call(m, c, owner, last, since)
        if not called:
            return
        place = table[called + RC_SLOT]
        slot = table[owner + OW_FIRST] + place
        since = slots.revision_of(m, c, slot)
        if since > newest:
            return
        slots.pass_by(m, c, owner, slot, table[table[owner + OW_SLOTS] + 1 + place])
        recurrences.act(m, c, called, owner, owned, birth, last)
