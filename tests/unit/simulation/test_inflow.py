"""Who came of late, beside whom a scenario expects; each count worked by hand."""

from datetime import date, timedelta

import pytest

from parcours.simulation.inflow import Inflow, inflow

TODAY = date(2026, 12, 1)


def test_a_year_is_looked_back_at_and_today_is_not_over() -> None:
    came = [date(2025, 11, 30), date(2025, 12, 1), date(2026, 6, 1), date(2026, 11, 30), TODAY]
    assert inflow(came, [date(2020, 1, 1)], TODAY) == Inflow(3, 365)


def test_a_young_journal_is_looked_back_at_as_far_as_it_goes() -> None:
    begun = TODAY - timedelta(100)
    assert inflow([begun - timedelta(1), begun, TODAY - timedelta(1)], [begun], TODAY) == Inflow(2, 100)


@pytest.mark.parametrize(("age", "tells"), [(89, False), (90, True)])
def test_a_journal_of_less_than_three_months_tells_nothing(age: int, *, tells: bool) -> None:
    begun = TODAY - timedelta(age)
    assert (inflow([begun], [begun], TODAY) is not None) is tells


def test_nothing_recorded_tells_nothing() -> None:
    assert inflow([], [], TODAY) is None


def test_what_a_scenario_expects_is_counted_over_the_same_time() -> None:
    # 240 in two years of 730 days are 120 in one of 365, and 30 in a quarter of it.
    assert Inflow(0, 365).expected(240, 730) == 120
    assert Inflow(0, 73).expected(240, 730) == 24


@pytest.mark.parametrize(
    ("people", "expected", "fits"),
    [(80, 100.0, True), (79, 100.0, False), (120, 100.0, True), (121, 100.0, False), (2, 0.0, True), (3, 0.0, False)],
)
def test_two_deviations_of_a_poisson_count_are_left_to_chance(people: int, expected: float, *, fits: bool) -> None:
    assert Inflow(people, 365).fits(expected) is fits
