"""A timer that is due, turned into what it was armed for; one fact each."""

from parcours.simulation.tables.machine import actions, deadlines, kept, ledger, lives, recurrences, slots, stages
from parcours.simulation.tables.machine.clock import day_of
from parcours.simulation.tables.machine.events import EVERYBODY, internal, take_effect
from parcours.simulation.tables.machine.judging import MAIN
from parcours.simulation.tables.machine.parts import Fault, Machine
from parcours.simulation.tables.machine.stores import least
from parcours.simulation.tables.machine.turns import write
from parcours.simulation.tables.memory import (
    B_SOONEST,
    BK_DUE,
    BK_OWNERS,
    BK_TRACKS,
    FAULT_RUNAWAY,
    G_CONTRACT,
    G_MOMENT,
    G_NOW,
    G_ON,
    G_TODAY,
    KP_FACT,
    RUNNING,
    TRACK_SIZE,
)
from parcours.simulation.tables.rows import (
    CT_EXPIRE,
    DL_DO,
    DL_FIRE,
    DL_LATE,
    DL_RULE,
    DL_RUNGS,
    DL_SLOT,
    DL_TERM,
    FAR,
    H_CONTRACTS,
    H_KEPT,
    H_KEPT_EVENTS,
    H_REGION_SLOTS,
    H_SLOTS,
    H_TRACKS,
    LATE_ALL,
    LATE_SKIP,
    NONE,
    OW_FIRST,
    OW_INDEX,
    OW_KIND,
    OW_SLOTS,
    OWNED_CASE,
    OWNED_CONTRACT,
    OWNED_STAGE,
    PART_FIRE,
    PART_REMIND,
    PART_RETENTION,
    RG_DO,
    RU_MINUTES,
    SL_PART,
    SL_RECURS,
    SL_ROW,
    SL_RUNG,
    SL_SORT,
)

MOST_AT_ONE_INSTANT = 100
"""What the kernel allows before it says that a file turns in circles."""


def settle(m: Machine, c: int) -> None:
    """Fires in order all that is due by now."""
    memory, count, latest = m.memory, 0, NONE
    while True:
        slot = next_due(m, c)
        if slot < 0:
            return
        due = slots.due_of(m, c, slot)
        count = 1 if due > latest else count + 1
        latest = max(latest, due)
        if count > MOST_AT_ONE_INSTANT:
            raise Fault(FAULT_RUNAWAY, slot)
        memory[G_CONTRACT] = 0
        memory[G_MOMENT] = NONE
        memory[G_ON] = slots.day_of_slot(m, c, slot) if slot < m.table[H_SLOTS] else memory[G_TODAY]
        if slot >= m.table[H_SLOTS]:
            number = slot - m.table[H_SLOTS]
            take_effect(m, c, number, m.table[m.table[H_KEPT_EVENTS] + 1 + number])
        else:
            _fire(m, c, slot)


def earliest(m: Machine, c: int) -> int:
    """The minute of the timer that acts first, FAR for none."""
    found = least(m, c + m.table[BK_DUE], m.table[H_SLOTS] + m.table[H_KEPT])
    m.memory[c + B_SOONEST] = found
    return found


def next_due(m: Machine, c: int) -> int:
    """The slot that acts first among those due by now, -1 for none."""
    memory, now = m.memory, m.memory[G_NOW]
    if memory[c + B_SOONEST] > now:
        return -1
    first, total = c + m.table[BK_DUE], m.table[H_SLOTS] + m.table[H_KEPT]
    found, soonest, order = -1, now, FAR
    for slot in range(total):
        due = memory[first + slot]
        if due <= soonest:
            sort = _order(m, c, slot)
            if due < soonest or sort < order or found < 0:
                found, soonest, order = slot, due, sort
    return found


def owner_of(m: Machine, c: int, slot: int) -> int:
    """The row of what owns a slot now."""
    return m.memory[c + m.table[BK_OWNERS] + m.table[m.table[H_REGION_SLOTS] + slot]]


def _order(m: Machine, c: int, slot: int) -> int:
    """Kept events first, in order of registration; then as the file and its rows say."""
    total = m.table[H_SLOTS]
    if slot >= total:
        return m.memory[kept.place_of(m, c, slot - total) + KP_FACT] - FAR
    return m.table[_row(m, c, slot) + SL_SORT]


def _row(m: Machine, c: int, slot: int) -> int:
    owner = owner_of(m, c, slot)
    return m.table[m.table[owner + OW_SLOTS] + 1 + slot - m.table[owner + OW_FIRST]]


def _fire(m: Machine, c: int, slot: int) -> None:
    table, memory = m.table, m.memory
    owner, row = owner_of(m, c, slot), _row(m, c, slot)
    part, day = table[row + SL_PART], slots.day_of_slot(m, c, slot)
    if part == PART_RETENTION:
        slots.pass_silently(m, c, slot)
        write(m, c)
        return
    kind, owned = table[owner + OW_KIND], _owned(m, c, owner)
    if kind == OWNED_CONTRACT:
        memory[G_CONTRACT] = owned
    if table[row + SL_RECURS]:
        _recur(m, c, owner, owned, slot, row)
    else:
        memory[G_MOMENT] = (
            slots.due_of(m, c, slot) if table[table[table[row + SL_ROW] + DL_RULE] + RU_MINUTES] else NONE
        )
        if part == PART_FIRE:
            _fire_event(m, c, owner, owned, slot, row, day)
        else:
            _remind(m, c, owner, slot, row, day)
    lives.reconsider(m, c)
    write(m, c)


def _owned(m: Machine, c: int, owner: int) -> int:
    """What a rule counts from for this owner: the contract or the state of the track."""
    table = m.table
    kind = table[owner + OW_KIND]
    if kind == OWNED_CONTRACT:
        contract = table[table[H_CONTRACTS] + 1 + table[owner + OW_INDEX]]
        return ledger.latest(m, c, contract, RUNNING)
    if kind in (OWNED_STAGE, OWNED_CASE):
        return 0
    return c + m.table[BK_TRACKS] + table[owner + OW_INDEX] * TRACK_SIZE


def _recur(m: Machine, c: int, owner: int, owned: int, slot: int, row: int) -> None:
    table = m.table
    recurrence, day, due = table[row + SL_ROW], slots.day_of_slot(m, c, slot), slots.due_of(m, c, slot)
    birth = lives.birth_of(m, c, owner)
    slots.pass_by(m, c, owner, slot, row)
    if table[row + SL_PART] == PART_REMIND:
        on = max(day, day_of(m, due))
        recurrences.remind(m, c, recurrence, owner, birth, table[row + SL_RUNG], on)
    else:
        recurrences.act(m, c, recurrence, owner, owned, birth, day)


def _remind(m: Machine, c: int, owner: int, slot: int, row: int, day: int) -> None:
    """A reminder, or the `do` of a deadline, on its day."""
    table = m.table
    deadline, rung = table[row + SL_ROW], table[row + SL_RUNG]
    due = slots.due_of(m, c, slot)
    reminds = table[row + SL_PART] == PART_REMIND
    overtaken_by = _overtaking(m, c, owner, deadline, slot, due) if reminds and _is_late(m, deadline, day) else 0
    spared = reminds and _is_late(m, deadline, day) and (overtaken_by != 0 or table[deadline + DL_LATE] == LATE_SKIP)
    slots.pass_by(m, c, owner, slot, row)
    if spared:
        deadlines.spare(m, c, deadline, owner, rung, overtaken_by >> 1 | overtaken_by & 1)
    elif reminds:
        actions.run(m, c, table[table[table[deadline + DL_RUNGS] + 1 + rung] + RG_DO], max(day, day_of(m, due)))
    else:
        actions.run(m, c, table[deadline + DL_DO], day)


def _is_late(m: Machine, deadline: int, day: int) -> bool:
    return day < m.memory[G_TODAY] and m.table[deadline + DL_LATE] != LATE_ALL


def _overtaking(m: Machine, c: int, owner: int, deadline: int, slot: int, due: int) -> int:
    """A set of bits: what the same deadline has due by now after this reminder; 1 for itself, then its rungs."""
    table, now, found = m.table, m.memory[G_NOW], 0
    first = table[owner + OW_FIRST] + table[deadline + DL_SLOT]
    order = _order(m, c, slot)
    for number in range(deadlines.RUNG + table[table[deadline + DL_RUNGS]]):
        other = slots.due_of(m, c, first + number)
        if other <= now and (other > due or (other == due and _order(m, c, first + number) > order)):
            found |= 2 << (number - deadlines.RUNG) if number >= deadlines.RUNG else 1
    return found


def _fire_event(m: Machine, c: int, owner: int, owned: int, slot: int, row: int, day: int) -> None:
    """The end of a day: what takes effect, takes effect on the next."""
    table, memory = m.table, m.memory
    deadline = table[row + SL_ROW]
    on = day if memory[G_MOMENT] != NONE else day + 1
    slots.pass_by(m, c, owner, slot, row)
    kind = table[owner + OW_KIND]
    if table[deadline + DL_TERM]:
        _expire(m, c, owner, owned, day, on)
    elif kind == OWNED_CONTRACT:
        internal(m, c, EVERYBODY, table[deadline + DL_FIRE], on)
    elif kind == OWNED_STAGE:
        internal(m, c, MAIN, table[deadline + DL_FIRE], on)
    else:
        internal(m, c, table[table[H_TRACKS] + 1 + table[owner + OW_INDEX]], table[deadline + DL_FIRE], on)


def _expire(m: Machine, c: int, owner: int, owned: int, day: int, on: int) -> None:
    table = m.table
    contract = table[table[H_CONTRACTS] + 1 + table[owner + OW_INDEX]]
    if table[contract + CT_EXPIRE]:
        internal(m, c, EVERYBODY, table[contract + CT_EXPIRE], on)
    if ledger.latest(m, c, contract, RUNNING) == owned:
        stages.close(m, c, owned, day)
