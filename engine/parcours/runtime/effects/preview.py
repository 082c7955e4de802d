"""What would leave now, and to whom, without anything leaving."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parcours.calendar.zone import local
from parcours.expressions.templates import TemplateError
from parcours.messages import Text
from parcours.model.delivery import Delivery
from parcours.plugin import Job
from parcours.ports import Reader, Site
from parcours.runtime.effects.carriers import Carriers, Nobody
from parcours.runtime.effects.editions import Editions
from parcours.runtime.effects.job import prepared
from parcours.runtime.effects.policy import held_until
from parcours.runtime.effects.recipients import masked
from parcours.runtime.effects.scene import Scene, read_scene
from parcours.runtime.effects.scrubbing import ADDRESS
from parcours.runtime.effects.workers import Offer, Offers
from parcours.runtime.engine import Engine
from parcours.runtime.stuck import CANNOT_MOVE


@dataclass(frozen=True, slots=True)
class Leaving:
    """An effect on the point of leaving; `to` are addresses, masked, `held` why it would not leave after all."""

    delivery: Delivery
    label: str
    to: tuple[str, ...] = ()
    held: Text | None = None


def preview(engine: Engine, site: Site, offers: Offers, now: datetime.datetime) -> tuple[Leaving, ...]:
    """The effects that are ready, the oldest first. Writes nothing."""
    with engine.store.reading() as reader:
        look = _Look(engine, reader, site, Carriers(offers), Editions(engine.programs.load), now)
        return tuple(leaving for cae in reader.cooperatives() for leaving in look.leaving(reader.deliveries(cae)))


@dataclass(frozen=True, slots=True)
class _Look:
    """One look at what is ready at `now`."""

    engine: Engine
    reader: Reader
    site: Site
    carriers: Carriers
    editions: Editions
    now: datetime.datetime

    def leaving(self, queue: Sequence[Delivery]) -> Iterator[Leaving]:
        for delivery in queue:
            ready = delivery.ready_at is not None and delivery.ready_at <= self.now
            if ready and not _is_behind_parked(delivery, queue):
                yield self._leaving(delivery)

    def _leaving(self, delivery: Delivery) -> Leaving:
        offer = self.carriers.of(delivery.effect)
        if offer is Nobody.UNKNOWN:
            why = Text("Aucune extension ne fait « {use} ».", use=delivery.effect.use)
            return Leaving(delivery, delivery.effect.action, held=why)
        try:
            scene = read_scene(self.engine, self.editions, self.reader, delivery)
            job = prepared(scene, self.site).job
        except (TemplateError, *CANNOT_MOVE) as error:
            return Leaving(delivery, delivery.effect.action, held=error.text)
        for_people = isinstance(offer, Offer) and offer.for_people
        return Leaving(delivery, job.label, _addresses(job), self._quiet(scene) if for_people else None)

    def _quiet(self, scene: Scene) -> Text | None:
        then = held_until(scene.case, self.now, scene.world.calendar, self.site.quiet)
        at = local(then, scene.world.calendar.timezone) if then is not None else None
        return Text("Heures calmes : pas avant le {at}.", at=at) if at is not None else None


def _addresses(job: Job) -> tuple[str, ...]:
    named = ADDRESS.findall(" ".join(str(each) for each in job.parameters.values()))
    return tuple(dict.fromkeys(masked(each) for each in (*job.recipients, *named)))


def _is_behind_parked(delivery: Delivery, queue: Sequence[Delivery]) -> bool:
    if not delivery.effect.after:
        return False
    of_case = (each for each in queue if each.case == delivery.case and each.ready_at is None)
    return any(each.effect.action == delivery.effect.after and each.fact <= delivery.fact for each in of_case)
