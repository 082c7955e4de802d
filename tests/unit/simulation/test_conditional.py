"""What is left of a delay follows the law of those that last longer, in closed form."""

import math
from collections.abc import Callable
from statistics import NormalDist

import pytest

from parcours.simulation.draws.conditional import number_from
from parcours.simulation.draws.distributions import number
from parcours.simulation.draws.keyed import descend
from parcours.simulation.scenario.values import Distribution, Shape

COUNT = 4000
KOLMOGOROV = 1.63 / math.sqrt(COUNT)
"""How far an empirical law of so many draws is from the true one, once in a hundred times at most."""


def exponential(x: float) -> float:
    return math.exp(-x / 10)


def weibull(x: float) -> float:
    return math.exp(-((x / 10) ** 1.5))


def uniform(x: float) -> float:
    return (30 - x) / 20


def triangular(x: float) -> float:
    # 0, 10, 40: beyond the mode, (40 - x)² / (40 × 30).
    return (40 - x) ** 2 / 1200 if x >= 10 else 1 - x * x / 400


def lognormal(x: float) -> float:
    return 1 - NormalDist().cdf(math.log(x / 10) / 0.6)


def erlang(x: float) -> float:
    return math.exp(-x / 5) * (1 + x / 5)


LAWS = [
    (Shape.EXPONENTIAL, (10.0,), exponential),
    (Shape.WEIBULL, (1.5, 10.0), weibull),
    (Shape.UNIFORM, (10.0, 30.0), uniform),
    (Shape.TRIANGULAR, (0.0, 10.0, 40.0), triangular),
    (Shape.LOGNORMAL, (10.0, 0.6), lognormal),
    (Shape.GAMMA, (2.0, 5.0), erlang),
]


@pytest.mark.slow
@pytest.mark.parametrize(("shape", "parameters", "survives"), LAWS)
@pytest.mark.parametrize("least", [12.0, 24.0])
def test_what_is_left_has_the_law_of_what_lasts_longer(
    shape: Shape, parameters: tuple[float, ...], survives: Callable[[float], float], least: float
) -> None:
    law = Distribution(shape, parameters)
    drawn = sorted(found for key in range(COUNT) if (found := number_from(law, least, descend(7, key))) is not None)

    assert len(drawn) == COUNT
    assert drawn[0] >= least
    expected = [1 - survives(each) / survives(least) for each in drawn]
    assert max(abs(rank / COUNT - share) for rank, share in enumerate(expected)) < KOLMOGOROV


def test_an_exponential_that_has_waited_a_hundred_means_still_waits_one() -> None:
    law = Distribution(Shape.EXPONENTIAL, (1.0,))

    left = [number_from(law, 30.0, descend(3, key)) for key in range(COUNT)]

    # The mean of 4,000 exponentials of mean 1 is 1, give or take 3 × 1/√4000.
    assert sum(each - 30.0 for each in left if each is not None) / COUNT == pytest.approx(1.0, abs=0.05)


def test_what_is_fixed_keeps_its_end_and_what_is_over_has_none() -> None:
    fixed = Distribution(Shape.FIXED, (20.0,))
    bounded = Distribution(Shape.TRIANGULAR, (0.0, 10.0, 40.0))

    assert [number_from(fixed, least, 1) for least in (0.0, 20.0, 20.5)] == [20.0, 20.0, None]
    assert number_from(bounded, 40.5, 1) is None


def test_of_observed_values_only_those_that_last_longer_are_left() -> None:
    observed = Distribution(Shape.EMPIRICAL, (3.0, 50.0, 7.0, 20.0))

    found = [number_from(observed, 7.0, descend(1, key)) for key in range(300)]

    assert set(found) == {7.0, 20.0, 50.0}
    assert number_from(observed, 51.0, 1) is None


@pytest.mark.parametrize(("shape", "parameters", "_"), LAWS)
def test_with_nothing_passed_it_is_the_draw_itself(shape: Shape, parameters: tuple[float, ...], _: object) -> None:
    law = Distribution(shape, parameters)

    assert [number_from(law, 0.0, descend(5, key)) for key in range(50)] == [
        number(law, descend(5, key)) for key in range(50)
    ]
