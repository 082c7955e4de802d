"""Moving along the main thread: exit, contract, stage, entry, tracks, deadlines, always in that order."""

from parcours.simulation.tables.machine import actions, kept, ledger, lives, retention, tracks
from parcours.simulation.tables.machine.members import ends_on
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.state import say, taken
from parcours.simulation.tables.machine.turns import begun_at, touch, touch_contract
from parcours.simulation.tables.memory import (
    B_CONTRACTS,
    B_ENDED,
    B_ENTERED,
    B_ENTERED_AT,
    B_LAST_CONTRACT,
    B_STAGE,
    B_VISIT,
    C_CLOSED,
    C_CONTRACT,
    C_ENDS,
    C_MONTHS,
    C_NEXT,
    C_NUMBER,
    C_PERIOD_STARTS,
    C_PERIODS,
    C_SIGNED,
    C_STARTS,
    C_STATUS,
    C_TRIAL,
    CONTRACT_SIZE,
    ENDED,
    G_CONTRACT,
    G_FREE_CONTRACT,
    PR_ACT,
    PR_BEFORE,
    PR_CONTRACT,
    PR_ENDS,
    PR_MONTHS,
    PR_NUMBER,
    PR_SIGNED,
    PR_STARTS,
    PR_TRIAL_ENDS,
    RUNNING,
    SAY_ENDED,
    SAY_ENTERED,
    SAY_LEFT,
    SAY_RENEWED,
    SAY_SIGNED,
    SIGNED,
)
from parcours.simulation.tables.rows import (
    ACT_BEGIN,
    ACT_RENEW,
    ACT_TERMINATE,
    CT_INDEX,
    CT_NAME,
    CT_OWNER,
    CT_ROOT,
    ENDS_CASE,
    H_NOWHERE,
    NONE,
    ROOT_LAW,
    ROOT_STAGE,
    ST_CONTRACT,
    ST_ENTER,
    ST_EXIT,
    ST_FINAL,
    ST_NAME,
    ST_OUTCOME,
    ST_OWNER,
    ST_START,
)


def take(m: Machine, c: int, to: int, concerned: bool, on: int) -> None:
    """An event takes effect on the main thread: the contract it asks for, and the stage it leads to, if any."""
    memory = m.memory
    if not to:
        if concerned:
            _contract(m, c, on)
        return
    stage = memory[c + B_STAGE]
    if stage != m.table[H_NOWHERE]:
        actions.run(m, c, m.table[stage + ST_EXIT], on)
        lives.bury(m, c, m.table[stage + ST_OWNER], 0, on - 1, True)
    _close_left_contract(m, c, to, concerned, on)
    if concerned:
        _contract(m, c, on)
    enter(m, c, to, on)


def enter(m: Machine, c: int, to: int, on: int) -> None:
    table, memory = m.table, m.memory
    memory[c + B_STAGE] = to
    memory[c + B_VISIT] += 1
    memory[c + B_ENTERED] = on
    memory[c + B_ENTERED_AT] = begun_at(m, on)
    touch(m, ROOT_LAW)
    touch(m, ROOT_STAGE)
    say(m, c, SAY_ENTERED, table[to + ST_NAME], 0, 0)
    actions.run(m, c, table[to + ST_ENTER], on)
    if table[to + ST_FINAL]:
        memory[c + B_ENDED] = on
        say(m, c, SAY_LEFT, table[to + ST_OUTCOME], 0, 0)
        kept.hand_back_all(m, c)
        tracks.end_with(m, c, ENDS_CASE, on)
        retention.arm(m, c)
    tracks.start(m, c, table[to + ST_START], on)
    lives.bear(m, c, table[to + ST_OWNER], 0, on, on)


def close(m: Machine, c: int, record: int, on: int) -> None:
    """Ends a running contract on its last day."""
    table, memory = m.table, m.memory
    contract = memory[record + C_CONTRACT]
    memory[G_CONTRACT] = record
    lives.bury(m, c, table[contract + CT_OWNER], record, on, False)
    memory[record + C_STATUS] = ENDED
    memory[record + C_CLOSED] = on
    touch_contract(m, table[contract + CT_ROOT])
    say(m, c, SAY_ENDED, table[contract + CT_NAME], on, 0)
    tracks.end_with(m, c, table[contract + CT_INDEX], on + 1)


def sign(m: Machine, c: int) -> int:
    """The record of the contract that the proposal begins: concluded at once, even if it begins later."""
    memory = m.memory
    record = memory[c + B_CONTRACTS]
    while record:
        same = memory[record + C_CONTRACT] == memory[PR_CONTRACT] and memory[record + C_NUMBER] == memory[PR_NUMBER]
        if same:
            break
        record = memory[record + C_NEXT]
    if not record:
        record = _appended(m, c)
    memory[record + C_CONTRACT] = memory[PR_CONTRACT]
    memory[record + C_NUMBER] = memory[PR_NUMBER]
    memory[record + C_STATUS] = SIGNED
    memory[record + C_SIGNED] = memory[PR_SIGNED]
    memory[record + C_STARTS] = memory[record + C_PERIOD_STARTS] = memory[PR_STARTS]
    memory[record + C_ENDS] = memory[PR_ENDS]
    memory[record + C_MONTHS] = memory[PR_MONTHS]
    memory[record + C_PERIODS] = 1
    memory[record + C_TRIAL] = memory[PR_TRIAL_ENDS]
    memory[record + C_CLOSED] = NONE
    contract = memory[PR_CONTRACT]
    touch_contract(m, m.table[contract + CT_ROOT])
    say(m, c, SAY_SIGNED, m.table[contract + CT_NAME], memory[PR_STARTS], memory[PR_ENDS])
    return record


def _appended(m: Machine, c: int) -> int:
    memory = m.memory
    record = taken(m, G_FREE_CONTRACT, CONTRACT_SIZE)
    memory[record + C_NEXT] = 0
    last = memory[c + B_LAST_CONTRACT]
    memory[last + C_NEXT if last else c + B_CONTRACTS] = record
    memory[c + B_LAST_CONTRACT] = record
    return record


def _contract(m: Machine, c: int, on: int) -> None:
    memory = m.memory
    if memory[PR_ACT] == ACT_BEGIN:
        _begin(m, c)
    elif memory[PR_ACT] == ACT_RENEW and memory[PR_BEFORE]:
        _renew(m, c)
    elif memory[PR_ACT] == ACT_TERMINATE:
        record = ledger.latest(m, c, memory[PR_CONTRACT], RUNNING)
        if record:
            close(m, c, record, on - 1)


def _begin(m: Machine, c: int) -> None:
    memory = m.memory
    record = ledger.latest(m, c, memory[PR_CONTRACT], SIGNED)
    if not record or memory[record + C_NUMBER] != memory[PR_NUMBER] or not _is_as_signed(m, record):
        # Other contracts moved since the signature, and with them what is left of a trial.
        record = sign(m, c)
    memory[G_CONTRACT] = record
    memory[record + C_STATUS] = RUNNING
    contract = memory[record + C_CONTRACT]
    touch_contract(m, m.table[contract + CT_ROOT])
    starts = memory[record + C_STARTS]
    lives.renew(m, c, m.table[contract + CT_OWNER])
    lives.bear(m, c, m.table[contract + CT_OWNER], record, starts, starts)


def _is_as_signed(m: Machine, record: int) -> bool:
    memory = m.memory
    same = memory[record + C_SIGNED] == memory[PR_SIGNED] and memory[record + C_STARTS] == memory[PR_STARTS]
    return same and memory[record + C_ENDS] == memory[PR_ENDS] and memory[record + C_TRIAL] == memory[PR_TRIAL_ENDS]


def _renew(m: Machine, c: int) -> None:
    memory = m.memory
    record, contract = memory[PR_BEFORE], memory[PR_CONTRACT]
    memory[G_CONTRACT] = record
    was_over = ledger.latest(m, c, contract, RUNNING) == 0
    memory[record + C_STATUS] = RUNNING
    memory[record + C_PERIOD_STARTS] = memory[PR_STARTS]
    memory[record + C_ENDS] = memory[PR_ENDS]
    memory[record + C_MONTHS] += memory[PR_MONTHS]
    memory[record + C_PERIODS] += 1
    memory[record + C_CLOSED] = NONE
    touch_contract(m, m.table[contract + CT_ROOT])
    say(m, c, SAY_RENEWED, m.table[contract + CT_NAME], memory[PR_STARTS], memory[PR_ENDS])
    if was_over:
        starts = memory[record + C_STARTS]
        lives.bear(m, c, m.table[contract + CT_OWNER], record, starts, memory[PR_STARTS])
        tracks.resume_with(m, c, m.table[contract + CT_INDEX], memory[PR_STARTS])


def _close_left_contract(m: Machine, c: int, to: int, concerned: bool, on: int) -> None:
    """Entering a stage without the contract of the one left closes it the day before, or at its own term."""
    table, memory = m.table, m.memory
    left = table[memory[c + B_STAGE] + ST_CONTRACT]
    if not left or table[to + ST_CONTRACT] == left:
        return
    if concerned and memory[PR_ACT] == ACT_TERMINATE and memory[PR_CONTRACT] == left:
        return
    record = ledger.latest(m, c, left, RUNNING)
    if record:
        end = ends_on(m, record)
        close(m, c, record, on - 1 if end == NONE else min(on - 1, end))
