"""From the rows that the machine notes to the lines of the log."""

import datetime
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from parcours.simulation.log import Line, LineKind
from parcours.simulation.tables import memory, rows
from parcours.simulation.tables.machine.parts import Row
from parcours.simulation.tables.machine.slots import RUNGS
from parcours.simulation.tables.tables import Tables

KINDS: Sequence[LineKind] = tuple(LineKind)
PARTS: Sequence[str] = ("do", "fire", "remind", "retention", "kept")
STATUSES: Sequence[str] = ("opened", "done", "withdrawn")
RENEGED: Sequence[str] = ("patience", "gone")
APART: Final = frozenset({memory.SAY_ARRIVED, memory.SAY_WROTE, memory.SAY_EARNED, memory.SAY_REFUSED})
"""Lines whose detail is their own; that of the others is worked out once for each pair of whole numbers."""

Details = dict[tuple[int, int, int], str]
"""Details worked out already, by kind and the two numbers of the row."""


def told(tables: Tables, rows: Iterable[Row], codes: Sequence[int], known: Details | None = None) -> Iterator[Line]:
    """The lines of some rows; `codes` are those of the refusals among them, `known` what was worked out before."""
    names, known = tables.names, {} if known is None else known
    for minute, case, kind, name, first, second, number in rows:
        key = kind, first, second
        detail = None if kind in APART else known.get(key)
        if detail is None:
            detail = _detail(tables, codes, (kind, first, second, number))
            if kind not in APART:
                known[key] = detail
        yield Line(minute, case, KINDS[kind], names[name], detail)


def _detail(tables: Tables, codes: Sequence[int], row: tuple[int, int, int, float]) -> str:
    kind, first, second, number = row
    match kind:
        case memory.SAY_PASSED:
            part, rung = divmod(first, RUNGS)
            said = f"{PARTS[part]} {second} {rung}"
        case memory.SAY_SIGNED | memory.SAY_RENEWED:
            said = f"{_day(first)}/{_day(second) if second != rows.FAR else ''}"
        case memory.SAY_ENDED | memory.SAY_BOOKED:
            said = _day(first)
        case memory.SAY_WROTE:
            said = _value(tables, first, number)
        case memory.SAY_EARNED:
            said = str(int(number))
        case memory.SAY_REFUSED:
            chosen = codes[first : first + second] if second >= 0 else (first,)
            said = ",".join(tables.names[code] for code in chosen)
        case _:
            said = _word(tables, kind, first)
    return said


def _word(tables: Tables, kind: int, first: int) -> str:
    if kind == memory.SAY_TASK:
        return STATUSES[first]
    if kind == memory.SAY_RENEGED:
        return RENEGED[first]
    if kind == memory.SAY_TRACK:
        return tables.names[first]
    return str(first) if kind == memory.SAY_ARRIVED else ""


def _value(tables: Tables, said: int, number: float) -> str:
    if said == rows.SAID_FLOAT:
        return json.dumps(number)
    if said == rows.SAID_INT:
        return json.dumps(int(number))
    if said == rows.SAID_DAY:
        return json.dumps(_day(int(number)))
    return tables.literals[said]


def _day(day: int) -> str:
    return datetime.date.fromordinal(day + rows.EPOCH_DAY).isoformat()
