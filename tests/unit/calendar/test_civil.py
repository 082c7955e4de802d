from datetime import date, timedelta

import pytest

from parcours.calendar.civil import (
    between,
    business_days_between,
    months_between,
    shift,
    term_end,
    walk,
    working_days_between,
)
from parcours.calendar.days_off import Calendar, Closure
from parcours.calendar.duration import Duration
from parcours.calendar.errors import CalendarError
from parcours.calendar.gregorian import add_days, add_months
from parcours.calendar.public_holidays import DayOff
from parcours.calendar.span import Span

FRANCE = Calendar("Europe/Paris", "FR")
PLAIN = Calendar("Europe/Paris")


@pytest.mark.parametrize(
    ("day", "months", "reached"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2026-01-15", 3, "2026-04-15"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-02-28", 1, "2026-03-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-01-01", -1, "2025-12-01"),
        ("2000-01-30", 1, "2000-02-29"),
        ("2100-01-30", 1, "2100-02-28"),
    ],
)
def test_a_month_keeps_the_day_number_or_ends(day: str, months: int, reached: str) -> None:
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(reached)


def test_the_calendar_has_two_ends() -> None:
    assert add_days(date(9999, 12, 30), 1) == date.max
    for beyond in (
        lambda: add_days(date.max, 1),
        lambda: add_days(date.min, -1),
        lambda: add_months(date.max, 1),
        lambda: add_months(date.min, -1),
    ):
        with pytest.raises(CalendarError, match="1 à 9999"):
            beyond()


def test_a_term_ends_the_day_before() -> None:
    assert term_end(date(2026, 1, 15), 3) == date(2026, 4, 14)
    assert term_end(date(2026, 1, 1), 12) == date(2026, 12, 31)


def test_renewed_periods_do_not_drift() -> None:
    # 31 Jan + 1, 2, 3 months = 28 Feb, 31 Mar, 30 Apr; the day before each.
    ends = [term_end(date(2026, 1, 31), months) for months in (1, 2, 3)]
    assert ends == [date(2026, 2, 27), date(2026, 3, 30), date(2026, 4, 29)]


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ("2026-01-15", "2026-03-31", Span(2, 17)),  # to 14 March: 2 months; 15 to 31 March: 17 days
        ("2026-01-15", "2026-04-14", Span(3)),
        ("2026-01-31", "2026-02-27", Span(1)),
        ("2026-01-31", "2026-02-28", Span(1, 1)),
        ("2026-01-31", "2026-02-26", Span(0, 27)),  # 31 Jan, 26 days of February
        ("2026-01-01", "2026-01-01", Span(0, 1)),
        ("2026-01-02", "2026-01-01", Span()),
        ("2024-02-29", "2025-02-27", Span(12)),
        ("2023-01-01", "2025-12-31", Span(36)),
    ],
)
def test_a_period_is_counted_in_whole_months_from_its_first_day(first: str, last: str, span: Span) -> None:
    assert between(date.fromisoformat(first), date.fromisoformat(last)) == span


def test_a_period_cannot_end_before_it_begins() -> None:
    with pytest.raises(CalendarError, match="avant de commencer"):
        between(date(2026, 1, 3), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        ("2026-01-31", "2026-02-28", 1),
        ("2026-01-31", "2026-02-27", 0),
        ("2026-01-15", "2026-04-14", 2),
        ("2026-01-15", "2026-04-15", 3),
        ("2026-04-15", "2026-01-15", -3),
        ("2026-04-14", "2026-01-15", -2),
        ("2026-05-05", "2026-05-05", 0),
    ],
)
def test_whole_months_between_two_days(start: str, end: str, months: int) -> None:
    assert months_between(date.fromisoformat(start), date.fromisoformat(end)) == months


@pytest.mark.parametrize(
    ("day", "text", "reached"),
    [
        # July 2026: Monday 13, Tuesday 14 is off, so 15, 16, 17, 20, 21.
        ("2026-07-13", "5 jours ouvrés", "2026-07-21"),
        # The same with Saturday 18: 15, 16, 17, 18, 20.
        ("2026-07-13", "5 jours ouvrables", "2026-07-20"),
        # From a Saturday the first business day is Monday.
        ("2026-07-18", "1 jour ouvré", "2026-07-20"),
        # Easter Monday 6 April 2026: Friday 3 + 1 is Tuesday 7.
        ("2026-04-03", "1 jour ouvré", "2026-04-07"),
        ("2026-01-31", "1 mois", "2026-02-28"),
        ("2026-01-31", "1 mois et 2 jours", "2026-03-02"),
        ("2026-01-05", "2 semaines", "2026-01-19"),
    ],
)
def test_a_duration_after_a_day(day: str, text: str, reached: str) -> None:
    assert shift(date.fromisoformat(day), Duration.parse(text), FRANCE) == date.fromisoformat(reached)


@pytest.mark.parametrize(
    ("day", "text", "reached"),
    [
        # Backwards from Wednesday 15 July: 13 (14 is off), 10, 9.
        ("2026-07-15", "3 jours ouvrés", "2026-07-09"),
        # From Monday 20: 18, 17, 16.
        ("2026-07-20", "3 jours ouvrables", "2026-07-16"),
        ("2026-03-31", "1 mois", "2026-02-28"),
        ("2026-03-31", "1 mois et 2 jours", "2026-02-26"),
        ("2026-02-02", "8 jours", "2026-01-25"),
    ],
)
def test_a_duration_before_a_day(day: str, text: str, reached: str) -> None:
    found = shift(date.fromisoformat(day), Duration.parse(text), FRANCE, backwards=True)
    assert found == date.fromisoformat(reached)


def test_closures_are_stepped_over() -> None:
    closed = Calendar("Europe/Paris", "FR", closures=(Closure(date(2026, 8, 10), date(2026, 8, 21)),))
    # Thursday 6, Friday 7, then Monday 24.
    assert shift(date(2026, 8, 5), Duration(business_days=3), closed) == date(2026, 8, 24)


def test_a_duration_in_hours_is_not_counted_in_days() -> None:
    with pytest.raises(CalendarError, match="36 heures"):
        shift(date(2026, 1, 1), Duration(minutes=36 * 60), PLAIN)


def test_a_closure_without_end_is_said_rather_than_walked() -> None:
    shut = Calendar("Europe/Paris", closures=(Closure(date(2026, 1, 1), date.max),))
    with pytest.raises(CalendarError, match="deux ans"):
        shift(date(2026, 1, 1), Duration(business_days=1), shut)


def test_many_short_closures_are_no_endless_one() -> None:
    def every_other(day: date) -> DayOff | None:
        return DayOff(day, "relâche", "day off") if day.toordinal() % 2 else None

    # Five open days and five closed ones a fortnight: the 1,000th open day is in the 200th.
    reached, met = walk(date(2026, 1, 1), 1000, 5, every_other)
    assert timedelta(weeks=398) < reached - date(2026, 1, 1) <= timedelta(weeks=400)
    assert 995 <= len(met) <= 1000


def test_open_days_between_two_days() -> None:
    # 14 to 21 July 2026 without Tuesday 14 and the week end: 15, 16, 17, 20, 21; Saturday 18 is a working day.
    assert business_days_between(date(2026, 7, 13), date(2026, 7, 21), FRANCE) == 5
    assert working_days_between(date(2026, 7, 13), date(2026, 7, 21), FRANCE) == 6
    assert business_days_between(date(2026, 7, 21), date(2026, 7, 13), FRANCE) == -5
    assert business_days_between(date(2026, 7, 21), date(2026, 7, 21), FRANCE) == 0


def test_open_days_are_not_counted_over_centuries() -> None:
    with pytest.raises(CalendarError, match="200 ans"):
        business_days_between(date.min, date.max, FRANCE)
