"""What a node that has done all it could leaves behind: for later, or for somebody."""

import datetime
from dataclasses import dataclass

from parcours.ports import Reader
from parcours.runtime import hours
from parcours.runtime.engine import Engine


@dataclass(frozen=True, slots=True)
class Remainder:
    """`incidents` opened meanwhile; `waiting` effects, the first of which may be tried at `next_at`.

    None when an incident holds back all that waits. `zone` is the house's.
    """

    incidents: int
    waiting: int
    next_at: datetime.datetime | None
    zone: str


def remainder(engine: Engine, since: datetime.datetime) -> Remainder:
    """What is left of a run that began at `since`."""
    with engine.store.reading() as reader:
        opened = [each for each in reader.incidents(only_open=True) if each.opened_at >= since]
        cooperatives = reader.cooperatives()
        instants = [at for at in map(reader.ready_at, cooperatives) if at is not None]
        waiting = sum(_waiting(reader, cae) for cae in cooperatives)
        return Remainder(len(opened), waiting, min(instants, default=None), hours.of_house(reader))


def _waiting(reader: Reader, cae: str) -> int:
    return sum(each.ready_at is not None for each in reader.deliveries(cae))
