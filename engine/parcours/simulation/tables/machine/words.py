"""Conditions and amounts, worked out on a stack; what nobody filled is not a number, and no condition holds by it."""

import math

from parcours.simulation.tables.machine import ledger
from parcours.simulation.tables.machine.clock import index_of, months_between
from parcours.simulation.tables.machine.dates import latest_contract, moved
from parcours.simulation.tables.machine.members import in_force, latest_task, member_of
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.memory import B_ENTERED, B_VALUES, BK_KNOWN, BK_TRACKS, DONE, G_ON, K_STAGE, SH_VALUES
from parcours.simulation.tables.rows import (
    CT_KIND,
    DO_ADD,
    DO_AND,
    DO_AT_LEAST,
    DO_AT_MOST,
    DO_CHOOSE,
    DO_CONSTANT,
    DO_CONTRACT,
    DO_EQUAL,
    DO_FIELD,
    DO_FROM,
    DO_INPUT,
    DO_KNOWN,
    DO_LESS,
    DO_MONTHS_BETWEEN,
    DO_MORE,
    DO_MULTIPLY,
    DO_NEGATE,
    DO_NOT,
    DO_OR,
    DO_PLUS,
    DO_STAGE_ON,
    DO_SUBTRACT,
    DO_TASK,
    DO_TODAY,
    DO_TRACK,
    DO_UNEQUAL,
    DO_UNTIL,
    DO_VALID,
    FAR,
    H_OPEN_BUSINESS,
    MEMBERS_OF_CONTRACT,
    NONE,
    OD_COUNTS,
    OF_RENEWALS,
    OF_TOTAL_MONTHS,
    OWNED_STAGE,
    ST_TEXT,
    UNKNOWN,
)


def holds(m: Machine, c: int, code: int) -> bool:
    """Whether a condition is true; unknown is not."""
    return amount(m, c, code) == 1.0


def amount(m: Machine, c: int, code: int) -> float:
    """What an expression comes to, not a number where it needs what nobody filled."""
    table, stack = m.table, m.values
    top = -1
    for place in range(code + 1, code + 1 + 2 * table[code], 2):
        operation, operand = table[place], table[place + 1]
        if operation < DO_ADD:
            top += 1
            stack[top] = _read(m, c, operation, operand)
        elif operation == DO_CHOOSE:
            top -= 2
            stack[top] = _chosen(stack[top], stack[top + 1], stack[top + 2])
        elif operation in (DO_NOT, DO_NEGATE):
            stack[top] = 1.0 - stack[top] if operation == DO_NOT else -stack[top]
        elif operation == DO_PLUS:
            stack[top] = _later(m, stack[top], operand)
        elif operation in (DO_FROM, DO_UNTIL):
            stack[top] = _end_of_validity(m, stack[top], operation == DO_UNTIL)
        else:
            top -= 1
            stack[top] = _both(m, operation, stack[top], stack[top + 1])
    return stack[top]


def _known(value: float) -> bool:
    return not math.isnan(value)


def _truth(value: bool) -> float:
    return 1.0 if value else 0.0


def _chosen(condition: float, one: float, other: float) -> float:
    if not _known(condition):
        return UNKNOWN
    return one if condition == 1.0 else other


def _both(m: Machine, operation: int, a: float, b: float) -> float:
    if operation == DO_AND:
        return 0.0 if 0.0 in (a, b) else a * b
    if operation == DO_OR:
        return 1.0 if 1.0 in (a, b) else a + b
    if not (_known(a) and _known(b)):
        return UNKNOWN
    if operation <= DO_MULTIPLY:
        return a + b if operation == DO_ADD else (a - b if operation == DO_SUBTRACT else a * b)
    if operation <= DO_AT_LEAST:
        return _truth(_compared(operation, a, b))
    if operation == DO_VALID:
        return _truth(m.floats[int(a)] <= b <= m.floats[int(a) + 1])
    if operation == DO_MONTHS_BETWEEN:
        return float(months_between(m, int(a), int(b)))
    return float(_business_between(m, int(a), int(b)))


def _compared(operation: int, a: float, b: float) -> bool:
    if operation == DO_EQUAL:
        return a == b
    if operation == DO_UNEQUAL:
        return a != b
    if operation == DO_LESS:
        return a < b
    if operation == DO_AT_MOST:
        return a <= b
    return a > b if operation == DO_MORE else a >= b


def _business_between(m: Machine, start: int, end: int) -> int:
    counts = m.table[m.table[H_OPEN_BUSINESS] + OD_COUNTS]
    return m.table[counts + index_of(m, end)] - m.table[counts + index_of(m, start)]


def _later(m: Machine, day: float, rule: int) -> float:
    return float(moved(m, int(day), rule)) if _known(day) else UNKNOWN


def _end_of_validity(m: Machine, validity: float, last: bool) -> float:
    if not _known(validity):
        return UNKNOWN
    day = m.floats[int(validity) + 1] if last else m.floats[int(validity)]
    return UNKNOWN if day >= FAR else day


def _read(m: Machine, c: int, operation: int, operand: int) -> float:
    memory = m.memory
    if operation == DO_CONSTANT:
        return m.floats[operand]
    if operation == DO_FIELD:
        return m.values[memory[c + B_VALUES] + operand]
    if operation == DO_INPUT:
        return m.values[m.table[SH_VALUES] + operand]
    if operation == DO_TODAY:
        return float(memory[G_ON])
    if operation == DO_STAGE_ON:
        return _day(memory[c + B_ENTERED])
    if operation == DO_CONTRACT:
        return _of_contract(m, c, operand)
    if operation == DO_TRACK:
        stage = memory[c + m.table[BK_TRACKS] + operand + K_STAGE]
        return float(m.table[stage + ST_TEXT]) if stage else 0.0
    if operation == DO_TASK:
        return _truth(latest_task(m, c, operand) == DONE)
    if operation == DO_KNOWN:
        return float(memory[c + m.table[BK_KNOWN] + operand])
    return in_force(m, operand, memory[G_ON])


def _day(day: int) -> float:
    return UNKNOWN if day == NONE else float(day)


def _of_contract(m: Machine, c: int, operand: int) -> float:
    """`operand` is the row of the contract and the member, as one number."""
    contract, member = operand // MEMBERS_OF_CONTRACT, operand % MEMBERS_OF_CONTRACT
    kind = m.table[contract + CT_KIND]
    if member == OF_TOTAL_MONTHS:
        return float(ledger.total(m, c, kind, 0, FAR, FAR)[0])
    if member == OF_RENEWALS:
        return float(max(0, ledger.signatures(m, c, kind, 0) - 1))
    record = latest_contract(m, c, contract, OWNED_STAGE, 0)
    return _day(member_of(m, record, member)) if record else UNKNOWN
