"""The engine `compiled`: a whole replication at a time, as rows or as its figures alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np

from parcours.simulation.compiled import machine_code
from parcours.simulation.compiled.crowd import Crowd
from parcours.simulation.compiled.play import ALONE, ALONE_FOLDED, TOGETHER, TOGETHER_FOLDED
from parcours.simulation.compiled.room import Place, Prepared, Sizes, carry_out, enough, sizes_for
from parcours.simulation.compiled.shape import Shape
from parcours.simulation.compiled.stores import ROW_SIZE
from parcours.simulation.log import Line
from parcours.simulation.measures.frame import Frame
from parcours.simulation.measures.replica import Replica
from parcours.simulation.model import Model
from parcours.simulation.tables import memory
from parcours.simulation.tables.engine import MODELS_KEPT, end_of, error_of, lowered
from parcours.simulation.tables.machine.parts import Fault
from parcours.simulation.tables.tables import Tables
from parcours.simulation.tables.telling import told
from parcours.simulation.unrolled import keeping
from parcours.simulation.unrolled.keeping import lives_alone, lives_of

ROWS_EACH: Final = 64
"""Lines of one person, as a rule."""
AT_ONCE: Final = 4096
"""People played one after the other before the next ones are drawn, where only their figures are kept."""
MINUTE, CASE = 0, 1


@dataclass(frozen=True, slots=True)
class Played:
    """The rows of a replication as the machine notes them: `whole` (int64, six a row), `numbers`, `codes`.

    They follow one another by person where `by_person`, else in order of time; `in_time` is that order.
    """

    whole: Any
    numbers: Any
    codes: Any
    by_person: bool

    @property
    def in_time(self) -> Any:
        """The places of the rows, in the order of the log."""
        if not self.by_person:
            return np.arange(len(self.whole))
        return np.lexsort((self.whole[:, CASE], self.whole[:, MINUTE]))


def run(
    model: Model,
    *,
    cases: int | None = None,
    seed: int | None = None,
    replication: int = 0,
) -> Iterator[Line]:
    """The lines of one replication, in order of time: those of the oracle, one by one.

    Raises UnsupportedError for what tables cannot say, UsageError when a session runs out of days or a date leaves
    them: then no line at all is said.
    """
    played = play(model, cases=cases, seed=seed, replication=replication)
    order = played.in_time
    lines = zip(played.whole[order].tolist(), played.numbers[order].tolist(), strict=True)
    return told(lowered(model), ((*whole, number) for whole, number in lines), played.codes.tolist())


def play(model: Model, *, cases: int | None = None, seed: int | None = None, replication: int = 0) -> Played:
    """The rows of one replication. Raises UsageError as `run` does."""
    prepared = _prepared(model)
    tables = prepared.tables
    alone = lives_alone(tables)
    crowd = Crowd(prepared, model, cases, seed, replication)
    people = len(crowd)

    def played(sizes: Sizes) -> Place:
        place = Place(prepared, people, sizes)
        crowd.settle(place)
        crowd.come(place, 0, people)
        place["memory"][memory.G_END] = end_of(model)
        carry_out(place, ALONE if alone else TOGETHER)
        return place

    place = _done(tables, sizes_for(tables, 1 if alone else people, people * ROWS_EACH), played)
    count = int(place["memory"][memory.G_ROWS])
    return Played(
        place["log"][: count * ROW_SIZE].reshape(count, ROW_SIZE),
        place["said"][:count],
        place["codes"][: place["memory"][memory.G_CODES]],
        alone,
    )


def measured(
    model: Model, frame: Frame, *, cases: int | None = None, seed: int | None = None, replication: int = 0
) -> Replica:
    """The figures of one replication, which are those of its lines; no line is told. Raises what `run` raises.

    Where nobody waits for anybody, the room it takes does not depend on how many come.
    """
    prepared = _prepared(model)
    tables = prepared.tables
    window, alone = prepared.window(frame), lives_alone(tables)
    crowd = Crowd(prepared, model, cases, seed, replication)
    at_once = min(AT_ONCE, len(crowd)) if alone else len(crowd)
    numbers, remembered = window.numbers(each=not alone), 1 if alone else len(crowd)

    def played(sizes: Sizes) -> Place:
        place = Place(prepared, at_once, sizes, numbers, window.tally(remembered, sizes[memory.G_MOST_DEMANDS]))
        place["memory"][memory.G_MOST_DEMANDS] = len(place["tally"])
        crowd.settle(place)
        place["memory"][memory.G_END] = end_of(model)
        for first in range(0, len(crowd), at_once or 1):
            crowd.come(place, first, min(at_once, len(crowd) - first))
            carry_out(place, ALONE_FOLDED if alone else TOGETHER_FOLDED)
        return place

    place = _done(tables, sizes_for(tables, remembered, AT_ONCE), played)
    return window.replica(place["tally"], replication)


def is_kept(model: Model) -> bool:
    """Whether machine code for such a model is on disk already."""
    tables = lowered(model)
    known = keeping.is_kept(model) or not lives_alone(tables)
    return known and machine_code.is_kept(Shape(tables), lives_of(model))


@lru_cache(maxsize=MODELS_KEPT)
def _prepared(model: Model) -> Prepared:
    return Prepared(lowered(model), lives=lives_of(model))


def _done(tables: Tables, sizes: dict[int, int], played: Any) -> Place:
    try:
        return enough(sizes, played)
    except Fault as fault:
        raise error_of(tables, fault) from None
