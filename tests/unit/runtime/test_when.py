"""A date counted outside of any case."""

import datetime

import pytest

from parcours.calendar.days_off import Calendar
from parcours.calendar.duration import Duration
from parcours.calendar.errors import CalendarError
from parcours.calendar.roll import Roll
from parcours.runtime.when import due_on

PARIS = Calendar("Europe/Paris", "FR")
JANUARY = datetime.date(2026, 1, 31)


def test_a_civil_duration_keeps_to_the_end_of_the_month() -> None:
    assert due_on(JANUARY, Duration.parse("1 mois"), PARIS).due == datetime.date(2026, 2, 28)


def test_a_day_off_is_rolled() -> None:
    # 28 February 2026 is a Saturday.
    reckoning = due_on(JANUARY, Duration.parse("1 mois"), PARIS, Roll.NEXT)
    assert reckoning.due == datetime.date(2026, 3, 2)


def test_it_is_counted_backwards_too() -> None:
    assert due_on(JANUARY, Duration.parse("30 jours"), PARIS, backwards=True).due == datetime.date(2026, 1, 1)


def test_hours_are_counted_from_the_beginning_of_the_day() -> None:
    reckoning = due_on(JANUARY, Duration.parse("PT36H"), PARIS)
    assert reckoning.moment is not None
    assert reckoning.moment.at == datetime.datetime(2026, 2, 1, 11, tzinfo=datetime.UTC)  # noon in Paris, in winter


def test_hours_are_not_rolled() -> None:
    with pytest.raises(CalendarError):
        due_on(JANUARY, Duration.parse("PT36H"), PARIS, Roll.NEXT)
