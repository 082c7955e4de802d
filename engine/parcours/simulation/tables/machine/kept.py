"""Events accepted for a coming day: kept, replaced, judged again when the day comes."""

from parcours.simulation.tables.machine.actions import forget_contract, open_task, withdraw_tasks
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.slots import acts_at
from parcours.simulation.tables.machine.state import given_back
from parcours.simulation.tables.machine.turns import touch_contract
from parcours.simulation.tables.memory import (
    B_CONTRACTS,
    B_LAST_CONTRACT,
    B_SEQ,
    B_SOONEST,
    B_VALUES,
    BK_DUE,
    BK_KEPT,
    C_CONTRACT,
    C_NEXT,
    C_STATUS,
    G_CONTRACT,
    G_FREE_CONTRACT,
    KP_CONTRACT,
    KP_FACT,
    KP_ON,
    KP_VALUES,
    SH_LITERALS,
    SH_VALUES,
    SIGNED,
)
from parcours.simulation.tables.rows import CT_ROOT, EV_KEPT, FAR, H_FIELDS, H_INPUTS, H_KEPT, H_SLOTS, PART_KEPT


def place_of(m: Machine, c: int, number: int) -> int:
    """Where the kept event of that number stands."""
    return c + m.table[BK_KEPT] + number * (KP_VALUES + m.table[H_INPUTS])


def keep(m: Machine, c: int, event: int, on: int) -> None:
    """Remembers the event and its inputs until its day begins."""
    memory, number = m.memory, m.table[event + EV_KEPT]
    place = place_of(m, c, number)
    memory[place + KP_FACT] = memory[c + B_SEQ] + 1
    memory[place + KP_ON] = on
    memory[place + KP_CONTRACT] = memory[G_CONTRACT]
    _copy(m, place + KP_VALUES, m.table[SH_LITERALS], values_of(m, c, number), m.table[SH_VALUES])
    due = acts_at(m, PART_KEPT, on, False)
    memory[c + m.table[BK_DUE] + m.table[H_SLOTS] + number] = due
    memory[c + B_SOONEST] = min(due, memory[c + B_SOONEST])


def recall(m: Machine, c: int, number: int) -> None:
    """Its inputs are those of the event under way again."""
    place = place_of(m, c, number)
    _copy(m, m.table[SH_LITERALS], place + KP_VALUES, m.table[SH_VALUES], values_of(m, c, number))


def values_of(m: Machine, c: int, number: int) -> int:
    return m.memory[c + B_VALUES] + m.table[m.table[H_FIELDS]] + number * m.table[H_INPUTS]


def forget(m: Machine, c: int, number: int) -> None:
    m.memory[place_of(m, c, number) + KP_FACT] = 0
    m.memory[c + m.table[BK_DUE] + m.table[H_SLOTS] + number] = FAR


def replace_former(m: Machine, c: int, event: int, contract: int) -> None:
    """A new event on the same contract, or the same event, takes the place of the one that was waiting."""
    memory = m.memory
    number = oldest(m, c, 0)
    while number >= 0:
        place = place_of(m, c, number)
        fact, record = memory[place + KP_FACT], memory[place + KP_CONTRACT]
        same = contract and record and memory[record + C_CONTRACT] == contract
        if same or number == m.table[event + EV_KEPT]:
            drop(m, c, number)
        number = oldest(m, c, fact)


def hand_back_all(m: Machine, c: int) -> None:
    """The case ends: nothing that waited can take effect any more, and somebody is asked to look."""
    number = oldest(m, c, 0)
    while number >= 0:
        fact = m.memory[place_of(m, c, number) + KP_FACT]
        hand_back(m, c, number)
        number = oldest(m, c, fact)


def hand_back(m: Machine, c: int, number: int) -> None:
    """Takes back an event that cannot take effect any more; its author is asked to look."""
    drop(m, c, number)
    open_task(m, c, 0, number + 1, m.memory[c + B_SEQ])


def drop(m: Machine, c: int, number: int) -> None:
    """Takes a kept event back, with the contract it signed and its open tasks."""
    memory = m.memory
    place = place_of(m, c, number)
    fact, record = memory[place + KP_FACT], memory[place + KP_CONTRACT]
    forget(m, c, number)
    if record and memory[record + C_STATUS] == SIGNED:
        _withdraw(m, c, record)
    withdraw_tasks(m, c, fact)


def oldest(m: Machine, c: int, after: int) -> int:
    """The number of the event kept first after that fact, -1 for none."""
    memory, found, first = m.memory, -1, FAR
    for number in range(m.table[H_KEPT]):
        fact = memory[place_of(m, c, number) + KP_FACT]
        if after < fact < first:
            found, first = number, fact
    return found


def _withdraw(m: Machine, c: int, record: int) -> None:
    memory = m.memory
    root = m.table[memory[record + C_CONTRACT] + CT_ROOT]
    before, each = 0, memory[c + B_CONTRACTS]
    while each != record:
        before, each = each, memory[each + C_NEXT]
    following = memory[record + C_NEXT]
    memory[before + C_NEXT if before else c + B_CONTRACTS] = following
    if not following:
        memory[c + B_LAST_CONTRACT] = before
    if memory[G_CONTRACT] == record:
        memory[G_CONTRACT] = 0
    for number in range(m.table[H_KEPT]):
        if memory[place_of(m, c, number) + KP_CONTRACT] == record:
            memory[place_of(m, c, number) + KP_CONTRACT] = 0
    forget_contract(m, c, record)
    given_back(m, G_FREE_CONTRACT, record)
    touch_contract(m, root)


def _copy(m: Machine, to: int, origin: int, values_to: int, values_origin: int) -> None:
    for number in range(m.table[H_INPUTS]):
        m.memory[to + number] = m.memory[origin + number]
        m.values[values_to + number] = m.values[values_origin + number]
