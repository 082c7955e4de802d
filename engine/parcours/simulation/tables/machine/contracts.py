"""What an event asks of a contract, not judged yet: left in the registers that begin with PR_."""

from parcours.simulation.tables.machine import ledger
from parcours.simulation.tables.machine.clock import add_months
from parcours.simulation.tables.machine.dates import law_version
from parcours.simulation.tables.machine.inputs import given
from parcours.simulation.tables.machine.members import ends_on
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.memory import (
    B_CONTRACTS,
    B_STAGE,
    C_CONTRACT,
    C_MONTHS,
    C_NEXT,
    C_NUMBER,
    C_STARTS,
    ENDED,
    G_CONTRACT,
    G_TODAY,
    PR_ACT,
    PR_BEFORE,
    PR_CONTRACT,
    PR_ENDS,
    PR_MONTHS,
    PR_NUMBER,
    PR_OLD_END,
    PR_ON,
    PR_PRIOR_DAYS,
    PR_PRIOR_MONTHS,
    PR_RENEWALS,
    PR_SIGNED,
    PR_SIGNING,
    PR_SITUATION,
    PR_STARTS,
    PR_TOTAL_DAYS,
    PR_TOTAL_MONTHS,
    PR_TRIAL,
    PR_TRIAL_ENDS,
    RUNNING,
    SIGNED,
)
from parcours.simulation.tables.rows import (
    ACT_BEGIN,
    ACT_RENEW,
    ACT_TERMINATE,
    CT_DEFAULT,
    CT_KIND,
    CT_LAW,
    CT_TRIAL,
    EV_ACT,
    EV_CONTRACT,
    EV_INDEX,
    FAR,
    INPUT_ENDS,
    INPUT_SIGNED,
    INPUT_STARTS,
    INPUT_TERM,
    INPUT_TRIAL,
    LV_MONTHS,
    LW_LESS,
    LW_ON,
    NONE,
    ON_TRIAL,
    ST_MOVES,
    ST_SITUATION,
    TR_TO,
)


def propose(m: Machine, c: int, event: int) -> bool:
    """Whether the event concerns a contract; if so the registers say what it asks, and the day it takes effect."""
    table, memory = m.table, m.memory
    act = table[event + EV_ACT]
    if not act:
        return False
    contract = table[event + EV_CONTRACT]
    memory[PR_ACT] = act
    memory[PR_CONTRACT] = contract
    memory[PR_SIGNING] = 0
    memory[PR_SITUATION] = _situation_after(m, c, event)
    memory[PR_OLD_END] = NONE
    memory[PR_TRIAL] = NONE
    if act == ACT_BEGIN:
        _begin(m, c, contract)
    elif act == ACT_RENEW:
        _renew(m, c, contract)
    elif act == ACT_TERMINATE:
        memory[PR_ENDS] = given(m, INPUT_ENDS)
        memory[PR_ON] = memory[PR_ENDS] + 1
        memory[PR_BEFORE] = ledger.latest(m, c, contract, RUNNING)
    return True


def _begin(m: Machine, c: int, contract: int) -> None:
    memory = m.memory
    starts, months = given(m, INPUT_STARTS), _months(m, contract)
    ends = add_months(m, starts, months) - 1 if months else FAR
    replaced = ledger.latest(m, c, contract, SIGNED)
    number = _next_number(m, c, contract)
    if replaced and replaced == memory[G_CONTRACT]:
        number = memory[replaced + C_NUMBER]
    memory[PR_ON] = starts
    memory[PR_BEFORE] = ledger.latest(m, c, contract, RUNNING)
    memory[PR_SIGNED] = given(m, INPUT_SIGNED)
    memory[PR_STARTS] = starts
    memory[PR_ENDS] = ends
    memory[PR_MONTHS] = months
    memory[PR_NUMBER] = number
    memory[PR_TRIAL] = given(m, INPUT_TRIAL)
    _count(m, c, contract, replaced, starts, ends, starts, replaced)
    memory[PR_TRIAL_ENDS] = _trial_end(m, contract)
    memory[PR_SIGNING] = 1


def _renew(m: Machine, c: int, contract: int) -> None:
    memory = m.memory
    before = ledger.latest(m, c, contract, RUNNING)
    if not before:
        before = ledger.latest(m, c, contract, ENDED)
    old_end = ends_on(m, before) if before else NONE
    memory[PR_ON] = memory[G_TODAY]
    memory[PR_BEFORE] = before
    if old_end == NONE:
        memory[PR_OLD_END] = NONE
        return
    months = _months(m, contract)
    replaced = ledger.latest(m, c, contract, SIGNED)
    first = memory[before + C_STARTS]
    memory[PR_SIGNED] = given(m, INPUT_SIGNED)
    memory[PR_STARTS] = old_end + 1
    memory[PR_ENDS] = add_months(m, first, memory[before + C_MONTHS] + months) - 1
    memory[PR_MONTHS] = months
    memory[PR_OLD_END] = old_end
    _count(m, c, contract, before, min(first, old_end + 1), memory[PR_ENDS], first, replaced)
    memory[PR_SIGNING] = 1


def _count(m: Machine, c: int, contract: int, besides: int, first: int, last: int, starts: int, replaced: int) -> None:
    """What the law counts, the days `first` to `last` standing for the contract `besides`."""
    table, memory = m.table, m.memory
    memory[PR_TOTAL_MONTHS] = memory[PR_TOTAL_DAYS] = memory[PR_PRIOR_MONTHS] = memory[PR_PRIOR_DAYS] = 0
    kind = table[contract + CT_KIND]
    memory[PR_RENEWALS] = ledger.signatures(m, c, kind, replaced)
    if table[table[contract + CT_LAW]]:
        memory[PR_TOTAL_MONTHS], memory[PR_TOTAL_DAYS] = ledger.total(m, c, kind, besides, first, last)
        memory[PR_PRIOR_MONTHS], memory[PR_PRIOR_DAYS] = ledger.prior(m, c, starts, besides)


def _trial_end(m: Machine, contract: int) -> int:
    """The last day of the trial: what was asked, else what the file says, cut to what the law leaves; NONE without."""
    table, memory = m.table, m.memory
    start, asked = memory[PR_STARTS], memory[PR_TRIAL]
    if asked != NONE or not table[contract + CT_TRIAL]:
        return NONE if asked in (NONE, 0) else add_months(m, start, asked) - 1
    end = add_months(m, start, table[contract + CT_TRIAL]) - 1
    laws = table[contract + CT_LAW]
    for place in range(laws + 1, laws + 1 + table[laws]):
        law = table[place]
        version = law_version(m, law, memory[PR_SIGNED]) if table[law + LW_ON] & ON_TRIAL else 0
        if not version or not table[version + LV_MONTHS]:
            continue
        months, days = 0, 0
        if table[law + LW_LESS]:
            months, days = memory[PR_PRIOR_MONTHS], memory[PR_PRIOR_DAYS]
        reached = add_months(m, start, table[version + LV_MONTHS] - months) - days
        if reached <= start:
            return NONE
        end = min(end, reached - 1)
    return end


def _situation_after(m: Machine, c: int, event: int) -> int:
    table, stage = m.table, m.memory[c + B_STAGE]
    transition = table[table[stage + ST_MOVES] + table[event + EV_INDEX]]
    target = table[transition + TR_TO] if transition and table[transition + TR_TO] else stage
    return table[target + ST_SITUATION]


def _next_number(m: Machine, c: int, contract: int) -> int:
    memory, number = m.memory, 0
    record = memory[c + B_CONTRACTS]
    while record:
        if memory[record + C_CONTRACT] == contract:
            number = max(number, memory[record + C_NUMBER])
        record = memory[record + C_NEXT]
    return number + 1


def _months(m: Machine, contract: int) -> int:
    asked = given(m, INPUT_TERM)
    if asked != NONE:
        return asked
    return max(0, m.table[contract + CT_DEFAULT])
