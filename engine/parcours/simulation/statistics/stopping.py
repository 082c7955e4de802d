"""When enough replications have been done for the intervals asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from parcours.simulation.statistics.intervals import Moments

FEWEST: Final = 10
"""Before that an interval is itself too uncertain to stop on."""


@dataclass(slots=True)
class Stopping:
    """Every figure watched must be known within `target` of its mean (0.02: 2 %), above and below.

    Replications are taken in their order, so that the answer does not depend on who computed them first. A figure that
    some replication lacks is judged on those that have it.
    """

    target: float
    _moments: dict[str, Moments] = field(default_factory=dict)
    _taken: int = 0

    def take(self, values: Mapping[str, float | None]) -> bool:
        """One replication more; whether they are now enough."""
        self._taken += 1
        for name, value in values.items():
            if value is not None:
                self._moments.setdefault(name, Moments()).add(value)
        return self._taken >= FEWEST and not self.missing

    @property
    def missing(self) -> dict[str, float]:
        """What is not known well enough yet, with how well: half-width over mean, infinite where it cannot be said."""
        reached = {name: _relative(moments) for name, moments in self._moments.items()}
        return {name: width for name, width in reached.items() if width > self.target}


def _relative(moments: Moments) -> float:
    width = moments.halfwidth
    if width is None:
        return float("inf")
    if not width:
        return 0.0
    return width / abs(moments.mean) if moments.mean else float("inf")
