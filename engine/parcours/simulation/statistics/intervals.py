"""Means over independent replications, with their intervals; differences of two runs that shared their draws."""

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from typing import Final

CONFIDENCE: Final = 0.95
TWENTIETHS: Final = 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """The mean of `replications` values; `halfwidth` is None where there are fewer than two, and nothing can be said.

    `low` and `high` bound the mean with 95 % confidence (Student). `p05`, `median` and `p95` are of the values
    themselves: what a single run may show.
    """

    mean: float
    replications: int
    deviation: float | None
    halfwidth: float | None
    p05: float
    median: float
    p95: float

    @property
    def low(self) -> float | None:
        return None if self.halfwidth is None else self.mean - self.halfwidth

    @property
    def high(self) -> float | None:
        return None if self.halfwidth is None else self.mean + self.halfwidth


def estimate(values: Iterable[float | None]) -> Estimate | None:
    """From one value a replication; those that have none are left out, and None is what nothing gives."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    moments = Moments()
    for value in known:
        moments.add(value)
    p05, median, p95 = _quantiles(known)
    return Estimate(moments.mean, len(known), moments.deviation, moments.halfwidth, p05, median, p95)


def difference(before: Sequence[float | None], after: Sequence[float | None]) -> Estimate | None:
    """`after` less `before`, replication by replication: what the draws they share do to both cancels out.

    Replications where either has no value are left out. ValueError when they are not as many.
    """
    pairs = zip(before, after, strict=True)
    return estimate([new - old for old, new in pairs if old is not None and new is not None])


@dataclass(slots=True)
class Moments:
    """Mean and spread of values as they come (Welford 1962), the same whenever one looks."""

    number: int = 0
    mean: float = 0.0
    _squares: float = field(default=0.0, repr=False)

    def add(self, value: float) -> None:
        self.number += 1
        gap = value - self.mean
        self.mean += gap / self.number
        self._squares += gap * (value - self.mean)

    @property
    def deviation(self) -> float | None:
        """The standard deviation of the values, None for fewer than two."""
        return math.sqrt(self._squares / (self.number - 1)) if self.number > 1 else None

    @property
    def halfwidth(self) -> float | None:
        """Half the width of the interval of the mean, None for fewer than two values."""
        deviation = self.deviation
        if deviation is None:
            return None
        return _student(self.number - 1) * deviation / math.sqrt(self.number)


def _student(degrees: int) -> float:
    # Imported when first needed: whoever only counts needs no SciPy.
    student = import_module("parcours.simulation.statistics.student")
    value: float = student.quantile(degrees, (1 + CONFIDENCE) / 2)
    return value


def _quantiles(values: Sequence[float]) -> tuple[float, float, float]:
    if len(values) == 1:
        return values[0], values[0], values[0]
    cuts = statistics.quantiles(values, n=TWENTIETHS, method="inclusive")
    return cuts[0], statistics.median(values), cuts[-1]
