"""The one object that a loop drives: it hands ready effects to workers, and writes what became of them."""

import datetime
from collections import Counter, deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from parcours.expressions.templates import TemplateError
from parcours.messages import Text, all_of
from parcours.model.delivery import Delivery, Lease, Outcome
from parcours.ports import Site
from parcours.runtime import incidents
from parcours.runtime.alarms import NODES, end, sound
from parcours.runtime.effects.carriers import Carriers, Nobody
from parcours.runtime.effects.editions import Editions
from parcours.runtime.effects.job import Prepared, prepared
from parcours.runtime.effects.policy import held_until
from parcours.runtime.effects.scene import read_scene
from parcours.runtime.effects.settlement import Settlement
from parcours.runtime.effects.verdicts import outcome_of
from parcours.runtime.effects.workers import Ended, Offer, Offers, Workers
from parcours.runtime.engine import Engine
from parcours.runtime.stuck import CANNOT_MOVE

LEASE: Final = datetime.timedelta(seconds=20)  # a dead node's effects are taken over within that
PAGE: Final = 100  # effects that need no worker, settled in one go


def _unheard(delivery: Delivery, outcome: Outcome, seconds: float) -> None:
    """Nobody counts."""


@dataclass(slots=True)
class Dispatcher:
    """Drives the effects of one node. None of its methods waits for a plugin but `stop` and `wait`.

    Whoever drives it calls `extend` more often than every LEASE, and `collect` when the workers say that something
    has ended. Raises what the store raises; nothing that has ended is forgotten then. `tried` hears of each try at
    what it was, how it ended and how many seconds it took.
    """

    engine: Engine
    site: Site
    workers: Workers
    node: str
    chance: Callable[[], float]
    lease: datetime.timedelta = LEASE
    tried: Callable[[Delivery, Outcome, float], object] = _unheard
    running: dict[str, Prepared] = field(default_factory=dict)
    over: deque[Ended] = field(default_factory=deque)
    editions: Editions = field(init=False)
    told: bool = False

    def __post_init__(self) -> None:
        self.editions = Editions(self.engine.programs.load)

    def dispatch(self, now: datetime.datetime) -> int:
        """Claims what is ready, as far as there is room, and starts it; how many effects it dealt with."""
        offers = self.workers.offers
        if offers is None:
            return 0
        self._tell_broken(offers, now)
        carriers = Carriers(offers)
        count = sum(self._without_worker(cae, carriers, now) for cae in self._ready(carriers.carried(), now))
        while self.workers.room() and (claimed := self._round(carriers, now)):
            count += claimed
        return count

    def collect(self) -> int:
        """Writes what has ended; how many jobs that was."""
        self.over.extend(self.workers.ended())
        count = 0
        while self.over:
            ended = self.over[0]
            running = self.running.get(ended.key)
            if running is not None:
                self._settlement().settle(running, ended.ending)
                del self.running[ended.key]
                self.tried(running.delivery, outcome_of(ended.ending), ended.seconds)
                count += 1
            self.over.popleft()
        return count

    def next_at(self) -> datetime.datetime | None:
        """When there will be something to dispatch, with the room there is now."""
        offers = self.workers.offers
        if offers is None:
            return None
        carriers = Carriers(offers)
        besides = self._full(carriers) if self.workers.room() else carriers.carried()
        with self.engine.store.reading() as reader:
            instants = [reader.ready_at(cae, besides) for cae in reader.cooperatives()]
        return min((each for each in instants if each is not None), default=None)

    def drained(self) -> bool:
        """Whether what was ready at the last `dispatch` has been dealt with, and no worker is at anything.

        Workers that begin just after a `dispatch` that found none have not been given anything yet.
        """
        return self.told and not self.running

    def schemas(self) -> Mapping[str, Mapping[str, Any]] | None:
        """What each action takes, by `use`; None until the workers have said it."""
        offers = self.workers.offers
        return {use: offer.parameters for use, offer in offers.actions.items()} if offers is not None else None

    def wait(self, seconds: float) -> bool:
        """Until a worker has something to say, that long at most; whether one has. From any thread."""
        return self.workers.wait(seconds)

    def extend(self, now: datetime.datetime) -> None:
        """Keeps what is running ours for another lease."""
        if self.running:
            with self.engine.store.transaction() as transaction:
                transaction.extend_leases(self.node, now + self.lease)

    def stop(self, seconds: float) -> None:
        """Lets what runs end, that long at most; what has not ended is given back, ready at once."""
        self.workers.stop(seconds)
        self.collect()
        for running in self.running.values():
            self._settlement().release(running.delivery, self.engine.clock.now(), tried=True)
        self.running.clear()

    def _ready(self, besides: Collection[str], now: datetime.datetime) -> tuple[str, ...]:
        """The cooperatives with something to claim: looking writes nothing."""
        with self.engine.store.reading() as reader:
            instants = [(cae, reader.ready_at(cae, besides)) for cae in reader.cooperatives()]
        return tuple(cae for cae, at in instants if at is not None and at <= now)

    def _claim(self, cae: str, now: datetime.datetime, limit: int, besides: Collection[str]) -> tuple[Delivery, ...]:
        lease = Lease(self.node, now, now + self.lease)
        with self.engine.store.transaction() as transaction:
            return transaction.claim_effects(cae, lease, limit, besides)

    def _without_worker(self, cae: str, carriers: Carriers, now: datetime.datetime) -> int:
        """What no plugin is needed for, and what no plugin can do: they wait for nobody's room."""
        count = 0
        while claimed := self._claim(cae, now, PAGE, carriers.carried()):
            for delivery in claimed:
                self._deal(delivery, carriers, now)
            count += len(claimed)
        return count

    def _round(self, carriers: Carriers, now: datetime.datetime) -> int:
        """One effect of each cooperative, so that none of them waits for the crowd of another."""
        count = 0
        for cae in self._ready(self._full(carriers), now):
            if self.workers.room():
                for delivery in self._claim(cae, now, 1, self._full(carriers)):
                    self._deal(delivery, carriers, now)
                    count += 1
        return count

    def _full(self, carriers: Carriers) -> frozenset[str]:
        """The uses that have as many jobs under way as they bear."""
        busy = Counter(each.job.use for each in self.running.values())
        offered = carriers.offers.actions.items()
        return frozenset(use for use, offer in offered if busy[use] >= offer.at_once)

    def _deal(self, delivery: Delivery, carriers: Carriers, now: datetime.datetime) -> None:
        if delivery.key in self.running:
            # Our own lease had ended: the same job goes on under the one we have just taken.
            self.running[delivery.key] = replace(self.running[delivery.key], delivery=delivery)
            return
        match carriers.of(delivery.effect):
            case Nobody.NOTHING_LEAVES:
                receipt = Text("Rien à faire partir : « {use} » est l'affaire du moteur.", use=delivery.effect.use)
                self._settlement().nothing_leaves(delivery, receipt)
            case Nobody.UNKNOWN:
                why = _nobody_does(delivery.effect.use, carriers.offers)
                self._settlement().park(delivery, incidents.UNKNOWN_USE, why)
            case Offer() as offer:
                self._start(delivery, offer, now)

    def _start(self, delivery: Delivery, offer: Offer, now: datetime.datetime) -> None:
        """Looks at it once more, makes its job and begins it; or holds it back, or parks it."""
        try:
            with self.engine.store.reading() as reader:
                place = (delivery.cae, delivery.case, delivery.fact, delivery.effect.index)
                if reader.delivery(*place) != delivery:
                    return
                scene = read_scene(self.engine, self.editions, reader, delivery)
            if offer.for_people:
                then = held_until(scene.case, now, scene.world.calendar, self.site.quiet)
                if then is not None:
                    self._settlement().release(delivery, then, tried=False)
                    return
            ready = prepared(scene, self.site, offer.table)
        except (TemplateError, *CANNOT_MOVE) as error:
            self._settlement().park(delivery, incidents.UNREADABLE, error.text)
            return
        self.running[delivery.key] = ready
        self.workers.start(ready.job, offer.seconds)

    def _tell_broken(self, offers: Offers, now: datetime.datetime) -> None:
        """An incident for each plugin that does not load, ended once it does."""
        if self.told:
            return
        broken = {each.plugin: each.why for each in offers.broken}
        with self.engine.store.reading() as reader:
            opened = reader.incidents(NODES, only_open=True)
            known = {each.subject for each in opened if each.kind == incidents.BROKEN_PLUGIN}
        if known != broken.keys():
            with self.engine.store.transaction() as transaction:
                for plugin, why in broken.items():
                    sound(transaction, NODES, incidents.BROKEN_PLUGIN, plugin, Text("{why}", why=why), now)
                for plugin in known - broken.keys():
                    how = Text("L'extension se charge de nouveau.")
                    end(transaction, NODES, incidents.BROKEN_PLUGIN, plugin, how, now)
        self.told = True

    def _settlement(self) -> Settlement:
        return Settlement(self.engine, self.node, self.chance)


def _nobody_does(use: str, offers: Offers) -> Text:
    if not offers.broken:
        return Text("Aucune extension ne fait « {use} ».", use=use)
    broken = all_of(each.plugin for each in offers.broken)
    return Text("Aucune extension ne fait « {use} » ; ne se chargent pas : {broken}.", use=use, broken=broken)
