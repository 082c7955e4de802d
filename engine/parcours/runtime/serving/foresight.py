"""What serving would do now, told and not done: nothing is written, nothing leaves."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from parcours.messages import Text
from parcours.model.delivery import Delivery
from parcours.ports import Reader
from parcours.runtime.engine import Engine, look, stored
from parcours.runtime.sentences import fact_told
from parcours.runtime.stuck import CANNOT_MOVE
from parcours.runtime.writing import caught_up

MOST: Final = 1_000_000  # cases: all that are due


@dataclass(frozen=True, slots=True)
class Coming:
    """What time would do to one case, fact after fact in words; `stuck` says why it could do nothing."""

    case: str
    facts: tuple[Text, ...] = ()
    stuck: Text | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Cases in the order they are due, and the effects that are ready to leave; what the facts would add is not."""

    cases: tuple[Coming, ...]
    effects: tuple[Delivery, ...]


def foresee(engine: Engine) -> Foreseen:
    now = engine.clock.now()
    with engine.store.reading() as reader:
        cooperatives = reader.cooperatives()
        due = sorted(due for cae in cooperatives for due in reader.due(cae, now, MOST))
        cases = tuple(_coming(engine, reader, case, now) for _, case in due)
        effects = tuple(each for cae in cooperatives for each in _ready(reader, cae, now))
    return Foreseen(cases, effects)


def _coming(engine: Engine, reader: Reader, case: str, now: datetime.datetime) -> Coming:
    try:
        held = look(engine, reader, stored(reader, case), now)
        done = caught_up(held)
    except CANNOT_MOVE as error:
        return Coming(case, stuck=error.text)
    return Coming(case, tuple(fact_told(held.program.workflow, fact) for fact in done.facts))


def _ready(reader: Reader, cae: str, now: datetime.datetime) -> Iterator[Delivery]:
    ready_at = reader.ready_at(cae)
    if ready_at is not None and ready_at <= now:
        yield from (each for each in reader.deliveries(cae) if each.ready_at is not None and each.ready_at <= now)
