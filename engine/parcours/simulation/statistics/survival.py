"""How long something lasts when some of it is still going on: Kaplan and Meier's curve, Greenwood's variance."""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from parcours.simulation.measures.replica import Durations
from parcours.simulation.statistics.intervals import CONFIDENCE

Z: Final = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)


@dataclass(frozen=True, slots=True)
class Point:
    """After `day` whole days: how many were `at_risk` then, how many `ended`, and the share that lasts longer.

    `low` and `high` bound it with 95 % confidence on the log-minus-log scale, so within 0 and 1. They take people as
    independent, which a crowded resource makes untrue: between replications is the honest width.
    """

    day: int
    at_risk: int
    ended: int
    share: float
    low: float
    high: float


def curve(durations: Durations) -> tuple[Point, ...]:
    """One point for each day on which something ended, in order. None that ended: no point.

    Kaplan and Meier, JASA 53, 1958; Greenwood 1926. What was last seen on a day counts as at risk on it.
    """
    at_risk = sum(durations.ended.values()) + sum(durations.censored.values())
    share, spread = 1.0, 0.0
    points = []
    for day in sorted({*durations.ended, *durations.censored}):
        ended = durations.ended.get(day, 0)
        if ended:
            share *= 1 - ended / at_risk
            spread += ended / (at_risk * (at_risk - ended)) if at_risk > ended else math.inf
            points.append(Point(day, at_risk, ended, share, *_bounds(share, spread)))
        at_risk -= ended + durations.censored.get(day, 0)
    return tuple(points)


def median(points: tuple[Point, ...]) -> int | None:
    """The first day after which half or fewer go on; None where more than half outlast what was seen."""
    return next((point.day for point in points if point.share <= 1 / 2), None)


def _bounds(share: float, spread: float) -> tuple[float, float]:
    if not 0 < share < 1:
        return share, share
    width = Z * math.sqrt(spread) / math.log(share)
    return share ** math.exp(-width), share ** math.exp(width)
