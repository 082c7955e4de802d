"""The contracts of a case: which there are, and what they count for."""

from parcours.simulation.tables.machine.clock import add_months, months_between
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.memory import (
    B_CONTRACTS,
    C_CLOSED,
    C_CONTRACT,
    C_ENDS,
    C_NEXT,
    C_PERIODS,
    C_STARTS,
    C_STATUS,
    G_ON,
)
from parcours.simulation.tables.rows import CT_KIND, FAR, NONE

ANY_KIND = -1


def latest(m: Machine, c: int, contract: int, status: int) -> int:
    """The last contract of that row and status, in order of signature; 0 for none."""
    memory, found = m.memory, 0
    record = memory[c + B_CONTRACTS]
    while record:
        if memory[record + C_CONTRACT] == contract and memory[record + C_STATUS] == status:
            found = record
        record = memory[record + C_NEXT]
    return found


def latest_of_kind(m: Machine, c: int, kind: int) -> int:
    memory, found = m.memory, 0
    record = memory[c + B_CONTRACTS]
    while record:
        if m.table[memory[record + C_CONTRACT] + CT_KIND] == kind:
            found = record
        record = memory[record + C_NEXT]
    return found


def latest_signed(m: Machine, c: int, contract: int) -> int:
    """The last contract of that row, whatever its status; 0 for none."""
    memory, found = m.memory, 0
    record = memory[c + B_CONTRACTS]
    while record:
        if memory[record + C_CONTRACT] == contract:
            found = record
        record = memory[record + C_NEXT]
    return found


def signatures(m: Machine, c: int, kind: int, besides: int) -> int:
    """Signatures of this kind, but those of the contract `besides`."""
    memory, count = m.memory, 0
    record = memory[c + B_CONTRACTS]
    while record:
        if m.table[memory[record + C_CONTRACT] + CT_KIND] == kind and record != besides:
            count += memory[record + C_PERIODS]
        record = memory[record + C_NEXT]
    return count


def last_day(m: Machine, record: int) -> int:
    """The last day of a contract as things stand, FAR without one. Its periods follow one another."""
    closed, ends = m.memory[record + C_CLOSED], m.memory[record + C_ENDS]
    return ends if closed == NONE else min(ends, closed)


def prior(m: Machine, c: int, starts: int, besides: int) -> tuple[int, int]:
    """Months and days of all other contracts, of any kind, up to the eve of a day."""
    return _sum(m, c, ANY_KIND, besides, starts - 1, FAR, FAR)


def total(m: Machine, c: int, kind: int, besides: int, first: int, last: int) -> tuple[int, int]:
    """Months and days under contracts of this kind, the days `first` to `last` standing for the one `besides`."""
    return _sum(m, c, kind, besides, FAR, first, last)


def _sum(m: Machine, c: int, kind: int, besides: int, eve: int, first: int, last: int) -> tuple[int, int]:
    """Runs in order of first day, the longest first; days that several share count once."""
    alone = _only(m, c, kind, besides)
    if alone == 0 and first == FAR:
        return 0, 0
    if alone == 0:
        return _counted(m, first, _cut(m, last, eve))
    if alone > 0 and first == FAR:
        return _counted(m, m.memory[alone + C_STARTS], _cut(m, last_day(m, alone), eve))
    months, days, taken = 0, 0, -FAR
    begun, order = -FAR, -FAR
    while True:
        begun, order, ends = _next_run(m, c, kind, besides, eve, first, last, begun, order)
        if begun == FAR:
            return months, days
        since = max(begun, taken + 1)
        whole, left = _counted(m, since, ends)
        months += whole
        days += left
        taken = max(taken, ends)


def _only(m: Machine, c: int, kind: int, besides: int) -> int:
    """The one contract that counts; 0 for none, -1 for several."""
    memory, found = m.memory, 0
    record = memory[c + B_CONTRACTS]
    while record:
        if record != besides and kind in (ANY_KIND, m.table[memory[record + C_CONTRACT] + CT_KIND]):
            if found:
                return -1
            found = record
        record = memory[record + C_NEXT]
    return found


def _cut(m: Machine, ends: int, eve: int) -> int:
    """The last day that counts of a run: up to an eve, else up to now for one without an end."""
    if eve != FAR:
        return min(ends, eve)
    return m.memory[G_ON] - 1 if ends == FAR else ends


def _counted(m: Machine, starts: int, ends: int) -> tuple[int, int]:
    """Whole months of a run, then the days left."""
    if starts > ends:
        return 0, 0
    whole = months_between(m, starts, ends + 1)
    return whole, ends + 1 - add_months(m, starts, whole)


def _next_run(
    m: Machine, c: int, kind: int, besides: int, eve: int, first: int, last: int, begun: int, order: int
) -> tuple[int, int, int]:
    """The run that comes after the one begun on a day with that order: its first day, its order, its last day."""
    memory = m.memory
    best, best_order, best_last = FAR, 0, 0
    record, number, extra = memory[c + B_CONTRACTS], 0, first != FAR
    while record or extra:
        counts = True
        if record:
            starts, ends = memory[record + C_STARTS], last_day(m, record)
            counts = record != besides and (kind in (ANY_KIND, m.table[memory[record + C_CONTRACT] + CT_KIND]))
            record = memory[record + C_NEXT]
        else:
            starts, ends, extra = first, last, False
        ends = _cut(m, ends, eve)
        number += 1
        rank = number - ends * 1024
        later = starts > begun or (starts == begun and rank > order)
        if counts and starts <= ends and later and (starts < best or (starts == best and rank < best_order)):
            best, best_order, best_last = starts, rank, ends
    return best, best_order, best_last
