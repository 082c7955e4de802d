from datetime import date
from itertools import permutations

import pytest

from parcours.calendar.cumul import cumul, left_of, limit, tally, term_end_less
from parcours.calendar.duration import Duration
from parcours.calendar.errors import CalendarError
from parcours.calendar.span import Span

Days = tuple[date, date]


def days(first: str, last: str) -> Days:
    return date.fromisoformat(first), date.fromisoformat(last)


def test_a_contract_broken_early_counts_its_real_length() -> None:
    # 15 January to 14 March: 2 months; 15 to 31 March: 17 days.
    assert cumul([[days("2026-01-15", "2026-03-31")]]) == Span(2, 17)


def test_contiguous_periods_of_one_contract_are_one() -> None:
    # Counted apart, 31 Jan to 27 Feb, 28 Feb to 30 Mar would be P1M + P1M3D.
    assert cumul([[days("2026-01-31", "2026-02-27"), days("2026-02-28", "2026-03-30")]]) == Span(2)


def test_overlapping_periods_of_one_contract_are_one() -> None:
    assert cumul([[days("2026-01-01", "2026-02-28"), days("2026-02-01", "2026-02-15")]]) == Span(2)


def test_gaps_count_for_nothing_and_sums_stay_apart() -> None:
    # 20 days and 20 days make 40 days, not a month and some.
    assert cumul([[days("2026-01-01", "2026-01-20")], [days("2026-03-01", "2026-03-20")]]) == Span(0, 40)


def test_contiguous_contracts_are_counted_apart() -> None:
    # From 31 January: 28 days. From 28 February: to 27 March, a month, and 3 days to the 30th.
    assert cumul([[days("2026-01-31", "2026-02-27")], [days("2026-02-28", "2026-03-30")]]) == Span(2, 3)


def test_shared_days_belong_to_the_contract_that_began_first() -> None:
    early, late = [days("2026-01-01", "2026-03-31")], [days("2026-03-15", "2026-05-14")]
    # The first keeps its 3 months; the second counts from 1 April to 14 May.
    assert [counted.span for counted in tally([late, early])] == [Span(3), Span(1, 14)]
    assert [counted.contract for counted in tally([late, early])] == [1, 0]
    assert cumul([early, late]) == cumul([late, early]) == Span(4, 14)


def test_a_contract_inside_another_counts_for_nothing_more() -> None:
    whole, inside = [days("2026-01-01", "2026-12-31")], [days("2026-03-01", "2026-04-30")]
    assert cumul([inside, whole]) == Span(12)


def test_of_two_contracts_begun_together_the_longest_keeps_the_days() -> None:
    # To the shortest, they would make a month, then from 28 February a month and 3 days.
    short, long = [days("2026-01-31", "2026-02-27")], [days("2026-01-31", "2026-03-30")]
    assert cumul([short, long]) == cumul([long, short]) == Span(2)


def test_a_day_under_three_contracts_counts_once() -> None:
    contracts = [
        [days("2026-01-01", "2026-06-30")],
        [days("2026-02-01", "2026-02-28")],
        [days("2026-06-01", "2026-07-31")],
    ]
    assert {cumul(list(order)) for order in permutations(contracts)} == {Span(7)}


def test_no_contract_is_no_time() -> None:
    assert cumul([]) == cumul([[]]) == Span()


def test_a_contract_from_the_first_day_of_all() -> None:
    assert cumul([[(date.min, date(1, 1, 31))]]) == Span(1)


def test_each_line_of_a_tally_is_said() -> None:
    (line,) = tally([[days("2026-01-15", "2026-03-31")]])
    assert line.text().render() == "du 15 janvier 2026 au 31 mars 2026 : 2 mois et 17 jours"
    assert line.text().render("en") == "from 15 January 2026 to 31 March 2026: 2 months and 17 days"


def test_a_period_upside_down_is_refused() -> None:
    with pytest.raises(CalendarError, match="avant de commencer"):
        cumul([[days("2026-03-31", "2026-01-15")]])


@pytest.mark.parametrize(
    ("day", "months", "less", "reached"),
    [
        ("2026-01-05", 36, Span(18), "2027-07-05"),
        ("2026-06-20", 36, Span(6), "2028-12-20"),
        ("2026-01-05", 36, Span(), "2029-01-05"),
        ("2026-01-05", 36, Span(36), "2026-01-05"),
        # 31 May 2026 + 34 months = 31 March 2029, less 17 days.
        ("2026-05-31", 36, Span(2, 17), "2029-03-14"),
        # 31 August + 6 months = 28 February, less 40 days: 28 in February, 12 more from 31 January.
        ("2026-08-31", 8, Span(2, 40), "2027-01-19"),
    ],
)
def test_a_limit_is_reached_that_day_included(day: str, months: int, less: Span, reached: str) -> None:
    assert limit(date.fromisoformat(day), months, less) == date.fromisoformat(reached)
    assert limit(date.fromisoformat(day), Duration(months=months), less) == date.fromisoformat(reached)


def test_a_limit_in_days_is_a_limit_too() -> None:
    assert limit(date(2026, 1, 1), Duration(days=30), Span(0, 10)) == date(2026, 1, 21)


@pytest.mark.parametrize("most", [Duration(business_days=5), Duration(minutes=60)])
def test_a_limit_is_said_in_months_or_days(most: Duration) -> None:
    with pytest.raises(CalendarError, match="mois ou en jours"):
        limit(date(2026, 1, 1), most)


@pytest.mark.parametrize(
    ("start", "months", "less", "end"),
    [
        ("2026-01-12", 8, Span(3), "2026-06-11"),
        ("2026-07-15", 8, Span(6), "2026-09-14"),
        ("2026-02-02", 8, Span(), "2026-10-01"),
        ("2026-01-12", 8, Span(8), None),
        ("2026-01-12", 8, Span(18), None),
        # 12 January + 1 month = 12 February, less 31 days = 12 January: nothing; less 30: that one day.
        ("2026-01-12", 8, Span(7, 31), None),
        ("2026-01-12", 8, Span(7, 30), "2026-01-12"),
    ],
)
def test_a_trial_ends_the_day_before_what_is_left(start: str, months: int, less: Span, end: str | None) -> None:
    assert term_end_less(date.fromisoformat(start), months, less) == (date.fromisoformat(end) if end else None)


@pytest.mark.parametrize(
    ("months", "less", "said"),
    [
        (36, Span(18), "36 mois − 18 mois = 18 mois"),
        (36, Span(36), "36 mois − 36 mois = 0"),
        (36, Span(40, 2), "36 mois − 40 mois et 2 jours = 0"),
        (36, Span(2, 17), "36 mois − 2 mois et 17 jours = 34 mois − 17 jours"),
        (8, Span(0, 10), "8 mois − 10 jours = 8 mois − 10 jours"),
        (8, Span(7), "8 mois − 7 mois = 1 mois"),
    ],
)
def test_what_is_left_is_shown_as_arithmetic(months: int, less: Span, said: str) -> None:
    assert left_of(months, less).render() == said
