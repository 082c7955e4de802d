"""A number known to be no less than another: what is left of a delay that has not ended yet."""

from collections.abc import Callable
from typing import Final

from parcours.simulation.draws.distributions import number
from parcours.simulation.draws.keyed import descend, unit
from parcours.simulation.scenario.values import Distribution, Shape

STEPS: Final = 2**52
"""How many numbers a draw chooses from; `unit` keeps the upper bits of its state."""
LOWER_BITS: Final = 12
MOST_REDRAWN: Final = 1000
"""Draws of a law without a quantile function, before what has already passed is taken to be all of it."""


def number_from(distribution: Distribution, least: float, state: int) -> float | None:
    """A number of the law of those at least `least`; None where there are none.

    With a `least` that all numbers reach, the very number that the state gives without it.
    """
    match distribution.shape:
        case Shape.EMPIRICAL:
            left = tuple(value for value in distribution.parameters if value >= least)
            return number(Distribution(Shape.EMPIRICAL, left), state) if left else None
        case Shape.GAMMA:
            return _redrawn(distribution, least, state)
        case _:
            return _inverted(distribution, least, state)


def _inverted(distribution: Distribution, least: float, state: int) -> float | None:
    """By the quantile function, which goes up or down throughout: those that reach `least` are at one of its ends."""

    def reaches(step: int) -> bool:
        return number(distribution, step << LOWER_BITS) >= least

    goes_down, goes_up = reaches(0), reaches(STEPS - 1)
    if not goes_down and not goes_up:
        return None
    if goes_down and goes_up:
        return number(distribution, state)
    first = _first(reaches) if goes_up else 0
    count = STEPS - first if goes_up else _first(lambda step: not reaches(step))
    return number(distribution, (first + int(unit(state) * count)) << LOWER_BITS)


def _first(holds: Callable[[int], bool]) -> int:
    """The first step for which what holds of the last begins to hold."""
    low, high = 0, STEPS - 1
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _redrawn(distribution: Distribution, least: float, state: int) -> float | None:
    found = number(distribution, state)
    for rank in range(MOST_REDRAWN):
        if found >= least:
            return found
        found = number(distribution, descend(state, rank))
    return None
