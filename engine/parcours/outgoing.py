"""What leaves the house by this node: who carries it out, what is told of it, what would leave now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from parcours.adapters.workers import Pool
from parcours.bootstrap import Site, chance, opened
from parcours.chores import own_site
from parcours.model.delivery import Delivery, Outcome
from parcours.runtime.effects.dispatcher import Dispatcher
from parcours.runtime.serving.foresight import Foreseen, foresee
from parcours.runtime.serving.telling import Event, Log, Meter
from parcours.settings import Settings

LOOK: Final = 5.0  # seconds between two looks at workers that begin
MILLISECONDS: Final = 3  # digits of a duration in the log


@dataclass(frozen=True, slots=True)
class Telling:
    """Each try is counted, and is a line of the log."""

    meter: Meter
    log: Log

    def tried(self, delivery: Delivery, outcome: Outcome, seconds: float) -> None:
        use = delivery.effect.use
        self.meter.tried(use, outcome, seconds)
        took = round(seconds, MILLISECONDS)
        self.log.say(Event.TRIED, case=delivery.case, fact=delivery.fact, use=use, outcome=outcome, seconds=took)


def dispatcher_of(
    site: Site, settings: Settings, node: str, telling: Telling, answered: Callable[[], None]
) -> Dispatcher:
    """Who carries out effects for this node; its workers call `answered` when there is something to collect."""
    workers = Pool(settings.plugins, wake=answered)
    return Dispatcher(site.engine, own_site(settings), workers, node, chance, tried=telling.tried)


def foreseen(settings: Settings) -> Foreseen:
    """What serving would do now. Workers are asked what they can do, and given nothing to do."""
    own = own_site(settings)
    workers = Pool(settings.plugins)
    try:
        while workers.offers is None:
            workers.wait(LOOK)
        with opened(settings) as site:
            return foresee(site.engine, own, workers.offers)
    finally:
        workers.stop(0)
