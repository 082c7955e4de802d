"""What refuses a signature or an early end: the law first, then the cooperative's own file."""

from parcours.simulation.tables.machine import ledger
from parcours.simulation.tables.machine.clock import add_months
from parcours.simulation.tables.machine.dates import law_version, moved
from parcours.simulation.tables.machine.members import ends_on
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.machine.state import refuse
from parcours.simulation.tables.memory import (
    B_CONTRACTS,
    C_CLOSED,
    C_CONTRACT,
    C_ENDS,
    C_NEXT,
    C_STARTS,
    C_STATUS,
    ENDED,
    G_TODAY,
    PR_ACT,
    PR_BEFORE,
    PR_CONTRACT,
    PR_ENDS,
    PR_MONTHS,
    PR_OLD_END,
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
)
from parcours.simulation.tables.rows import (
    ACT_BEGIN,
    ACT_RENEW,
    ACT_TERMINATE,
    CODE_ENDED,
    CODE_ENDS_ON,
    CODE_NONE,
    CODE_NOTICE,
    CODE_RENEWALS,
    CODE_RUNNING,
    CODE_TERM,
    CODE_TRIAL,
    CT_CODES,
    CT_DEFAULT,
    CT_KIND,
    CT_LAW,
    CT_LEAST,
    CT_MOST,
    CT_NOTICE,
    CT_RENEWALS,
    CT_TRIAL,
    LAW_CAP,
    LAW_DEADLINE,
    LAW_WRITING,
    LV_BINDING,
    LV_FROM_START,
    LV_MONTHS,
    LV_VALUE,
    LV_WITHIN,
    LW_KIND,
    LW_LESS,
    LW_NAME,
    LW_ON,
    LW_SITUATION,
    NONE,
    ON_BEGIN,
    ON_RENEW,
    ON_RENEWALS,
    ON_TERM,
    ON_TERMINATE,
    ON_TOTAL,
    ON_TRIAL,
    RU_DAYS,
    RU_LESS,
    RU_MONTHS,
)


def judge_law(m: Machine) -> None:
    """A reason for each binding rule of law that the signature proposed would break."""
    table, memory = m.table, m.memory
    if not memory[PR_SIGNING]:
        return
    laws = table[memory[PR_CONTRACT] + CT_LAW]
    for place in range(laws + 1, laws + 1 + table[laws]):
        law = table[place]
        version = law_version(m, law, memory[PR_SIGNED])
        if version and table[version + LV_BINDING] and _breaks(m, law, version):
            refuse(m, table[law + LW_NAME])


def judge_file(m: Machine, c: int, sent: bool) -> None:
    """What the file itself refuses."""
    table, memory = m.table, m.memory
    act, contract = memory[PR_ACT], memory[PR_CONTRACT]
    codes = table[contract + CT_CODES]
    if act == ACT_BEGIN:
        _judge_begin(m, c, contract, codes)
    elif act == ACT_RENEW:
        _judge_renewal(m, contract, codes)
    elif act == ACT_TERMINATE:
        _judge_end(m, codes)
        notice = table[contract + CT_NOTICE]
        if sent and notice and memory[PR_ENDS] < moved(m, memory[G_TODAY], notice):
            refuse(m, codes + CODE_NOTICE)


def _breaks(m: Machine, law: int, version: int) -> bool:
    kind = m.table[law + LW_KIND]
    if kind == LAW_CAP:
        return _passes_cap(m, law, version)
    if kind == LAW_WRITING:
        return _is_late(m, law)
    return kind == LAW_DEADLINE and _leaves_no_time(m, law, version)


def _passes_cap(m: Machine, law: int, version: int) -> bool:
    table, memory = m.table, m.memory
    on, months = table[law + LW_ON], table[version + LV_MONTHS]
    if on & ON_TERM and memory[PR_MONTHS] > months:
        return True
    if on & ON_RENEWALS and memory[PR_RENEWALS] > table[version + LV_VALUE]:
        return True
    start = memory[PR_STARTS]
    if on & ON_TOTAL:
        reached = add_months(m, start, memory[PR_TOTAL_MONTHS]) + memory[PR_TOTAL_DAYS]
        if reached > add_months(m, start, months):
            return True
    if not on & ON_TRIAL or memory[PR_TRIAL] == NONE:
        return False
    used, days = 0, 0
    if table[law + LW_LESS]:
        used, days = memory[PR_PRIOR_MONTHS], memory[PR_PRIOR_DAYS]
    left = add_months(m, start, months - used) - days
    return add_months(m, start, memory[PR_TRIAL]) > max(start, left)


def _is_late(m: Machine, law: int) -> bool:
    """Signed after the first day, or after the end of what it renews."""
    memory = m.memory
    act = memory[PR_ACT]
    wanted = ON_BEGIN if act == ACT_BEGIN else (ON_RENEW if act == ACT_RENEW else ON_TERMINATE)
    if not m.table[law + LW_ON] & wanted:
        return False
    old_end = memory[PR_OLD_END]
    return memory[PR_SIGNED] > (old_end if old_end != NONE else memory[PR_STARTS])


def _leaves_no_time(m: Machine, law: int, version: int) -> bool:
    table, memory = m.table, m.memory
    within = table[version + LV_WITHIN]
    if memory[PR_ACT] != ACT_BEGIN or not within or not table[within + RU_LESS]:
        return False
    if table[law + LW_SITUATION] in (-1, memory[PR_SITUATION]):
        return False
    start = memory[PR_STARTS] if table[version + LV_FROM_START] else memory[PR_SIGNED]
    last = add_months(m, start, table[within + RU_MONTHS] - memory[PR_PRIOR_MONTHS])
    last += table[within + RU_DAYS] - memory[PR_PRIOR_DAYS]
    return last <= start or last < memory[PR_STARTS]


def _judge_begin(m: Machine, c: int, contract: int, codes: int) -> None:
    if m.memory[PR_BEFORE] or _overlaps(m, c, contract):
        refuse(m, codes + CODE_RUNNING)
    _judge_term(m, contract, codes)
    asked = m.memory[PR_TRIAL]
    if asked != NONE and asked > m.table[contract + CT_TRIAL]:
        refuse(m, codes + CODE_TRIAL)


def _judge_renewal(m: Machine, contract: int, codes: int) -> None:
    memory = m.memory
    before = memory[PR_BEFORE]
    if not before or ends_on(m, before) == NONE:
        refuse(m, codes + CODE_NONE)
        return
    closed = memory[before + C_CLOSED]
    if closed not in (NONE, memory[before + C_ENDS]):
        refuse(m, codes + CODE_ENDED)
    _judge_term(m, contract, codes)


def _judge_term(m: Machine, contract: int, codes: int) -> None:
    table, memory = m.table, m.memory
    has_term = table[contract + CT_DEFAULT] >= 0
    if has_term and not table[contract + CT_LEAST] <= memory[PR_MONTHS] <= table[contract + CT_MOST]:
        refuse(m, codes + CODE_TERM)
    most = table[contract + CT_RENEWALS]
    if most >= 0 and memory[PR_RENEWALS] > most:
        refuse(m, codes + CODE_RENEWALS)


def _judge_end(m: Machine, codes: int) -> None:
    memory = m.memory
    before, ends = memory[PR_BEFORE], memory[PR_ENDS]
    if not before:
        refuse(m, codes + CODE_NONE)
        return
    end = ends_on(m, before)
    if end != NONE and ends > end:
        refuse(m, codes + CODE_ENDS_ON)
    if ends < memory[before + C_STARTS]:
        refuse(m, codes + CODE_ENDS_ON)


def _overlaps(m: Machine, c: int, contract: int) -> bool:
    """Whether some of these days are already those of an ended contract of this kind."""
    table, memory = m.table, m.memory
    record = memory[c + B_CONTRACTS]
    while record:
        same = table[memory[record + C_CONTRACT] + CT_KIND] == table[contract + CT_KIND]
        if same and memory[record + C_STATUS] == ENDED:
            first, last = memory[record + C_STARTS], ledger.last_day(m, record)
            if first <= last and first <= memory[PR_ENDS] and memory[PR_STARTS] <= last:
                return True
        record = memory[record + C_NEXT]
    return False
