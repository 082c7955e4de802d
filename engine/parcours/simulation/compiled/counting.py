"""Where the figures of a replication are counted: what the folding reads of the window, and where it adds up."""

from typing import Final

# The window: its ends, the months, then by number of a name what the figures call it; -1 for none.
(
    W_BEGINS,
    W_ENDS,
    W_MONTHS,
    W_BOUNDS,
    W_DAYS,
    W_NAMES,
    W_STAGES,
    W_FINAL,
    W_STAGE_OF,
    W_CONTRACT_OF,
    W_RESOURCE_OF,
    W_FLOW_OF,
    W_RENEWALS,
    W_CONTRACTS,
    W_RESOURCES,
    W_EACH,
    W_CASE_SIZE,
    W_SEEN,
    W_CONTRACTS_OF_CASE,
    W_DEMANDS_OF_CASE,
    T_REACHED,
    T_OUTCOMES,
    T_AREAS,
    T_ENDED,
    T_CENSORED,
    T_RUNNING,
    T_LAST,
    T_HELD,
    T_MONEY,
    T_COUNTS,
    T_TASKS,
    T_REFUSALS,
    T_QUEUES,
    T_IN_USE,
    T_SUPPLIES,
    T_WAITS,
    T_GIVEN_UP,
    T_CASES,
    T_SIZE,
) = range(39)
TALLY_PEOPLE, TALLY_ARRIVALS, TALLY_LINES, TALLY_DEMANDS, TALLY_FREE, TALLY_HEAD = range(6)

# What is remembered of one case, then the stages it has seen, a pair for each contract and for each resource.
CS_STAGE, CS_SINCE, CS_ARRIVED, CS_FIXED = range(4)
CO_RENEWALS, CO_RUNNING, CONTRACT_PAIR = range(3)
DE_FIRST, DE_LAST, DEMAND_PAIR = range(3)
"""The demands of one case for one resource, the oldest first."""
DM_NEXT, DM_MINUTE, DEMAND_SIZE = range(3)

HELD_SIGNED, HELD_RENEWED, HELD_REACHED_LAST, HELD_SIZE = range(4)
(
    SUPPLY_ASKED,
    SUPPLY_GRANTED,
    SUPPLY_AT_ONCE,
    SUPPLY_RENEGED,
    SUPPLY_WITHDRAWN,
    SUPPLY_MINUTES,
    SUPPLY_LONGEST,
    SUPPLY_VALUE,
    SUPPLY_SINCE,
    SUPPLY_SIZE,
) = range(10)
SEEN_BITS: Final = 60
"""Stages told by the bits of one number."""
TASKS: Final = 3
"""What may become of a task."""
