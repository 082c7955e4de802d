"""The engine `tables`: lives unrolled where they can be, one after the other; else the tables interpreted."""

import bisect
from collections.abc import Iterator
from operator import itemgetter
from types import ModuleType
from typing import Final

from parcours.simulation.log import Line
from parcours.simulation.model import Model
from parcours.simulation.tables.engine import end_of, error_of, expected, lowered, machine
from parcours.simulation.tables.engine import run as interpreted
from parcours.simulation.tables.machine.loop import step
from parcours.simulation.tables.machine.parts import Fault, Machine, Row
from parcours.simulation.tables.machine.stores import OF_COMER, coming, put_entry
from parcours.simulation.tables.memory import G_CASES, TURN_PLACES, WAKE_ENTER
from parcours.simulation.tables.telling import Details, told
from parcours.simulation.unrolled.exploring import MOST_NUMBERS, MOST_USED
from parcours.simulation.unrolled.keeping import is_kept, lives_alone, lives_of
from parcours.simulation.unrolled.source import UNSEEN

WORTH_UNROLLING: Final = 2000
"""People up to whom interpreting is over before lives are unrolled, where they are not yet."""
AT_ONCE: Final = 256
"""Lives played before what comes first of them is told."""
IN_TIME: Final = itemgetter(0, 1)


def run(model: Model, *, cases: int | None = None, seed: int | None = None, replication: int = 0) -> Iterator[Line]:
    """The lines of one replication, in order of time. Raises what the interpreted tables raise."""
    people = list(expected(model, cases, seed, replication))
    worth = lives_alone(lowered(model)) and (len(people) >= WORTH_UNROLLING or is_kept(model))
    lives = lives_of(model) if worth else None
    if lives is None:
        return interpreted(model, cases=cases, seed=seed, replication=replication)
    return played(model, lives, machine(lowered(model), people))


def played(model: Model, lives: ModuleType, m: Machine) -> Iterator[Line]:
    """The lives of all who come to a machine where nothing has happened; what nobody was seen to do is interpreted."""
    tables, end, known = lowered(model), end_of(model), Details()
    memory, values = list(m.memory), list(m.values)
    m.memory.extend([0] * MOST_USED)
    m.values.extend([0.0] * MOST_NUMBERS)
    count, waiting = coming(m), list[Row]()
    try:
        for number in range(count):
            if m.comers[number * OF_COMER] >= end:
                break
            lines, codes = len(m.log), len(m.codes)
            if lives.ahead(m, number, end) == UNSEEN:
                del m.log[lines:]
                del m.codes[codes:]
                _interpret(m._replace(memory=list(memory), values=list(values), agenda=[]), number, end)
            if number % AT_ONCE == AT_ONCE - 1 and number + 1 < count:
                waiting = sorted(waiting + m.log, key=IN_TIME)
                m.log.clear()
                told_now = bisect.bisect_left(waiting, m.comers[(number + 1) * OF_COMER], key=itemgetter(0))
                yield from told(tables, waiting[:told_now], m.codes, known)
                waiting = waiting[told_now:]
    except Fault as fault:
        raise error_of(tables, fault) from None
    yield from told(tables, sorted(waiting + m.log, key=IN_TIME), m.codes, known)


def _interpret(m: Machine, number: int, end: int) -> None:
    """One life, by the machine itself."""
    m.memory[G_CASES] = coming(m)
    put_entry(m, m.comers[number * OF_COMER], number, TURN_PLACES, 0, WAKE_ENTER, 0, 0)
    while step(m, end):
        pass
