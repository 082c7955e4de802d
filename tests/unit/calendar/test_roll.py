from datetime import date

import pytest

from parcours.calendar.days_off import Calendar, Closure
from parcours.calendar.roll import Roll, roll, rolled

FRANCE = Calendar("Europe/Paris", "FR")


@pytest.mark.parametrize(
    ("day", "following", "previous"),
    [
        ("2026-07-18", "2026-07-20", "2026-07-17"),  # a Saturday
        ("2026-07-19", "2026-07-20", "2026-07-17"),  # a Sunday
        ("2026-07-14", "2026-07-15", "2026-07-13"),  # a Tuesday off
        ("2026-04-06", "2026-04-07", "2026-04-03"),  # Easter Monday: back over the week end to Friday
        ("2026-07-15", "2026-07-15", "2026-07-15"),
        ("2026-12-25", "2026-12-28", "2026-12-24"),  # a Friday off: to Monday
    ],
)
def test_a_date_goes_to_the_nearest_business_day(day: str, following: str, previous: str) -> None:
    start = date.fromisoformat(day)
    assert roll(start, Roll.NONE, FRANCE) == start
    assert roll(start, Roll.NEXT, FRANCE) == date.fromisoformat(following)
    assert roll(start, Roll.PREVIOUS, FRANCE) == date.fromisoformat(previous)


def test_the_days_off_met_are_told() -> None:
    closed = Calendar("Europe/Paris", "FR", closures=(Closure(date(2026, 7, 15), date(2026, 7, 15), "pont"),))
    found, met = rolled(date(2026, 7, 14), Roll.NEXT, closed.why_off)
    assert found == date(2026, 7, 16)
    assert [off.name() for off in met] == ["Fête nationale", "pont"]


def test_a_week_end_is_no_day_off() -> None:
    assert rolled(date(2026, 8, 15), Roll.NEXT, FRANCE.why_off) == (date(2026, 8, 17), ())
