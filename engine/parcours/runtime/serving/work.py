"""What a node does each time it is woken, in one order; all of it may be done again when the database was busy."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from parcours.runtime import retention
from parcours.runtime.engine import Engine
from parcours.runtime.serving.dispatcher import Dispatcher
from parcours.runtime.serving.files import LoadWorkflow, reload
from parcours.runtime.serving.health import SignedStore
from parcours.runtime.serving.housekeeping import HOUSE, Housekeeping
from parcours.runtime.serving.presence import Presence
from parcours.runtime.serving.telling import Event, Log, Meter
from parcours.runtime.tick import Ticked, next_due, passing

RELOAD: Final = "reload"
SIGN: Final = "sign"
BREATH: Final = datetime.timedelta(seconds=1)  # before effects are asked for again that could not be handed out
FORGOTTEN: Final = datetime.timedelta(days=1)  # a node silent for so long was taken away: nobody waits for it


class CheckpointedStore(SignedStore, Protocol):
    def checkpoint_if_due(self, now: datetime.datetime) -> bool:
        """Signs the journals that moved, once a day; whether it did."""
        ...

    def signed_at(self) -> datetime.datetime:
        """When that was last done, by whatever node."""
        ...


@dataclass(slots=True)
class Work:
    """`going_on` is asked between two batches: whether to go on. It is also where a long drain shows that it lives.

    `signed_on` is the day that the heads of the journals were last signed, as far as this node knows.
    """

    engine: Engine
    store: CheckpointedStore
    presence: Presence
    dispatcher: Dispatcher
    load: LoadWorkflow
    log: Log
    meter: Meter
    going_on: Callable[[], bool]
    house: Housekeeping
    signed_on: datetime.date | None = None

    def turn(self, why: frozenset[str]) -> datetime.datetime | None:
        """Does all that is to be done now; when it should be woken at the latest, None when it need not be.

        Raises StoreError: nothing is lost, and the next turn does it.
        """
        able = self.presence.look()
        self.dispatcher.collect()
        if RELOAD in why:
            self.reload()
        if not able:
            return None  # the clocks are looked at again at the next waking
        now = self.engine.clock.now()
        fired = self._fire(now)
        if fired is None:
            return now
        if HOUSE in why or self.house.pending:
            self.house.do(now)
        self.dispatcher.dispatch(now)
        if fired or SIGN in why:
            self.sign(now)
        if SIGN in why:
            self.forget(now)
            self.erase()
        ready = self.dispatcher.next_at()
        instants = [next_due(self.engine, now), max(ready, now + BREATH) if ready is not None else None]
        instants += [now] if self.house.pending else []
        return min((each for each in instants if each is not None), default=None)

    def is_done(self, at: datetime.datetime | None) -> bool:
        """Whether nothing is left that a turn could do before `at`, the answer of the last one."""
        soon = at is not None and at <= self.engine.clock.now() + BREATH
        return self.dispatcher.drained() and not soon

    def reload(self) -> None:
        """The site's files again; what is wrong with one is told, and leaves what was there."""
        found = reload(self.engine, self.load)
        for each in found:
            if each.broken is not None:
                self.log.say(Event.FILE_BROKEN, workflow=each.workflow, why=each.broken.render())
            elif each.mended:
                self.log.say(Event.FILE_MENDED, workflow=each.workflow)
        self.log.say(Event.RELOADED, workflows=len(found))

    def sign(self, now: datetime.datetime) -> None:
        """The heads of the journals that moved, once a day: the first time that something has."""
        if self.signed_on == now.date():
            return
        if self.store.checkpoint_if_due(now):
            self.log.say(Event.SIGNED)
        # By this node or by another, or before it was started again: once is enough, and looking costs as much.
        self.signed_on = self.store.signed_at().date()

    def forget(self, now: datetime.datetime) -> None:
        """Nodes so long silent that nobody will start them again."""
        with self.store.reading() as reader:
            gone = [node.name for node in reader.nodes() if now - node.seen_at > FORGOTTEN]
        for name in gone:
            with self.store.transaction() as transaction:
                transaction.leave(name)
            self.log.say(Event.FORGOTTEN, name=name)

    def erase(self, cases: Iterable[str] | None = None) -> None:
        """Who has been kept long enough: those of some cases, or everybody whom a hold lifted since had kept."""
        done = retention.erase_due(self.engine, cases)
        if done:
            self.log.say(Event.ERASED, people=len(done), wiped=self.store.wipe() is None)

    def _fire(self, now: datetime.datetime) -> int | None:
        """How many facts time has made; None when it was told to stop before the end."""
        fired = 0
        for batch in passing(self.engine, now):
            self._tell(batch)
            self.erase(retention.ended(batch.facts))
            fired += len(batch.facts)
            if not (self.going_on() and self.presence.look()):
                return None
        return fired

    def _tell(self, batch: Ticked) -> None:
        self.meter.stepped(len(batch.facts))
        self.meter.refused(len(batch.stuck))
        for fact in batch.facts:
            self.log.say(Event.FIRED, case=fact.case, fact=fact.seq, name=fact.name)
        for case, _ in batch.stuck:
            self.log.say(Event.STUCK, case=case)
