from datetime import date

import pytest

from parcours.calendar.errors import CalendarError
from parcours.calendar.named import NamedDates, dates_of, first_after, last_before

ASSEMBLY = NamedDates(known=(date(2027, 6, 17), date(2026, 6, 18)), usual=((6, 18),))


def test_the_usual_day_stands_in_for_a_year_without_known_one() -> None:
    found = dates_of(ASSEMBLY, date(2026, 1, 1), date(2029, 12, 31))
    assert found == (date(2026, 6, 18), date(2027, 6, 17), date(2028, 6, 18), date(2029, 6, 18))


def test_both_ends_are_included() -> None:
    assert dates_of(ASSEMBLY, date(2026, 6, 18), date(2027, 6, 17)) == (date(2026, 6, 18), date(2027, 6, 17))
    assert dates_of(ASSEMBLY, date(2026, 6, 19), date(2027, 6, 16)) == ()


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        ("2026-06-18", "2026-06-18", "2026-06-18"),
        ("2026-06-17", "2025-06-18", "2026-06-18"),
        ("2026-06-19", "2026-06-18", "2027-06-17"),
        ("2027-06-18", "2027-06-17", "2028-06-18"),
        ("2029-01-05", "2028-06-18", "2029-06-18"),
    ],
)
def test_the_nearest_date_may_be_the_day_itself(day: str, before: str, after: str) -> None:
    assert last_before(ASSEMBLY, date.fromisoformat(day)) == date.fromisoformat(before)
    assert first_after(ASSEMBLY, date.fromisoformat(day)) == date.fromisoformat(after)


def test_known_days_alone_run_out() -> None:
    known = NamedDates(known=(date(2026, 6, 18),))
    assert last_before(known, date(2026, 6, 17)) is None
    assert last_before(known, date(2040, 1, 1)) == date(2026, 6, 18)
    assert first_after(known, date(2026, 6, 19)) is None
    assert first_after(known, date(1990, 1, 1)) == date(2026, 6, 18)
    assert first_after(NamedDates(), date(2026, 1, 1)) is None


def test_two_meetings_a_year() -> None:
    twice = NamedDates(usual=((12, 1), (6, 18)))
    assert last_before(twice, date(2026, 11, 30)) == date(2026, 6, 18)
    assert first_after(twice, date(2026, 6, 19)) == date(2026, 12, 1)


def test_the_29th_of_february_is_the_28th_of_common_years() -> None:
    leap = NamedDates(usual=((2, 29),))
    assert dates_of(leap, date(2027, 1, 1), date(2028, 12, 31)) == (date(2027, 2, 28), date(2028, 2, 29))


@pytest.mark.parametrize("usual", [(2, 30), (13, 1), (0, 1), (6, 31), (6, 0)])
def test_a_day_no_year_has_is_refused(usual: tuple[int, int]) -> None:
    with pytest.raises(CalendarError, match="aucune année"):
        NamedDates(usual=(usual,))


def test_the_ends_of_the_calendar_are_no_trap() -> None:
    assert last_before(ASSEMBLY, date.max) == date(9999, 6, 18)
    assert first_after(ASSEMBLY, date.min) == date(1, 6, 18)
    assert first_after(ASSEMBLY, date.max) is None
    assert last_before(ASSEMBLY, date.min) is None
