"""Which plugin carries an effect, if any does."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parcours.kernel.actions import DECIDE
from parcours.model.fact import Effect
from parcours.runtime.effects.workers import Offer, Offers

OF_THE_ENGINE: Final = frozenset({"task", DECIDE})
"""Uses that stand without a plugin: the task itself is a fact, telling of it is a favour."""


class Nobody(StrEnum):
    """Why no plugin carries an effect."""

    NOTHING_LEAVES = "nothing_leaves"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Carriers:
    """What the workers offer, looked at from the effects."""

    offers: Offers

    def of(self, effect: Effect) -> Offer | Nobody:
        offer = self.offers.actions.get(effect.use)
        if offer is not None and offer.performs:
            return offer
        is_known = offer is not None or effect.use in OF_THE_ENGINE
        return Nobody.NOTHING_LEAVES if is_known else Nobody.UNKNOWN

    def carried(self) -> frozenset[str]:
        """The uses that need a worker."""
        return frozenset(use for use, offer in self.offers.actions.items() if offer.performs)
