"""What contracts, tasks and parameters say of themselves."""

from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.memory import (
    B_TASKS,
    BK_ASKED,
    C_CLOSED,
    C_ENDS,
    C_MONTHS,
    C_PERIOD_STARTS,
    C_SIGNED,
    C_STARTS,
    C_TRIAL,
    OPEN,
    T_ACTION,
    T_NEXT,
    T_STATUS,
    WITHDRAWN,
)
from parcours.simulation.tables.rows import (
    AN_INDEX,
    AN_NOTED,
    FAR,
    NONE,
    OF_ENDS_ON,
    OF_MONTHS,
    OF_PERIOD_STARTS_ON,
    OF_SIGNED_ON,
    OF_STARTS_ON,
    OF_TRIAL_ENDS_ON,
    UNKNOWN,
)


def ends_on(m: Machine, record: int) -> int:
    """The last day as things stand: the one it was closed on, else its last period's; NONE without one."""
    closed, ends = m.memory[record + C_CLOSED], m.memory[record + C_ENDS]
    if closed != NONE:
        return closed
    return NONE if ends == FAR else ends


def member_of(m: Machine, record: int, member: int) -> int:
    """A day or a number of months of a contract, NONE when it has none."""
    memory = m.memory
    if member == OF_SIGNED_ON:
        return memory[record + C_SIGNED]
    if member == OF_STARTS_ON:
        return memory[record + C_STARTS]
    if member == OF_PERIOD_STARTS_ON:
        return memory[record + C_PERIOD_STARTS]
    if member == OF_ENDS_ON:
        return ends_on(m, record)
    if member == OF_TRIAL_ENDS_ON:
        return memory[record + C_TRIAL]
    return memory[record + C_MONTHS] if member == OF_MONTHS else NONE


def latest_task(m: Machine, c: int, action: int) -> int:
    """The status of the latest task of an action that was not withdrawn, NONE without one."""
    memory, found = m.memory, NONE
    if m.table[action + AN_NOTED]:
        return OPEN if memory[noted_place(m, c, action)] else NONE
    record = memory[c + B_TASKS]
    while record:
        if memory[record + T_ACTION] == action and memory[record + T_STATUS] != WITHDRAWN:
            found = memory[record + T_STATUS]
        record = memory[record + T_NEXT]
    return found


def noted_place(m: Machine, c: int, action: int) -> int:
    """Where it stands whether a task that nobody ever closes was asked."""
    return c + m.table[BK_ASKED] + m.table[action + AN_INDEX]


def in_force(m: Machine, dated: int, day: int) -> float:
    """The value of a parameter on a day, not a number before its first one."""
    table, found = m.table, UNKNOWN
    for place in range(table[dated]):
        if table[dated + 1 + 2 * place] > day:
            break
        found = m.floats[table[dated + 2 + 2 * place]]
    return found
