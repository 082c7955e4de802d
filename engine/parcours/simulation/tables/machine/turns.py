"""What one step keeps track of: which days moved, which owners were born, where a fact began."""

from parcours.simulation.tables.machine.clock import midnight
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.memory import B_SEQ, G_COUNT, G_MOMENT, G_NOW, G_TODAY, G_TOUCHED, SH_BORN, SH_TOUCHED
from parcours.simulation.tables.rows import H_REGIONS, H_ROOTS, H_WATCHED, NONE, ROOT_LAW


def touch(m: Machine, root: int) -> None:
    """Days that count from this may have moved."""
    memory = m.memory
    if m.table[m.table[H_WATCHED] + root]:
        memory[G_COUNT] += 1
        memory[m.table[SH_TOUCHED] + root] = memory[G_COUNT]
        memory[G_TOUCHED] = 1


def touch_contract(m: Machine, root: int) -> None:
    touch(m, ROOT_LAW)
    touch(m, root)


def was_born(m: Machine, region: int) -> None:
    """What was touched before this owner was born is what it was armed with."""
    m.memory[m.table[SH_BORN] + region] = m.memory[G_COUNT]


def forget_touched(m: Machine) -> None:
    """Looks at what is touched from now on only."""
    memory = m.memory
    memory[G_TOUCHED] = 0
    first = m.table[SH_TOUCHED]
    for place in range(first, first + m.table[H_ROOTS]):
        memory[place] = 0
    first = m.table[SH_BORN]
    for place in range(first, first + m.table[H_REGIONS]):
        memory[place] = 0


def begun_at(m: Machine, on: int) -> int:
    """The minute at which what begins on a day does: its own, else now if that is today, else the day's first."""
    memory = m.memory
    if memory[G_MOMENT] != NONE:
        return memory[G_MOMENT]
    return memory[G_NOW] if on == memory[G_TODAY] else midnight(m, on)


def write(m: Machine, c: int) -> None:
    """Closes the fact under way: what comes next belongs to another."""
    m.memory[c + B_SEQ] += 1
