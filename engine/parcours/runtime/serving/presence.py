"""A node among the others: it says that it is there, and stands still while its clock cannot be believed."""

import datetime
from collections.abc import Callable
from typing import Final

from parcours.messages import Text
from parcours.model.delivery import Node
from parcours.runtime.alarms import CLOCK, NODES, end, sound, standing
from parcours.runtime.engine import Engine
from parcours.runtime.serving.clock_guard import ClockGuard, Clocks, Reading, read, starting
from parcours.runtime.serving.telling import Event, Log

BEAT: Final = 10.0  # seconds between two signs of life
MINUTE: Final = 60

Extend = Callable[[datetime.datetime], None]


class Presence:
    """Of one node. Raises what a store raises; the same call made again goes on from there.

    `extend` is called with each sign of life: what this node holds, it holds as long as it lives.
    """

    def __init__(self, engine: Engine, name: str, clocks: Clocks, log: Log, extend: Extend) -> None:
        self._store, self._clocks, self._log, self._extend = engine.store, clocks, log, extend
        self.name = name
        with self._store.reading() as reader:
            newest = reader.newest_instant()
        reading = read(clocks)
        self._guard = starting(reading, newest)
        self._started_at = self._guard.believed(reading)
        self._beaten = reading.boot
        self._told: bool | None = None  # whether the others know it paused; None before they know anything

    def look(self) -> bool:
        """Looks at the clocks; says so when something has changed, and when it is time for a sign of life.

        Whether the node may fire and send.
        """
        reading = read(self._clocks)
        self._guard = self._guard.look(reading)
        if self._guard.paused and self._told and self._settled_by_hand():
            self._guard = ClockGuard(reading)
        changed = self._guard.paused is not self._told
        if changed or reading.boot - self._beaten >= BEAT:
            self._beat(reading)
            self._extend(self._guard.believed(reading))
        if changed and (self._guard.paused or self._told):
            self._log.say(Event.PAUSED if self._guard.paused else Event.RESUMED, skew=self._guard.skew.total_seconds())
        self._told = self._guard.paused
        return not self._guard.paused

    @property
    def paused(self) -> bool:
        return self._guard.paused

    def leave(self) -> None:
        """Says that it goes, and gives back what it still holds."""
        with self._store.transaction() as transaction:
            transaction.leave(self.name)

    def _beat(self, reading: Reading) -> None:
        now, paused = self._guard.believed(reading), self._guard.paused
        why = _why(self.name, self._guard) if paused else None
        with self._store.transaction() as transaction:
            if self._told is None:
                transaction.leave(self.name)  # what a former life of this node held when it was killed is free again
            transaction.beat(Node(self.name, self._started_at, now, why.render() if why is not None else ""))
            if why is not None and not self._told:
                sound(transaction, NODES, CLOCK, self.name, why, now)
            if why is None and self._told is not False:  # a pause may have been left behind by a node that was killed
                end(transaction, NODES, CLOCK, self.name, Text("Les horloges s'accordent de nouveau."), now)
        self._beaten = reading.boot

    def _settled_by_hand(self) -> bool:
        """Whether somebody has resolved the incident: the clock is right, whatever it was before."""
        with self._store.reading() as reader:
            return standing(reader, NODES, CLOCK, self.name) is None


def _why(node: str, guard: ClockGuard) -> Text:
    minutes = round(abs(guard.skew).total_seconds() / MINUTE)
    if guard.skew > datetime.timedelta(0):
        return Text("L'horloge du nœud {node} a avancé d'un coup de {minutes} min.", node=node, minutes=minutes)
    return Text("L'horloge du nœud {node} retarde de {minutes} min.", node=node, minutes=minutes)
