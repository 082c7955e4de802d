"""Where everything stands in the memory of the machine: registers, what all cases share, then a block a case.

Offsets again, as in `rows`; the records a block points to have theirs here too.
"""

from typing import Final

# Registers of the machine.
(
    G_NOW,
    G_TODAY,
    G_ON,
    G_CONTRACT,
    G_MOMENT,
    G_NUMBER,
    G_COUNT,
    G_BEFORE,
    G_PASSED,
    G_TOUCHED,
    G_CASES,
    G_REASONS,
    G_FREE_CONTRACT,
    G_FREE_COUNT,
    G_KEYS,
    G_LEARNT,
    G_LISTENING,
    G_UNNAMED,
    G_AT,
    G_LITERAL,
    G_COMER,
    G_ANCHOR,
    G_STEP_REVISION,
    PR_ACT,
    PR_CONTRACT,
    PR_ON,
    PR_BEFORE,
    PR_SIGNED,
    PR_STARTS,
    PR_ENDS,
    PR_MONTHS,
    PR_NUMBER,
    PR_TRIAL_ENDS,
    PR_TRIAL,
    PR_RENEWALS,
    PR_TOTAL_MONTHS,
    PR_TOTAL_DAYS,
    PR_PRIOR_MONTHS,
    PR_PRIOR_DAYS,
    PR_OLD_END,
    PR_SITUATION,
    PR_SIGNING,
    G_USED,
    G_MOST_USED,
    G_NUMBERS,
    G_MOST_NUMBERS,
    G_ROWS,
    G_MOST_ROWS,
    G_CODES,
    G_MOST_CODES,
    G_ENTRIES,
    G_MOST_ENTRIES,
    G_MOST_WAITING,
    G_COMING,
    G_FAULT,
    G_ABOUT,
    G_END,
    G_MOST_DEMANDS,
    G_SPREAD_FIRST,
    G_SPREAD_KEY,
    G_SPREAD_STATE,
    G_SPREAD_SITE,
    G_SPREAD_STREAM,
    G_SPREAD_MONTHS,
    G_SOON,
    G_DAY,
    G_MOST_DAYS,
    G_SLOTS,
    G_FREE_ENTRY,
    REGISTERS,
) = range(70)
# From G_USED on: how full each store is and how much it may hold, where it cannot grow by itself.
# What is shared, after the registers: where each stands is said in the head of the table, at these places.
(
    SH_TOUCHED,
    SH_BORN,
    SH_INPUTS,
    SH_PASSED,
    SH_REASONS,
    SH_LEARNT,
    SH_LISTENING,
    SH_FREE_TASKS,
    SH_UNITS,
    SH_ASKED,
    SH_TERMS,
    SH_SIZE,
    SH_VALUES,
    SH_LITERALS,
    SH_RUNGS,
) = range(32, 47)
MOST_PASSED: Final = 1024
MOST_REASONS: Final = 64
STACK: Final = 64
"""How many values an expression may hold at once: they stand first among the numbers of the machine."""

# The block of a case.
(
    B_NUMBER,
    B_KEY,
    B_VALUES,
    B_STAGE,
    B_VISIT,
    B_ENTERED,
    B_ENTERED_AT,
    B_OPENED,
    B_ENDED,
    B_CONTACT,
    B_SEQ,
    B_REVISION,
    B_BIRTHS,
    B_WAKES,
    B_CONTRACTS,
    B_LAST_CONTRACT,
    B_TASKS,
    B_LAST_TASK,
    B_STARTED,
    B_HELD,
    B_WAITING,
    B_SOONEST,
    B_FIXED,
) = range(23)
# B_SOONEST: no timer of the case is due before it.
# How far the rest of a block begins is said in the head as well.
(
    BK_TRACKS,
    BK_STARTED,
    BK_OWNERS,
    BK_BIRTHS,
    BK_LIVES,
    BK_DUE,
    BK_DAY,
    BK_PASSED,
    BK_OCCURRENCE,
    BK_REVISION,
    BK_KEPT,
    BK_HELD,
    BK_VISITS,
    BK_COUNTS,
    BK_KNOWN,
    BK_ASKED,
    BK_PLACES,
    BK_SIZE,
    BK_MOST_HELD,
    BK_PLACE_SIZE,
) = range(47, 67)
(
    K_STAGE,
    K_VISIT,
    K_ENTERED,
    K_STARTED,
    K_RUNNING,
    K_LEFT,
    K_ENDED,
    K_ENTERED_AT,
    TRACK_SIZE,
) = range(9)
KP_FACT, KP_ON, KP_CONTRACT, KP_VALUES, KP_INPUTS = range(5)
# A contract of a case.
(
    C_NEXT,
    C_CONTRACT,
    C_NUMBER,
    C_STATUS,
    C_SIGNED,
    C_STARTS,
    C_PERIOD_STARTS,
    C_ENDS,
    C_MONTHS,
    C_PERIODS,
    C_TRIAL,
    C_CLOSED,
    CONTRACT_SIZE,
) = range(13)
SIGNED, RUNNING, ENDED = range(3)
# A place where intents live, in the block or in a task; then its processes.
L_KEY, L_PLACE, L_BORN, L_FIRST, L_KIND, L_OWNER, L_COUNT, PLACE_HEAD = range(8)
(
    P_BIRTH,
    P_CALL,
    P_INTENT,
    P_PHASE,
    P_AWAITS,
    P_QUEUED,
    P_TICKET,
    P_FRESH,
    P_COUNT,
    P_CASE,
    P_PLACE,
    P_RANK,
    PROCESS_SIZE,
) = range(13)
PHASE_EVERY, PHASE_AFTER, PHASE_ON, PHASE_SESSION, PHASE_AWAIT, PHASE_ASK, PHASE_ACT = range(7)
PHASE_ANSWERED: Final = 7
# A task; then its place.
(
    T_NEXT,
    T_PREVIOUS,
    T_ACTION,
    T_SUBJECT,
    T_STATUS,
    T_FACT,
    T_OPENED,
    T_CONTRACT,
    TASK_HEAD,
) = range(9)
OPEN, DONE, WITHDRAWN = range(3)
N_NEXT, N_DAY, COUNT_SIZE = range(3)

# Who goes first at one minute for one case (as the oracle's agenda has it).
TURN_MONEY, TURN_TIMER, TURN_RELEASE, TURN_PLACES = range(4)
WAKE_ENTER, WAKE_MONEY, WAKE_TIMER, WAKE_RELEASE, WAKE_CALL = range(5)

# Kinds of lines, in the order of `LineKind`.
(
    SAY_ARRIVED,
    SAY_SENT,
    SAY_REFUSED,
    SAY_ENTERED,
    SAY_TRACK,
    SAY_SIGNED,
    SAY_RENEWED,
    SAY_ENDED,
    SAY_PASSED,
    SAY_MISSED,
    SAY_TASK,
    SAY_WROTE,
    SAY_BOOKED,
    SAY_ASKED,
    SAY_GRANTED,
    SAY_RENEGED,
    SAY_RELEASED,
    SAY_EARNED,
    SAY_LEFT,
) = range(19)

# Why a run stops before its end.
(
    FAULT_DAYS,
    FAULT_SEATS,
    FAULT_RUNAWAY,
    FAULT_HELD,
    FAULT_OVERLAP,
    FAULT_FULL,
    FAULT_UNNAMED,
    FAULT_ROOM,
    FAULT_ROLLED,
) = range(1, 10)
# FAULT_ROLLED: a life that was not foreseen when the machine was unrolled; the machine itself plays it.
