"""Which plugin carries an effect, if any does."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parcours.kernel.actions import DECIDE
from parcours.model.fact import Effect
from parcours.runtime.effects.workers import Offer, Offers

TASK: Final = "task"
OF_THE_ENGINE: Final = frozenset({TASK, DECIDE})
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
        """Its own plugin, or that which tells of tasks for the effect of a task."""
        own, teller = self.offers.actions.get(effect.use), self.offers.actions.get(TASK)
        if own is not None and own.performs:
            return own
        if effect.task and teller is not None and teller.performs and (own is not None or effect.use in OF_THE_ENGINE):
            return teller
        return Nobody.NOTHING_LEAVES if own is not None or effect.use in OF_THE_ENGINE else Nobody.UNKNOWN

    def carried(self) -> frozenset[str]:
        """The uses whose effects may need a worker."""
        return frozenset(use for use, _ in self._carried())

    def served_by(self, offer: Offer) -> frozenset[str]:
        """The uses whose effects may need this one."""
        return frozenset(use for use, by in self._carried() if by == offer.use)

    def _carried(self) -> Iterator[tuple[str, str]]:
        actions = self.offers.actions
        teller = actions.get(TASK)
        tells = teller is not None and teller.performs
        yield from ((use, use) for use, offer in actions.items() if offer.performs)
        if tells:
            yield from ((use, TASK) for use, offer in actions.items() if not offer.performs)
            yield (DECIDE, TASK)
