"""Doing what the file says: tasks for people; effects for machines leave no line."""

from parcours.simulation.tables.machine.members import noted_place
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.state import given_back, say, taken
from parcours.simulation.tables.machine.turns import touch
from parcours.simulation.tables.memory import (
    B_LAST_TASK,
    B_SEQ,
    B_TASKS,
    G_CONTRACT,
    OPEN,
    SAY_TASK,
    SH_FREE_TASKS,
    T_ACTION,
    T_CONTRACT,
    T_FACT,
    T_NEXT,
    T_OPENED,
    T_PREVIOUS,
    T_STATUS,
    T_SUBJECT,
    TASK_HEAD,
    WITHDRAWN,
)
from parcours.simulation.tables.rows import AN_BY, AN_INDEX, AN_NAME, AN_NOTED, AN_SIZE, NAME_EMPTY, ROOT_LAW


def run(m: Machine, c: int, names: int, on: int) -> None:
    """Carries out a list of actions born on a day, in order."""
    for place in range(names + 1, names + 1 + m.table[names]):
        action = m.table[place]
        if m.table[action + AN_BY]:
            open_task(m, c, action, 0, on)


def open_tasks(m: Machine, c: int, names: int, on: int) -> None:
    """Of actions whose day went by unsaid, what people must still be able to do, once."""
    for place in range(names + 1, names + 1 + m.table[names]):
        action = m.table[place]
        if m.table[action + AN_BY] and not is_asked(m, c, action):
            open_task(m, c, action, 0, on)


def is_asked(m: Machine, c: int, action: int) -> bool:
    memory = m.memory
    if m.table[action + AN_NOTED]:
        return memory[noted_place(m, c, action)] != 0
    record = memory[c + B_TASKS]
    while record:
        if memory[record + T_ACTION] == action and memory[record + T_STATUS] == OPEN:
            return True
        record = memory[record + T_NEXT]
    return False


def open_task(m: Machine, c: int, action: int, subject: int, on: int) -> None:
    """A task; without an action, one that no file declares: somebody must look at its subject."""
    memory = m.memory
    if action and m.table[action + AN_NOTED]:
        memory[noted_place(m, c, action)] = 1
        touch(m, ROOT_LAW)
        say(m, c, SAY_TASK, m.table[action + AN_NAME], OPEN, 0)
        return
    _forget_closed(m, c, action, subject)
    record = taken(m, _free(m, action), _size(m, action))
    last = memory[c + B_LAST_TASK]
    memory[record + T_NEXT] = 0
    memory[record + T_PREVIOUS] = last
    memory[record + T_ACTION] = action
    memory[record + T_SUBJECT] = subject
    memory[record + T_STATUS] = OPEN
    memory[record + T_FACT] = memory[c + B_SEQ] + 1
    memory[record + T_OPENED] = on
    memory[record + T_CONTRACT] = memory[G_CONTRACT]
    memory[last + T_NEXT if last else c + B_TASKS] = record
    memory[c + B_LAST_TASK] = record
    touch(m, ROOT_LAW)
    say(m, c, SAY_TASK, _name(m, action), OPEN, 0)


def close_task(m: Machine, c: int, record: int, status: int) -> None:
    m.memory[record + T_STATUS] = status
    touch(m, ROOT_LAW)
    say(m, c, SAY_TASK, _name(m, m.memory[record + T_ACTION]), status, 0)


def withdraw_tasks(m: Machine, c: int, fact: int) -> None:
    """Takes back the open tasks of a fact."""
    memory = m.memory
    record = memory[c + B_TASKS]
    while record:
        if memory[record + T_STATUS] == OPEN and memory[record + T_FACT] == fact:
            close_task(m, c, record, WITHDRAWN)
        record = memory[record + T_NEXT]


def forget_contract(m: Machine, c: int, contract: int) -> None:
    """Tasks opened for a contract that is withdrawn are those of none."""
    record = m.memory[c + B_TASKS]
    while record:
        if m.memory[record + T_CONTRACT] == contract:
            m.memory[record + T_CONTRACT] = 0
        record = m.memory[record + T_NEXT]


def free_tasks(m: Machine, c: int) -> None:
    """All tasks of a case that is forgotten."""
    memory = m.memory
    record = memory[c + B_TASKS]
    while record:
        following = memory[record + T_NEXT]
        given_back(m, _free(m, memory[record + T_ACTION]), record)
        record = following


def _forget_closed(m: Machine, c: int, action: int, subject: int) -> None:
    """Of tasks that are over, only the latest of each action is remembered."""
    memory = m.memory
    record = memory[c + B_TASKS]
    while record:
        following, previous = memory[record + T_NEXT], memory[record + T_PREVIOUS]
        same = memory[record + T_ACTION] == action and memory[record + T_SUBJECT] == subject
        if same and memory[record + T_STATUS] != OPEN:
            memory[previous + T_NEXT if previous else c + B_TASKS] = following
            memory[following + T_PREVIOUS if following else c + B_LAST_TASK] = previous
            given_back(m, _free(m, action), record)
        record = following


def _free(m: Machine, action: int) -> int:
    return m.table[SH_FREE_TASKS] + (m.table[action + AN_INDEX] + 1 if action else 0)


def _size(m: Machine, action: int) -> int:
    return m.table[action + AN_SIZE] if action else TASK_HEAD


def _name(m: Machine, action: int) -> int:
    return m.table[action + AN_NAME] if action else NAME_EMPTY
