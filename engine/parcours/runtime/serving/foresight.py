"""What serving would do now, told and not done: nothing is written, nothing leaves."""

import datetime
from dataclasses import dataclass
from typing import Final

from parcours.messages import Text
from parcours.ports import Reader, Site
from parcours.runtime.effects.preview import Leaving, preview
from parcours.runtime.effects.workers import Offers
from parcours.runtime.engine import Engine, look, stored
from parcours.runtime.queries import Entry, entry
from parcours.runtime.stuck import CANNOT_MOVE
from parcours.runtime.writing import caught_up

MOST: Final = 1_000_000  # cases: all that are due


@dataclass(frozen=True, slots=True)
class Coming:
    """What time would do to one case, fact after fact with what each changes; `stuck` says why it could do nothing."""

    case: str
    facts: tuple[Entry, ...] = ()
    stuck: Text | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Cases in the order they are due, and the effects ready to leave; what facts would add is among their changes."""

    cases: tuple[Coming, ...]
    effects: tuple[Leaving, ...]


def foresee(engine: Engine, site: Site, offers: Offers) -> Foreseen:
    """What time would do to each case, and which effects would leave, to whom; nothing is written."""
    now = engine.clock.now()
    with engine.store.reading() as reader:
        cooperatives = reader.cooperatives()
        due = sorted(due for cae in cooperatives for due in reader.due(cae, now, MOST))
        cases = tuple(_coming(engine, reader, case, now) for _, case in due)
    return Foreseen(cases, preview(engine, site, offers, now))


def _coming(engine: Engine, reader: Reader, case: str, now: datetime.datetime) -> Coming:
    try:
        held = look(engine, reader, stored(reader, case), now)
        done = caught_up(held)
    except CANNOT_MOVE as error:
        return Coming(case, stuck=error.text)
    return Coming(case, tuple(entry(held, fact) for fact in done.facts))
