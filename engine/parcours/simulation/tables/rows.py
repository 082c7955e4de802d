"""Where everything stands in the tables: plain numbers, so that what reads them compiles as it is.

A row of the table is named by its address; its members stand at the offsets below. A list is its length, then its
items.
"""

import math
from typing import Final

NONE: Final = -(1 << 40)
"""No day, no minute, no number."""
FAR: Final = 1 << 40
"""A contract without an end; a timer that is not armed."""
UNKNOWN: Final = math.nan
"""A number nobody filled."""
EPOCH_DAY: Final = 719163
"""Days are counted from 1970-01-01, as `date.toordinal() - EPOCH_DAY`."""
DAY_MINUTES: Final = 1440

# Literals: how a value is told in the log, besides the places of `Tables.literals`.
SAID_FLOAT: Final = -1
SAID_INT: Final = -2
SAID_DAY: Final = -3

# The first names: the codes of refusals that no file gives.
NAME_EMPTY, NAME_STAGE, NAME_ROLE, NAME_INPUT, NAME_TASK, NAME_LATER = range(6)

# The head of the table.
(
    H_NOWHERE,
    H_EVENTS,
    H_CONTRACTS,
    H_TRACKS,
    H_ACTIONS,
    H_FIELDS,
    H_RESOURCES,
    H_SESSIONS,
    H_FLOWS,
    H_ARRIVALS,
    H_KNOWN,
    H_REGIONS,
    H_SLOTS,
    H_KEPT,
    H_SITES,
    H_INPUTS,
    H_VALUES,
    H_BACKDATING,
    H_ROOTS,
    H_ROOT_CASE,
    H_DAYS,
    H_OPEN_BUSINESS,
    H_OPEN_WORKING,
    H_END,
    H_NOTIFY,
    H_COUNTED,
    H_WATCHED,
    H_KEPT_EVENTS,
    H_REGION_SLOTS,
    H_TEMPLATE,
    H_PLACES,
    H_COMERS,
) = range(32)

# Days: first day, how many, then where the arrays by day begin.
(
    DY_FIRST,
    DY_COUNT,
    DY_MIDNIGHT,
    DY_BEFORE,
    DY_AFTER,
    DY_CHANGE,
    DY_MONTH,
    DY_NUMBER,
    DY_FIRST_MONTH,
    DY_MONTHS,
    DY_STEADY,
    DY_OFFSET,
) = range(12)
# A zone is steady where clocks never change: then its one offset says all.
# Months: the first day of each, one more than there are.
# Open days: how many up to each day, where they are listed.
OD_COUNTS, OD_LIST, OD_TOTAL = range(3)
# Named lists: for each day of the range the first on it or after, and the last on it or before.
NL_AFTER, NL_BEFORE = range(2)

# A date rule.
(
    RU_OF,
    RU_ARG,
    RU_MEMBER,
    RU_MONTHS,
    RU_DAYS,
    RU_MINUTES,
    RU_BUSINESS,
    RU_WORKING,
    RU_SIGN,
    RU_OFFSET,
    RU_LESS,
    RU_LIST,
    RU_LAST,
    RU_ROLL,
) = range(14)
OF_BIRTH, OF_STAGE, OF_CONTRACT, OF_FIELD, OF_FROM, OF_UNTIL, OF_LIST, OF_CONTACT, OF_LAW, OF_NOTHING = range(10)
ROLL_NONE, ROLL_NEXT, ROLL_PREVIOUS = range(3)

# A stage, of the main thread or of a track.
(
    ST_NAME,
    ST_FINAL,
    ST_SITUATION,
    ST_CONTRACT,
    ST_OUTCOME,
    ST_ENTER,
    ST_EXIT,
    ST_START,
    ST_OWNER,
    ST_PLACE,
    ST_MOVES,
    ST_RETENTION,
    ST_HELD,
    ST_TEXT,
    ST_FLOWS,
) = range(15)
TR_TO, TR_GUARDS = range(2)
GD_CODE, GD_NAME = range(2)

TK_NAME, TK_INITIAL, TK_ENDS, TK_ENTER, TK_OWNER, TK_INDEX, TK_REGION = range(7)
ENDS_CASE, ENDS_NEVER = -1, -2

(
    CT_NAME,
    CT_KIND,
    CT_LEAST,
    CT_MOST,
    CT_DEFAULT,
    CT_TRIAL,
    CT_RENEWALS,
    CT_NOTICE,
    CT_EXPIRE,
    CT_OWNER,
    CT_PLACE,
    CT_LAW,
    CT_ROOT,
    CT_REGION,
    CT_INDEX,
    CT_CODES,
) = range(16)
CODE_RUNNING, CODE_TRIAL, CODE_NONE, CODE_ENDED, CODE_TERM, CODE_RENEWALS, CODE_ENDS_ON, CODE_NOTICE = range(8)

(
    EV_NAME,
    EV_BY,
    EV_NOTE,
    EV_DO,
    EV_COUNTED,
    EV_ACT,
    EV_CONTRACT,
    EV_INPUTS,
    EV_KEPT,
    EV_ASKED,
    EV_QUORUM,
    EV_INDEX,
    EV_PRESENT,
) = range(13)
ROOT_LAW, ROOT_CASE, ROOT_STAGE, ROOT_OWN = range(4)
ACT_NOTHING, ACT_BEGIN, ACT_RENEW, ACT_TERMINATE = range(4)
ASKS_SIGNED, ASKS_STARTS, ASKS_ENDS = 1, 2, 4
IN_SLOT, IN_REQUIRED, IN_AMONG, IN_INTO = range(4)
(
    INPUT_EFFECTIVE,
    INPUT_SIGNED,
    INPUT_STARTS,
    INPUT_ENDS,
    INPUT_TERM,
    INPUT_TRIAL,
    INPUT_PRESENT,
    INPUT_OWN,
) = range(8)

FD_NAME, FD_REQUIRED, FD_PERSONAL, FD_ROOT, FD_SEALED = range(5)

AN_NAME, AN_BY, AN_PLACE, AN_NOT_BEFORE, AN_LAW, AN_INDEX, AN_SIZE, AN_EARLY, AN_NOTED = range(9)
# AN_NOTED: nobody ever closes its tasks, so that all there is to know is whether one was asked.

# What owns timers: a stage, a contract, a track, a stage of a track, the case once it has ended.
OW_KIND, OW_INDEX, OW_DEADLINES, OW_RECURRENCES, OW_SLOTS, OW_REGION, OW_FIRST = range(7)
OWNED_STAGE, OWNED_CONTRACT, OWNED_TRACK, OWNED_TRACK_STAGE, OWNED_CASE = range(5)
SL_PART, SL_ROW, SL_RUNG, SL_SORT, SL_NAME, SL_RECURS, SL_MISSED = range(7)
PART_DO, PART_FIRE, PART_REMIND, PART_RETENTION, PART_KEPT = range(5)
DL_RULE, DL_DO, DL_FIRE, DL_RUNGS, DL_LATE, DL_ROOTS, DL_SLOT, DL_HAS_DO, DL_TERM = range(9)
LATE_SKIP, LATE_ONCE, LATE_ALL = range(3)
RG_RULE, RG_DO, RG_NAMES_DAY = range(3)
(
    RC_KIND,
    RC_MONTHS,
    RC_DAYS,
    RC_END_MONTH,
    RC_END_DAY,
    RC_LIST,
    RC_DO,
    RC_COUNT,
    RC_AT_LEAST,
    RC_OTHERWISE,
    RC_RUNGS,
    RC_SLOT,
) = range(12)
PERIOD_FROM_START, PERIOD_GRID, PERIOD_WEEKS, PERIOD_LISTED = range(4)

# Law.
LW_NAME, LW_KIND, LW_ON, LW_VERSIONS, LW_SITUATION, LW_TASK, LW_LESS, LW_CONTRACT_KIND = range(8)
LAW_CAP, LAW_WRITING, LAW_DEADLINE, LAW_OTHER = range(4)
ON_TERM, ON_RENEWALS, ON_TOTAL, ON_TRIAL, ON_BEGIN, ON_RENEW, ON_TERMINATE = 1, 2, 4, 8, 16, 32, 64
LV_SINCE, LV_RUNNING, LV_BINDING, LV_MONTHS, LV_VALUE, LV_WITHIN, LV_NOT_BEFORE, LV_FROM_START = range(8)

# What people do.
PL_RANK, PL_INTENTS = range(2)
(
    IT_AFTER,
    IT_ON,
    IT_COMING,
    IT_AT,
    IT_SESSION,
    IT_AWAIT,
    IT_RESOURCE,
    IT_PATIENCE,
    IT_LEAVING,
    IT_ACT,
    IT_CHOICE,
    IT_EVERY,
) = range(12)
WT_KIND, WT_DRAW, WT_MONTHS, WT_DAYS, WT_MINUTES, WT_BUSINESS, WT_WORKING = range(7)
WAIT_DRAWN, WAIT_CIVIL, WAIT_MINUTES = range(3)
DR_SITE, DR_SHAPE, DR_COUNT, DR_PARAMETERS = range(4)
CH_SITE, CH_WEIGHTS, CH_OPTIONS = range(3)
OP_INTENT, OP_WHEN, OP_OTHERWISE = range(3)
AC_KIND, AC_EVENT, AC_VALUES = range(3)
DOES_SEND, DOES_FINISH, DOES_WRITE = range(1, 4)
SR_KIND, SR_A, SR_B, SR_C, SR_D, SR_E, SR_F, SR_G = range(8)
SOURCE_GIVEN, SOURCE_DRAWN, SOURCE_CHOSEN, SOURCE_MOVED, SOURCE_DATED, SOURCE_SEATED = range(6)
RS_NAME, RS_CAPACITY, RS_PRIORITY, RS_HELD, RS_INDEX = range(5)
SE_NAME, SE_LIST, SE_AT, SE_SEATS, SE_NOTICE, SE_INDEX, SE_TAKEN = range(7)
FL_NAME, FL_AMOUNT, FL_STAGES = range(3)
AR_NAME, AR_ACT = range(2)

# Expressions: pairs of an operation and its operand.
(
    DO_CONSTANT,
    DO_FIELD,
    DO_KNOWN,
    DO_INPUT,
    DO_STAGE_ON,
    DO_CONTRACT,
    DO_TRACK,
    DO_TASK,
    DO_PARAMETER,
    DO_TODAY,
    DO_ADD,
    DO_SUBTRACT,
    DO_MULTIPLY,
    DO_EQUAL,
    DO_UNEQUAL,
    DO_LESS,
    DO_AT_MOST,
    DO_MORE,
    DO_AT_LEAST,
    DO_AND,
    DO_OR,
    DO_VALID,
    DO_MONTHS_BETWEEN,
    DO_BUSINESS_BETWEEN,
    DO_NEGATE,
    DO_NOT,
    DO_CHOOSE,
    DO_PLUS,
    DO_FROM,
    DO_UNTIL,
) = range(30)
(
    OF_SIGNED_ON,
    OF_STARTS_ON,
    OF_PERIOD_STARTS_ON,
    OF_ENDS_ON,
    OF_TRIAL_ENDS_ON,
    OF_MONTHS,
    OF_RENEWALS,
    OF_TOTAL_MONTHS,
) = range(8)
MEMBERS_OF_CONTRACT: Final = 8
