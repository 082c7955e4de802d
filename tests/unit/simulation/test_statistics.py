"""Intervals, differences, stopping and curves, against SciPy's own and against figures worked by hand."""

import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from parcours.simulation.measures.replica import Durations
from parcours.simulation.statistics import student
from parcours.simulation.statistics.intervals import Moments, difference, estimate
from parcours.simulation.statistics.stopping import FEWEST, Stopping
from parcours.simulation.statistics.survival import curve, median

FLOATS = st.floats(-1e6, 1e6, allow_nan=False)


def test_quantiles_of_student_are_those_of_the_tables() -> None:
    # Any printed table: t(1; 97.5 %) = 12.706, t(9) = 2.262, t(30) = 2.042.
    assert [round(student.quantile(degrees, 0.975), 3) for degrees in (1, 9, 30)] == [12.706, 2.262, 2.042]


def test_an_interval_worked_by_hand() -> None:
    # 1, 2, 3, 4: mean 2.5, deviation sqrt(5/3) = 1.29099, t(3) = 3.18245, width 3.18245 * 1.29099 / 2 = 2.05426.
    found = estimate([1, 2, 3, 4])
    assert found is not None
    assert (found.mean, found.replications, found.median) == (2.5, 4, 2.5)
    assert found.halfwidth == pytest.approx(2.05426, abs=1e-5)
    assert (found.low, found.high) == pytest.approx((0.44574, 4.55426), abs=1e-5)


@given(st.lists(FLOATS, min_size=2, max_size=50))
def test_intervals_are_those_of_scipy(values: list[float]) -> None:
    found = estimate(values)
    assert found is not None
    scale = max(map(abs, values))
    assert found.mean == pytest.approx(np.mean(values), rel=1e-9, abs=1e-9 * scale)
    assert found.deviation == pytest.approx(np.std(values, ddof=1), rel=1e-7, abs=1e-9 * scale)
    spread = stats.sem(values)
    wanted = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=spread) if spread else None
    if wanted is not None:
        assert (found.low, found.high) == pytest.approx(wanted, rel=1e-6, abs=1e-6 * scale)
    assert (found.p05, found.median, found.p95) == pytest.approx(
        tuple(np.quantile(values, (0.05, 0.5, 0.95))), rel=1e-9, abs=1e-9 * scale
    )


def test_one_replication_has_no_interval() -> None:
    found = estimate([3.5])
    assert found is not None
    assert (found.mean, found.deviation, found.halfwidth, found.low, found.high) == (3.5, None, None, None, None)
    assert (found.p05, found.median, found.p95) == (3.5, 3.5, 3.5)


def test_replications_without_a_value_are_left_out_and_said() -> None:
    found = estimate([None, 2.0, None, 4.0])
    assert found is not None
    assert (found.mean, found.replications) == (3.0, 2)
    assert estimate([None, None]) is None
    assert estimate([]) is None


def test_a_paired_difference_forgets_what_both_share() -> None:
    shared = [10.0, 50.0, -20.0, 7.0]
    after = [value + step for value, step in zip(shared, (1.0, 1.0, 2.0, 2.0), strict=True)]
    found = difference(shared, after)
    assert found is not None
    # 1, 1, 2, 2: mean 1.5, deviation 1/sqrt(3), t(3) 3.18245: width 3.18245 * 0.57735 / 2 = 0.91869.
    assert (found.mean, found.halfwidth) == (pytest.approx(1.5), pytest.approx(0.91869, abs=1e-5))
    wanted = stats.ttest_rel(after, shared).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high))


def test_a_difference_needs_both() -> None:
    found = difference([1.0, None, 3.0], [2.0, 5.0, None])
    assert found is not None
    assert (found.mean, found.replications) == (1.0, 1)
    with pytest.raises(ValueError, match="zip"):
        difference([1.0], [1.0, 2.0])


@given(st.lists(FLOATS, min_size=2, max_size=30))
def test_moments_are_the_same_whenever_one_looks(values: list[float]) -> None:
    moments = Moments()
    for number, value in enumerate(values, 1):
        moments.add(value)
        again = Moments()
        for each in values[:number]:
            again.add(each)
        assert moments == again


def test_one_stops_once_every_figure_is_known_well_enough() -> None:
    # 100 ± 1 in turn: deviation d = sqrt(n/(n-1)), half-width t(n-1) d/sqrt(n); under 0.5 % from n = 19 on:
    # n = 18: t(17) = 2.1098, 2.1098/sqrt(17) = 0.5117; n = 20: t(19) = 2.0930, 2.0930/sqrt(19) = 0.4802.
    stopping = Stopping(0.005)
    answers = [stopping.take({"a": 99.0 + 2 * (number % 2), "b": 5.0}) for number in range(20)]
    assert answers[:18] == [False] * 18
    assert answers[19]
    assert stopping.missing == {}


def test_one_does_not_stop_on_a_few() -> None:
    stopping = Stopping(0.5)
    answers = [stopping.take({"a": 5.0, "nothing": 0.0}) for _ in range(FEWEST)]
    assert answers == [False] * (FEWEST - 1) + [True]


def test_what_is_missing_is_said() -> None:
    stopping = Stopping(0.01)
    for number in range(FEWEST):
        assert not stopping.take({"zero": -1.0 + 2 * (number % 2), "seen_once": 1.0 if number == 0 else None, "a": 2.0})
    assert set(stopping.missing) == {"zero", "seen_once"}
    assert stopping.missing["zero"] > 1e9
    assert stopping.missing["seen_once"] == math.inf


def test_a_curve_worked_by_hand() -> None:
    # 6 stays: ended on days 2, 2, 5; last seen on days 2, 4, 7.
    # Day 2: 2 of 6 end: 4/6. Day 5: at risk 6 - 3 - 1 = 2, one ends: 4/6 * 1/2 = 1/3.
    first, second = curve(Durations({2: 2, 5: 1}, {2: 1, 4: 1, 7: 1}))
    assert (first.day, first.at_risk, first.ended, first.share) == (2, 6, 2, pytest.approx(2 / 3))
    assert (second.day, second.at_risk, second.ended, second.share) == (5, 2, 1, pytest.approx(1 / 3))
    assert median((first, second)) == 5
    assert median((first,)) is None


COUNTS = st.dictionaries(st.integers(0, 40), st.integers(1, 5), max_size=12)


@given(COUNTS, COUNTS)
def test_curves_and_their_bounds_are_those_of_scipy(ended: dict[int, int], censored: dict[int, int]) -> None:
    points = curve(Durations(ended, censored))
    exact = [day for day, number in ended.items() for _ in range(number)]
    right = [day for day, number in censored.items() for _ in range(number)]
    if not exact:
        assert points == ()
        return
    wanted = stats.ecdf(stats.CensoredData(exact, right=right)).sf
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # SciPy says so where the share is 0, which is not compared
        interval = wanted.confidence_interval(0.95, method="log-log")
    for point in points:
        assert point.share == pytest.approx(wanted.evaluate(point.day), abs=1e-12)
        if 0 < point.share < 1:
            low, high = (float(bound.evaluate(point.day)) for bound in (interval.low, interval.high))
            assert (point.low, point.high) == pytest.approx((low, high), abs=1e-9)
        else:
            assert point.low == point.share == point.high
