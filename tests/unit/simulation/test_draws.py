"""Draws against published vectors, the standard library, and the laws they claim to follow."""

import math
import statistics
from bisect import bisect_right
from collections.abc import Callable, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parcours.simulation.draws import elementary
from parcours.simulation.draws.distributions import number, pick
from parcours.simulation.draws.keyed import GOLDEN, MASK, descend, following, mix, root, unit
from parcours.simulation.scenario.values import Distribution, Shape

NORMAL = statistics.NormalDist()
MANY = 4000
KEYS = st.integers(0, 2**64 - 1)


def test_the_mixing_is_that_of_splitmix64() -> None:
    # The first numbers of the reference implementation seeded with 0 and with 1234567.
    assert [mix(rank * GOLDEN & MASK) for rank in (1, 2, 3)] == [
        0xE220A8397B1DCDAF,
        0x6E789E6AA1B965F4,
        0x06C45D188009454F,
    ]
    assert mix((1234567 + GOLDEN) & MASK) == 6457827717110365317


def test_a_state_below_another_is_what_the_generator_gives_there() -> None:
    assert [descend(0, part) for part in (0, 1)] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4]


@given(KEYS)
@example(0)
@example(MASK)
def test_a_unit_is_never_0_nor_1(state: int) -> None:
    assert 0.0 < unit(state) < 1.0


def test_numbers_of_neighbouring_keys_are_spread_evenly_and_apart() -> None:
    start = descend(descend(root(1, 0), 5), 0)
    first = [unit(descend(descend(descend(start, case), 99), 0)) for case in range(MANY)]
    second = [unit(descend(descend(descend(start, case), 99), 1)) for case in range(MANY)]
    other = [unit(descend(descend(descend(start, case), 100), 0)) for case in range(MANY)]

    assert _farthest(first, lambda x: x) < _bound(MANY)
    for one, two in ((first, second), (first, other), (first, first[1:] + first[:1])):
        assert abs(statistics.correlation(one, two)) < 4 / math.sqrt(MANY)


@given(st.floats(1e-300, 1e300))
def test_the_logarithm_is_the_machine_s_to_the_last_bits(x: float) -> None:
    assert elementary.log(x) == pytest.approx(math.log(x), rel=4e-16, abs=4e-16)


@given(st.floats(0.5, 2.0))
def test_the_logarithm_is_exact_about_one(x: float) -> None:
    assert elementary.log(x) == pytest.approx(math.log(x), rel=1e-15, abs=1e-17)


@given(st.floats(-740.0, 705.0))
def test_the_exponential_is_the_machine_s_to_the_last_bits(x: float) -> None:
    assert elementary.exp(x) == pytest.approx(math.exp(x), rel=4e-16, abs=5e-324)


def test_the_exponential_has_a_floor_and_a_ceiling() -> None:
    assert elementary.exp(-800.0) == 0.0
    assert elementary.exp(900.0) == elementary.exp(709.0)


@given(st.floats(1e-300, 1 - 1e-15))
def test_the_normal_quantile_is_that_of_the_library(p: float) -> None:
    assert elementary.normal_quantile(p) == pytest.approx(NORMAL.inv_cdf(p), rel=1e-13, abs=1e-13)


def _triangular(least: float, mode: float, most: float) -> Callable[[float], float]:
    def share(x: float) -> float:
        if x <= mode:
            return (x - least) ** 2 / ((most - least) * (mode - least)) if mode > least else 0.0
        return 1 - (most - x) ** 2 / ((most - least) * (most - mode))

    return share


def _gamma_of_whole_shape(shape: int, scale: float) -> Callable[[float], float]:
    # Erlang: the chance that fewer than `shape` events have come.
    return lambda x: 1 - math.exp(-x / scale) * sum((x / scale) ** k / math.factorial(k) for k in range(shape))


@pytest.mark.parametrize(
    ("distribution", "share"),
    [
        (Distribution(Shape.UNIFORM, (3.0, 8.0)), lambda x: (x - 3) / 5),
        (Distribution(Shape.TRIANGULAR, (7.0, 14.0, 30.0)), _triangular(7, 14, 30)),
        (Distribution(Shape.TRIANGULAR, (7.0, 7.0, 30.0)), _triangular(7, 7, 30)),
        (Distribution(Shape.NORMAL, (10.0, 2.0)), statistics.NormalDist(10, 2).cdf),
        (Distribution(Shape.LOGNORMAL, (14.0, 0.6)), lambda x: NORMAL.cdf(math.log(x / 14) / 0.6)),
        (Distribution(Shape.EXPONENTIAL, (180.0,)), lambda x: 1 - math.exp(-x / 180)),
        (Distribution(Shape.GAMMA, (3.0, 5.0)), _gamma_of_whole_shape(3, 5)),
        (Distribution(Shape.GAMMA, (0.5, 2.0)), lambda x: math.erf(math.sqrt(x / 2))),
        (Distribution(Shape.WEIBULL, (1.7, 40.0)), lambda x: 1 - math.exp(-((x / 40) ** 1.7))),
    ],
    ids=lambda each: str(each.shape) if isinstance(each, Distribution) else "",
)
def test_each_distribution_follows_its_law(distribution: Distribution, share: Callable[[float], float]) -> None:
    seen = [number(distribution, descend(root(3, 1), rank)) for rank in range(MANY)]

    assert _farthest(seen, share) < _bound(MANY)


def test_what_is_fixed_is_fixed_and_what_was_seen_comes_back() -> None:
    seen = Distribution(Shape.EMPIRICAL, (1.0, 5.0, 9.0))

    assert number(Distribution(Shape.FIXED, (4.5,)), 12345) == 4.5
    assert number(Distribution(Shape.TRIANGULAR, (2.0, 2.0, 2.0)), 12345) == 2.0
    assert {number(seen, descend(0, rank)) for rank in range(100)} == {1.0, 5.0, 9.0}


def test_options_are_picked_as_often_as_they_weigh() -> None:
    weights = (0.02, 0.03, 0.20, 0.05, 0.05, 0.65)

    counts = [0] * len(weights)
    for rank in range(MANY):
        counts[pick(weights, descend(7, rank))] += 1

    # Pearson's chi-squared with five degrees of freedom passes 20.5 once in a thousand.
    assert sum((seen - MANY * share) ** 2 / (MANY * share) for seen, share in zip(counts, weights, strict=True)) < 20.5


def test_what_rounding_leaves_goes_to_the_last_option() -> None:
    assert pick((0.1,) * 9 + (0.1 - 1e-9,), MASK) == 9


def test_the_numbers_of_one_draw_differ() -> None:
    assert len({following(77, rank) for rank in range(1000)}) == 1000


def _farthest(seen: Sequence[float], share: Callable[[float], float]) -> float:
    """Kolmogorov's distance between what was seen and a law."""
    ordered = sorted(seen)
    return max(
        max(abs(bisect_right(ordered, x) / len(ordered) - share(x)), abs(rank / len(ordered) - share(x)))
        for rank, x in enumerate(ordered)
    )


def _bound(count: int) -> float:
    """What that distance passes once in a thousand, were the law the right one."""
    return 1.95 / math.sqrt(count)
