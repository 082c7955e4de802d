"""How an installation is, read from its database alone: a monitor may ask while no daemon answers."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from parcours.calendar.zone import local_day
from parcours.messages import Text
from parcours.model.delivery import Node
from parcours.ports import Incident, Reader, Store
from parcours.runtime import hours
from parcours.runtime.alarms import CLOCK, FILE
from parcours.runtime.stuck import STUCK
from parcours.runtime.unread import shown

TICK: Final = 30.0  # seconds: a loop wakes at least so often
LATE: Final = datetime.timedelta(seconds=3 * TICK)
UNSIGNED: Final = datetime.timedelta(days=2)
OF_THE_ENGINE: Final = frozenset({STUCK, CLOCK, FILE})
NEVER: Final = datetime.datetime.min.replace(tzinfo=datetime.UTC)


class SignedStore(Store, Protocol):
    def unsigned_since(self, before: datetime.datetime) -> datetime.datetime | None:
        """When the journals were last signed, if that is earlier than `before` and some have moved since; or NEVER."""
        ...


class Trouble(StrEnum):
    LATE = "late"
    PAUSED = "paused"
    SILENT = "silent"
    INCIDENT = "incident"
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class Health:
    """`due_for` and `ready_for`: seconds that the oldest timer, the oldest effect wait beyond their hour.

    `incidents` counts open ones by kind.
    """

    due_for: float
    ready_for: float
    incidents: dict[str, int]
    nodes: tuple[Node, ...]
    troubles: tuple[tuple[Trouble, Text], ...]

    @property
    def well(self) -> bool:
        return not self.troubles


def examine(store: SignedStore, now: datetime.datetime) -> Health:
    """Troubles come in the order somebody should look at them."""
    with store.reading() as reader:
        cooperatives = reader.cooperatives()
        due_for = _age(now, [reader.next_due(cae) for cae in cooperatives])
        ready_for = _age(now, [reader.ready_at(cae) for cae in cooperatives])
        incidents = reader.incidents(only_open=True)
        nodes = reader.nodes()
        troubles = [*_of_nodes(nodes, now), *_of_timers(due_for), *_of_incidents(incidents)]
    signed = store.unsigned_since(now - UNSIGNED)
    if signed is not None:
        with store.reading() as reader:
            troubles.append((Trouble.UNSIGNED, _unsigned(reader, signed)))
    kinds = Counter(each.kind for each in incidents)
    return Health(due_for, ready_for, dict(kinds), nodes, tuple(troubles))


def _age(now: datetime.datetime, instants: list[datetime.datetime | None]) -> float:
    oldest = min((each for each in instants if each is not None), default=now)
    return max(0.0, (now - oldest).total_seconds())


def _of_nodes(nodes: tuple[Node, ...], now: datetime.datetime) -> Iterator[tuple[Trouble, Text]]:
    for node in nodes:
        if node.paused:
            yield Trouble.PAUSED, Text("Le nœud {node} est en pause : {why}", node=node.name, why=node.paused)
        elif now - node.seen_at > LATE:
            long = hours.elapsed((now - node.seen_at).total_seconds())
            yield Trouble.SILENT, Text("Le nœud {node} ne donne plus signe depuis {long}.", node=node.name, long=long)


def _of_timers(due_for: float) -> Iterator[tuple[Trouble, Text]]:
    if due_for > LATE.total_seconds():
        yield Trouble.LATE, Text("La plus ancienne échéance attend depuis {long}.", long=hours.elapsed(due_for))


def _unsigned(reader: Reader, since: datetime.datetime) -> Text:
    if since == NEVER:
        return Text("Les journaux n'ont jamais été signés.")
    return Text("Les journaux n'ont pas été signés depuis le {day}.", day=local_day(since, hours.of_house(reader)))


def _of_incidents(incidents: Iterable[Incident]) -> Iterator[tuple[Trouble, Text]]:
    for each in incidents:
        if each.kind in OF_THE_ENGINE:
            yield (
                Trouble.INCIDENT,
                Text(
                    "Incident {number} ({kind}, {subject}) : {detail}",
                    number=each.id,
                    kind=each.kind,
                    subject=each.subject,
                    detail=shown(each.detail),
                ),
            )
