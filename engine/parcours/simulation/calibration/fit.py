"""What has been fitted, with how well it is known."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from parcours.simulation.scenario.values import Distribution, Shape

FEW: Final = 30
"""Spells below which a fit is said to stand on little."""
CRITICAL: Final = 1.36
"""Kolmogorov's distance times the root of the number, exceeded once in twenty by a law fitted on other data."""


@dataclass(frozen=True, slots=True)
class Known:
    """An estimate; `low` and `high` bound it with 95 % confidence, None where the data cannot say."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """One way a place ends, seen `count` times: in the long run the `share` of all ends, after `parameters` minutes.

    `shape` None: at once. `seen` is the share it had reached by the longest spell (Aalen and Johansen).
    """

    name: str
    count: int
    share: Known
    seen: float
    shape: Shape | None = None
    parameters: tuple[Known, ...] = ()

    @property
    def distribution(self) -> Distribution | None:
        if self.shape is None:
            return None
        return Distribution(self.shape, tuple(each.value for each in self.parameters))


@dataclass(frozen=True, slots=True)
class Fit:
    """The ends of `number` spells, of which `open_` had none. `distance`: Kolmogorov's, to Kaplan and Meier's curve."""

    number: int
    open_: int
    causes: tuple[Cause, ...]
    distance: float = 0.0
    aic: float = 0.0

    @property
    def limit(self) -> float:
        """The distance beyond which the laws do not tell what was seen."""
        return CRITICAL / math.sqrt(max(1, self.number - self.open_))

    @property
    def is_poor(self) -> bool:
        return self.distance > self.limit

    @property
    def stands_on_little(self) -> bool:
        return self.number - self.open_ < FEW

    def __getitem__(self, name: str) -> Cause:
        """The cause of that name. KeyError."""
        return {each.name: each for each in self.causes}[name]


Ends = Sequence[tuple[float, str]]
"""How long each spell lasted, in minutes, and what ended it; nothing where it was last seen going on."""
