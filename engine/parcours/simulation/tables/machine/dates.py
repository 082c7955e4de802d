"""Date rules: from a day that a case holds to a due day."""

import math

from parcours.simulation.tables.machine import ledger
from parcours.simulation.tables.machine.clock import (
    add_months,
    at_day,
    day_of,
    index_of,
    is_open,
    midnight,
    time_of,
    walked,
)
from parcours.simulation.tables.machine.members import latest_task, member_of
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.memory import (
    B_CONTACT,
    B_ENTERED,
    B_ENTERED_AT,
    B_STAGE,
    B_VALUES,
    C_CONTRACT,
    C_SIGNED,
    C_STARTS,
    DONE,
    G_ANCHOR,
    G_AT,
    G_CONTRACT,
    G_TODAY,
    G_UNNAMED,
    K_ENTERED,
    K_ENTERED_AT,
    K_STARTED,
)
from parcours.simulation.tables.rows import (
    CT_KIND,
    FAR,
    H_OPEN_BUSINESS,
    H_OPEN_WORKING,
    LV_RUNNING,
    LV_SINCE,
    LV_WITHIN,
    LW_CONTRACT_KIND,
    LW_SITUATION,
    LW_TASK,
    LW_VERSIONS,
    NL_AFTER,
    NL_BEFORE,
    NONE,
    OF_BIRTH,
    OF_CONTACT,
    OF_CONTRACT,
    OF_FROM,
    OF_LAW,
    OF_LIST,
    OF_NOTHING,
    OF_STAGE,
    OF_UNTIL,
    OWNED_CONTRACT,
    OWNED_TRACK,
    OWNED_TRACK_STAGE,
    ROLL_NEXT,
    ROLL_NONE,
    RU_ARG,
    RU_BUSINESS,
    RU_DAYS,
    RU_LAST,
    RU_LESS,
    RU_LIST,
    RU_MEMBER,
    RU_MINUTES,
    RU_MONTHS,
    RU_OF,
    RU_OFFSET,
    RU_ROLL,
    RU_SIGN,
    RU_WORKING,
    ST_SITUATION,
)


def counted(m: Machine, c: int, rule: int, birth: int, kind: int, owner: int) -> int:
    """The due day of a rule for an owner born on a day, NONE where the day it counts from is empty.

    Leaves the instant of a rule in hours in G_AT, NONE for the others; G_UNNAMED says that no date of a list fitted.
    """
    m.memory[G_AT] = NONE
    m.memory[G_UNNAMED] = 0
    if m.table[rule + RU_OF] == OF_LAW:
        return _from_law(m, c, rule, kind, owner)
    return _plain(m, c, rule, birth, kind, owner)


def law_version(m: Machine, law: int, signed_on: int) -> int:
    """The version that governs a contract concluded on a day, 0 before the first one."""
    versions, found = m.table[law + LW_VERSIONS], 0
    for place in range(versions + 1, versions + 1 + m.table[versions]):
        version = m.table[place]
        since = m.table[version + LV_SINCE]
        if since <= signed_on or (m.table[version + LV_RUNNING] and since <= m.memory[G_TODAY]):
            found = version
    return found


def governed(m: Machine, c: int, law: int, kind: int, owner: int) -> int:
    """The contract a law speaks of: the owner's own, the event's, else the latest of its kind."""
    own, wanted = contract_of(m, kind, owner), m.table[law + LW_CONTRACT_KIND]
    if own and m.table[m.memory[own + C_CONTRACT] + CT_KIND] == wanted:
        return own
    return ledger.latest_of_kind(m, c, wanted)


def contract_of(m: Machine, kind: int, owner: int) -> int:
    return owner if kind == OWNED_CONTRACT else m.memory[G_CONTRACT]


def latest_contract(m: Machine, c: int, contract: int, kind: int, owner: int) -> int:
    """The owner itself if it is one of that row, else the last one signed; 0 for none."""
    own = contract_of(m, kind, owner)
    if own and m.memory[own + C_CONTRACT] == contract:
        return own
    return ledger.latest_signed(m, c, contract)


def law_day(m: Machine, c: int, law: int, kind: int, owner: int) -> int:
    """The day by which a law deadline must be met; NONE once it is, or where it governs nothing. Sets G_ANCHOR."""
    contract = governed(m, c, law, kind, owner)
    if not contract or _satisfied(m, c, law):
        return NONE
    version = law_version(m, law, m.memory[contract + C_SIGNED])
    if not version or not m.table[version + LV_WITHIN]:
        return NONE
    starts = m.memory[contract + C_STARTS]
    return _plain(m, c, m.table[version + LV_WITHIN], starts, OWNED_CONTRACT, contract)


def by_law(m: Machine, c: int, rule: int, contract: int, opened: int) -> int:
    """A side of the window that the law gives a task of that contract."""
    return _plain(m, c, rule, opened, OWNED_CONTRACT, contract)


def moved(m: Machine, day: int, rule: int) -> int:
    """So long after a day, or before it, as the offset of a rule says."""
    table = m.table
    sign = table[rule + RU_SIGN]
    if table[rule + RU_BUSINESS]:
        return walked(m, table[H_OPEN_BUSINESS], day, table[rule + RU_BUSINESS], sign)
    if table[rule + RU_WORKING]:
        return walked(m, table[H_OPEN_WORKING], day, table[rule + RU_WORKING], sign)
    months = table[rule + RU_MONTHS]
    return (add_months(m, day, sign * months) if months else day) + sign * table[rule + RU_DAYS]


def is_named(m: Machine, named: int, day: int) -> bool:
    """Whether a day is one of a list."""
    return m.table[m.table[named + NL_AFTER] + index_of(m, day)] == day


def first_after(m: Machine, named: int, day: int) -> int:
    """The first day of a list on a day or after it, NONE when there is none."""
    return m.table[m.table[named + NL_AFTER] + index_of(m, day)]


def last_before(m: Machine, named: int, day: int) -> int:
    """The last day of a list on a day or before it, NONE when there is none."""
    return m.table[m.table[named + NL_BEFORE] + index_of(m, day)]


def _from_law(m: Machine, c: int, rule: int, kind: int, owner: int) -> int:
    table = m.table
    day = law_day(m, c, table[rule + RU_ARG], kind, owner)
    bare = not table[rule + RU_OFFSET] and not table[rule + RU_LIST] and table[rule + RU_ROLL] == ROLL_NONE
    if day == NONE or bare:
        return day
    return _finished(m, rule, day, 0, 0, m.memory[G_ANCHOR])


def _plain(m: Machine, c: int, rule: int, birth: int, kind: int, owner: int) -> int:
    table = m.table
    anchor = birth if table[rule + RU_OF] == OF_BIRTH else _day(m, c, rule, birth, kind, owner)
    m.memory[G_ANCHOR] = anchor
    if anchor == NONE:
        return NONE
    if table[rule + RU_MINUTES]:
        return _instant(m, c, rule, anchor, kind, owner)
    if not table[rule + RU_LESS]:
        return _finished(m, rule, anchor, 0, 0, NONE)
    contract = contract_of(m, kind, owner)
    months, days = 0, 0
    if contract:
        months, days = ledger.prior(m, c, m.memory[contract + C_STARTS], contract)
    return _finished(m, rule, anchor, months, days, NONE)


def _finished(m: Machine, rule: int, anchor: int, months: int, days: int, counted_from: int) -> int:
    """The offset, less what is taken off it, then a named date, then the roll."""
    table = m.table
    day = anchor
    if months or days:
        day = add_months(m, anchor, table[rule + RU_MONTHS] - months) + table[rule + RU_DAYS] - days
    elif table[rule + RU_OFFSET]:
        day = moved(m, anchor, rule)
    if table[rule + RU_LIST]:
        floor = counted_from
        if floor == NONE and table[rule + RU_OFFSET] and table[rule + RU_SIGN] > 0:
            floor = anchor
        day = _named(m, rule, day, floor)
    return _rolled(m, day, table[rule + RU_ROLL])


def _named(m: Machine, rule: int, day: int, floor: int) -> int:
    table = m.table
    named = table[rule + RU_LIST]
    found = last_before(m, named, day) if table[rule + RU_LAST] else first_after(m, named, day)
    if found == NONE or (table[rule + RU_LAST] and floor != NONE and found <= floor):
        m.memory[G_UNNAMED] = 1
        return day
    return found


def _rolled(m: Machine, day: int, roll: int) -> int:
    if roll == ROLL_NONE:
        return day
    opened = m.table[H_OPEN_BUSINESS]
    if is_open(m, opened, day):
        return day
    return walked(m, opened, day, 1, 1 if roll == ROLL_NEXT else -1)


def _instant(m: Machine, c: int, rule: int, anchor: int, kind: int, owner: int) -> int:
    """The day of a rule in hours, whose instant is left in G_AT."""
    table, memory = m.table, m.memory
    since = midnight(m, anchor)
    of = table[rule + RU_OF]
    if of in (OF_BIRTH, OF_STAGE):
        if kind in (OWNED_TRACK, OWNED_TRACK_STAGE):
            if memory[owner + K_ENTERED] == anchor and memory[owner + K_ENTERED_AT] != NONE:
                since = memory[owner + K_ENTERED_AT]
        elif memory[c + B_ENTERED] == anchor and memory[c + B_ENTERED_AT] != NONE:
            since = memory[c + B_ENTERED_AT]
    sign = table[rule + RU_SIGN]
    if table[rule + RU_DAYS]:
        day = day_of(m, since)
        since = at_day(m, day + sign * table[rule + RU_DAYS], time_of(m, since, day))
    at = since + sign * table[rule + RU_MINUTES]
    memory[G_AT] = at
    return day_of(m, at)


def _day(m: Machine, c: int, rule: int, birth: int, kind: int, owner: int) -> int:
    """The day that a rule names, NONE when nobody filled it."""
    table, memory = m.table, m.memory
    of = table[rule + RU_OF]
    if of == OF_STAGE:
        if kind in (OWNED_TRACK, OWNED_TRACK_STAGE):
            return memory[owner + (K_STARTED if kind == OWNED_TRACK else K_ENTERED)]
        return memory[c + B_ENTERED]
    if of == OF_CONTRACT:
        return _contract_day(m, c, rule, kind, owner)
    if of == OF_LIST:
        return first_after(m, table[rule + RU_ARG], birth)
    if of == OF_CONTACT:
        return memory[c + B_CONTACT]
    if of == OF_NOTHING:
        return NONE
    value = m.values[memory[c + B_VALUES] + table[rule + RU_ARG]]
    if math.isnan(value):
        return NONE
    if of == OF_FROM:
        return int(m.floats[int(value)])
    if of == OF_UNTIL:
        until = m.floats[int(value) + 1]
        return NONE if until >= FAR else int(until)
    return int(value)


def _contract_day(m: Machine, c: int, rule: int, kind: int, owner: int) -> int:
    """Of the contract named, or of the owner itself in a rule of law."""
    named = m.table[rule + RU_ARG]
    record = latest_contract(m, c, named, kind, owner) if named else owner
    return member_of(m, record, m.table[rule + RU_MEMBER]) if record else NONE


def _satisfied(m: Machine, c: int, law: int) -> bool:
    table = m.table
    if table[law + LW_SITUATION] >= 0:
        return table[m.memory[c + B_STAGE] + ST_SITUATION] == table[law + LW_SITUATION]
    if table[law + LW_TASK]:
        return latest_task(m, c, table[law + LW_TASK]) == DONE
    return False
