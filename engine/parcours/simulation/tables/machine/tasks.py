"""Tasks done by people."""

from parcours.simulation.tables.machine import lives
from parcours.simulation.tables.machine.actions import close_task
from parcours.simulation.tables.machine.dates import by_law, counted, governed, law_version
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.state import refuse
from parcours.simulation.tables.machine.turns import write
from parcours.simulation.tables.memory import C_SIGNED, DONE, G_REASONS, G_TODAY, T_ACTION, T_CONTRACT, T_OPENED
from parcours.simulation.tables.rows import (
    AN_EARLY,
    AN_LAW,
    AN_NOT_BEFORE,
    LV_BINDING,
    LV_NOT_BEFORE,
    LW_NAME,
    NONE,
    OWNED_CONTRACT,
    OWNED_STAGE,
)


def finish(m: Machine, c: int, task: int) -> bool:
    """Whether the task may be done today; a declaration may be too early."""
    m.memory[G_REASONS] = 0
    if m.memory[task + T_ACTION]:
        _judge(m, c, task, m.memory[task + T_ACTION])
    if m.memory[G_REASONS]:
        return False
    close_task(m, c, task, DONE)
    lives.reconsider(m, c)
    write(m, c)
    return True


def _judge(m: Machine, c: int, task: int, action: int) -> None:
    table, today = m.table, m.memory[G_TODAY]
    law = table[action + AN_LAW]
    first = _by_law(m, c, task, law) if law else NONE
    if first != NONE and today < first:
        refuse(m, table[law + LW_NAME])
        return
    if table[action + AN_NOT_BEFORE] and today < _own(m, c, task, table[action + AN_NOT_BEFORE]):
        refuse(m, table[action + AN_EARLY])


def _by_law(m: Machine, c: int, task: int, law: int) -> int:
    """The first day on which the law accepts it; NONE where it says nothing or nobody has confirmed it."""
    table, record = m.table, m.memory[task + T_CONTRACT]
    contract = governed(m, c, law, OWNED_CONTRACT if record else OWNED_STAGE, record)
    version = law_version(m, law, m.memory[contract + C_SIGNED]) if contract else 0
    if not version or not table[version + LV_BINDING] or not table[version + LV_NOT_BEFORE]:
        return NONE
    return by_law(m, c, table[version + LV_NOT_BEFORE], contract, m.memory[task + T_OPENED])


def _own(m: Machine, c: int, task: int, rule: int) -> int:
    record = m.memory[task + T_CONTRACT]
    kind = OWNED_CONTRACT if record else OWNED_STAGE
    return counted(m, c, rule, m.memory[task + T_OPENED], kind, record)
