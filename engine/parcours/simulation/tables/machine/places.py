"""Where a person stands, as the scenario sees it: places are born and die with what the parcours says."""

from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.processes import call
from parcours.simulation.tables.machine.state import say
from parcours.simulation.tables.machine.tracks import state_of
from parcours.simulation.tables.machine.words import holds
from parcours.simulation.tables.memory import (
    B_BIRTHS,
    B_CONTRACTS,
    B_ENDED,
    B_STAGE,
    B_STARTED,
    B_TASKS,
    B_VISIT,
    B_WAITING,
    BK_PLACE_SIZE,
    BK_PLACES,
    BK_STARTED,
    C_CONTRACT,
    C_NEXT,
    C_NUMBER,
    C_PERIODS,
    C_STATUS,
    G_NOW,
    K_RUNNING,
    K_STAGE,
    K_VISIT,
    L_BORN,
    L_COUNT,
    L_FIRST,
    L_KEY,
    L_KIND,
    L_OWNER,
    L_PLACE,
    OPEN,
    P_AWAITS,
    P_BIRTH,
    P_CALL,
    P_CASE,
    P_COUNT,
    P_FRESH,
    P_INTENT,
    P_PHASE,
    P_PLACE,
    P_QUEUED,
    P_RANK,
    P_TICKET,
    PHASE_AFTER,
    PHASE_EVERY,
    PLACE_HEAD,
    PROCESS_SIZE,
    RUNNING,
    SAY_RENEGED,
    T_ACTION,
    T_NEXT,
    T_STATUS,
    TASK_HEAD,
    TURN_PLACES,
)
from parcours.simulation.tables.rows import (
    AN_PLACE,
    CT_INDEX,
    CT_PLACE,
    FAR,
    H_NOWHERE,
    H_PLACES,
    H_TRACKS,
    IT_EVERY,
    NONE,
    OWNED_CONTRACT,
    OWNED_STAGE,
    OWNED_TRACK_STAGE,
    PL_INTENTS,
    PL_RANK,
    RS_NAME,
    ST_PLACE,
    TK_INDEX,
)

GONE = 1
PERIODS = 4096
"""How the number of a contract and those of its periods are told as one number."""


def came_and_went(m: Machine, c: int) -> None:
    """Drops the intents of places that are no more, and begins those of new ones."""
    place = _next_to_die(m, c)
    while place:
        _bury(m, c, place)
        place = _next_to_die(m, c)
    _bear_tracks(m, c)
    _bear_contracts(m, c)
    _bear_tasks(m, c)
    memory, table = m.memory, m.table
    key = _stage_key(m, c)
    if key:
        stage = memory[c + B_STAGE]
        _bear(m, c, area(m, c, 0), key, table[stage + ST_PLACE], OWNED_STAGE, 0)


def look_again(m: Machine, c: int) -> None:
    """The person has moved: those of their intents that waited for what now holds go on."""
    memory = m.memory
    if not memory[c + B_WAITING]:
        return
    for number in range(m.table[H_PLACES]):
        _look(m, c, area(m, c, number))
    task = memory[c + B_TASKS]
    while task:
        _look(m, c, task + TASK_HEAD if memory[task + T_ACTION] else 0)
        task = memory[task + T_NEXT]


def area(m: Machine, c: int, number: int) -> int:
    """Where a place of the block stands: the stage, the tracks, the contracts."""
    return c + m.table[BK_PLACES] + number * m.table[BK_PLACE_SIZE]


def is_fresh(m: Machine, c: int, resource: int) -> bool:
    """Whether some intent was given a unit that it has not used yet."""
    memory = m.memory
    for number in range(m.table[H_PLACES]):
        if _has_fresh(m, area(m, c, number), resource):
            return True
    task = memory[c + B_TASKS]
    while task:
        if memory[task + T_ACTION] and _has_fresh(m, task + TASK_HEAD, resource):
            return True
        task = memory[task + T_NEXT]
    return False


def _has_fresh(m: Machine, place: int, resource: int) -> bool:
    memory = m.memory
    if not memory[place + L_KEY]:
        return False
    first = place + PLACE_HEAD
    for process in range(first, first + memory[place + L_COUNT] * PROCESS_SIZE, PROCESS_SIZE):
        if memory[process + P_BIRTH] and memory[process + P_FRESH] == resource:
            return True
    return False


def _look(m: Machine, c: int, place: int) -> None:
    memory = m.memory
    if not place or not memory[place + L_KEY]:
        return
    first = place + PLACE_HEAD
    for process in range(first, first + memory[place + L_COUNT] * PROCESS_SIZE, PROCESS_SIZE):
        awaited = memory[process + P_AWAITS]
        if memory[process + P_BIRTH] and awaited and holds(m, c, awaited):
            memory[process + P_AWAITS] = 0
            memory[c + B_WAITING] -= 1
            call(m, process, memory[G_NOW], 0)


def _stage_key(m: Machine, c: int) -> int:
    memory, stage = m.memory, m.memory[c + B_STAGE]
    stands = stage != m.table[H_NOWHERE] and memory[c + B_ENDED] == NONE and m.table[stage + ST_PLACE] != 0
    return memory[c + B_VISIT] if stands else 0


def _track_key(m: Machine, state: int) -> int:
    memory = m.memory
    stands = memory[state + K_RUNNING] and m.table[memory[state + K_STAGE] + ST_PLACE]
    return memory[state + K_VISIT] if stands else 0


def _contract_key(m: Machine, c: int, number: int) -> int:
    """Of the contract of that number, among those of the file."""
    memory = m.memory
    record = memory[c + B_CONTRACTS]
    while record:
        contract = memory[record + C_CONTRACT]
        if m.table[contract + CT_INDEX] == number and memory[record + C_STATUS] == RUNNING:
            return _key_of(m, record) if m.table[contract + CT_PLACE] else 0
        record = memory[record + C_NEXT]
    return 0


def _key_of(m: Machine, record: int) -> int:
    return m.memory[record + C_NUMBER] * PERIODS + m.memory[record + C_PERIODS]


def _next_to_die(m: Machine, c: int) -> int:
    """The place that is no more, the first born of them; 0 when all still are."""
    memory, table = m.memory, m.table
    found, first = 0, FAR
    tracks = table[table[H_TRACKS]]
    for number in range(table[H_PLACES]):
        place = area(m, c, number)
        key = memory[place + L_KEY]
        if not key or memory[place + L_FIRST] >= first:
            continue
        if number == 0:
            now = _stage_key(m, c)
        elif number <= tracks:
            now = _track_key(m, state_of(m, c, table[table[H_TRACKS] + number]))
        else:
            now = _contract_key(m, c, number - tracks - 1)
        if key != now:
            found, first = place, memory[place + L_FIRST]
    task = memory[c + B_TASKS]
    while task:
        over = memory[task + T_ACTION] and memory[task + TASK_HEAD + L_KEY] and memory[task + T_STATUS] != OPEN
        if over and memory[task + TASK_HEAD + L_FIRST] < first:
            found, first = task + TASK_HEAD, memory[task + TASK_HEAD + L_FIRST]
        task = memory[task + T_NEXT]
    return found


def _bury(m: Machine, c: int, place: int) -> None:
    """Its intents leave their queues, and what they were given and have not used is given back."""
    memory = m.memory
    memory[place + L_KEY] = 0
    first = place + PLACE_HEAD
    for process in range(first, first + memory[place + L_COUNT] * PROCESS_SIZE, PROCESS_SIZE):
        if not memory[process + P_BIRTH]:
            continue
        memory[process + P_BIRTH] = 0
        memory[process + P_FRESH] = 0
        if memory[process + P_QUEUED]:
            say(m, c, SAY_RENEGED, m.table[memory[process + P_QUEUED] + RS_NAME], GONE, 0)
            memory[process + P_QUEUED] = 0
        if memory[process + P_AWAITS]:
            memory[process + P_AWAITS] = 0
            memory[c + B_WAITING] -= 1


def _bear_tracks(m: Machine, c: int) -> None:
    table, memory = m.table, m.memory
    for place in range(memory[c + B_STARTED]):
        track = memory[c + m.table[BK_STARTED] + place]
        state = state_of(m, c, track)
        key = _track_key(m, state)
        if key:
            stage = memory[state + K_STAGE]
            where = area(m, c, 1 + table[track + TK_INDEX])
            _bear(m, c, where, key, table[stage + ST_PLACE], OWNED_TRACK_STAGE, state)


def _bear_contracts(m: Machine, c: int) -> None:
    table, memory = m.table, m.memory
    record = memory[c + B_CONTRACTS]
    while record:
        contract = memory[record + C_CONTRACT]
        if memory[record + C_STATUS] == RUNNING and table[contract + CT_PLACE]:
            where = area(m, c, 1 + table[table[H_TRACKS]] + table[contract + CT_INDEX])
            _bear(m, c, where, _key_of(m, record), table[contract + CT_PLACE], OWNED_CONTRACT, record)
        record = memory[record + C_NEXT]


def _bear_tasks(m: Machine, c: int) -> None:
    table, memory = m.table, m.memory
    task = memory[c + B_TASKS]
    while task:
        action = memory[task + T_ACTION]
        if action and memory[task + T_STATUS] == OPEN and table[action + AN_PLACE]:
            _bear(m, c, task + TASK_HEAD, 1, table[action + AN_PLACE], OWNED_STAGE, task)
        task = memory[task + T_NEXT]


def _bear(m: Machine, c: int, place: int, key: int, row: int, kind: int, owner: int) -> None:
    """The place is there, and all its intents begin; nothing happens if it was there before."""
    table, memory = m.table, m.memory
    if memory[place + L_KEY] == key:
        return
    intents = table[row + PL_INTENTS]
    memory[place + L_KEY] = key
    memory[place + L_PLACE] = row
    memory[place + L_BORN] = memory[G_NOW]
    memory[place + L_FIRST] = memory[c + B_BIRTHS]
    memory[place + L_KIND] = kind
    memory[place + L_OWNER] = owner
    memory[place + L_COUNT] = table[intents]
    for number in range(table[intents]):
        process = place + PLACE_HEAD + number * PROCESS_SIZE
        intent = table[intents + 1 + number]
        memory[c + B_BIRTHS] += 1
        memory[process + P_BIRTH] = memory[c + B_BIRTHS]
        memory[process + P_CALL] = memory[process + P_QUEUED] = memory[process + P_TICKET] = 0
        memory[process + P_FRESH] = memory[process + P_AWAITS] = memory[process + P_COUNT] = 0
        memory[process + P_INTENT] = intent
        memory[process + P_PHASE] = PHASE_EVERY if table[intent + IT_EVERY] else PHASE_AFTER
        memory[process + P_CASE] = c
        memory[process + P_PLACE] = place
        memory[process + P_RANK] = TURN_PLACES + table[row + PL_RANK]
        call(m, process, memory[G_NOW], 0)
