import itertools
from datetime import date

import pytest

from parcours.calendar.days_off import Calendar
from parcours.calendar.duration import Duration
from parcours.calendar.errors import CalendarError
from parcours.calendar.named import NamedDates
from parcours.calendar.period import Occurrence, Period, next_period, occurrence

CALENDAR = Calendar(
    "Europe/Paris",
    dates={
        "ag": NamedDates((date(2026, 6, 18), date(2027, 6, 17)), ((6, 18),)),
        "twice": NamedDates(usual=((6, 18), (12, 1))),
        "ending": NamedDates((date(2026, 6, 18), date(2028, 6, 18))),
    },
)


def ends(period: Period, start: str, number: int = 4) -> list[str | None]:
    found = (occurrence(period, date.fromisoformat(start), index, CALENDAR) for index in range(1, number + 1))
    return [each.last.isoformat() if each else None for each in found]


def every(text: str, on: str | None = None) -> Period:
    return Period(Duration.parse(text), on=on)


def from_start(text: str) -> Period:
    return Period(Duration.parse(text), from_start=True)


@pytest.mark.parametrize(
    ("period", "start", "expected"),
    [
        # The first month is cut and asks all the same, even of one day.
        (every("1 mois", "month_end"), "2026-01-15", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        (every("1 mois", "month_end"), "2026-01-31", ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]),
        (every("1 mois"), "2026-02-01", ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31"]),
        (every("3 mois"), "2026-04-01", ["2026-06-30", "2026-09-30", "2026-12-31", "2027-03-31"]),
        (every("6 mois"), "2026-12-31", ["2026-12-31", "2027-06-30", "2027-12-31", "2028-06-30"]),
        (every("1 an"), "2026-04-01", ["2026-12-31", "2027-12-31", "2028-12-31", "2029-12-31"]),
        (every("2 ans"), "2026-04-01", ["2027-12-31", "2029-12-31", "2031-12-31", "2033-12-31"]),
        (every("1 an", "12-31"), "2026-04-01", ["2026-12-31", "2027-12-31", "2028-12-31", "2029-12-31"]),
        (every("1 an", "03-31"), "2026-03-31", ["2026-03-31", "2027-03-31", "2028-03-31", "2029-03-31"]),
        (every("1 an", "03-31"), "2026-04-01", ["2027-03-31", "2028-03-31", "2029-03-31", "2030-03-31"]),
        (every("1 an", "02-29"), "2026-04-01", ["2027-02-28", "2028-02-29", "2029-02-28", "2030-02-28"]),
        (every("3 mois", "01-15"), "2026-01-16", ["2026-04-15", "2026-07-15", "2026-10-15", "2027-01-15"]),
        # 1 April 2026 is a Wednesday: its week ends on Sunday the 5th.
        (every("1 semaine"), "2026-04-01", ["2026-04-05", "2026-04-12", "2026-04-19", "2026-04-26"]),
        (every("2 semaines"), "2026-04-01", ["2026-04-12", "2026-04-26", "2026-05-10", "2026-05-24"]),
        # From the start: 31 January + 1, 2, 3, 4 months, each less a day, never drifting.
        (from_start("1 mois"), "2026-01-31", ["2026-02-27", "2026-03-30", "2026-04-29", "2026-05-30"]),
        (from_start("1 an"), "2024-02-29", ["2025-02-27", "2026-02-27", "2027-02-27", "2028-02-28"]),
        (from_start("30 jours"), "2026-01-01", ["2026-01-30", "2026-03-01", "2026-03-31", "2026-04-30"]),
        # Named dates: the first of each year, from the start on.
        (every("1 an", "ag"), "2026-01-01", ["2026-06-18", "2027-06-17", "2028-06-18", "2029-06-18"]),
        (every("1 an", "dates.ag"), "2026-06-18", ["2026-06-18", "2027-06-17", "2028-06-18", "2029-06-18"]),
        (every("1 an", "ag"), "2026-06-19", [None, "2027-06-17", "2028-06-18", "2029-06-18"]),
        (every("1 an", "twice"), "2026-07-01", ["2026-12-01", "2027-06-18", "2028-06-18", "2029-06-18"]),
        (every("6 mois", "twice"), "2026-07-01", ["2026-12-01", "2027-06-18", "2027-12-01", "2028-06-18"]),
        (every("1 an", "ending"), "2026-01-01", ["2026-06-18", None, "2028-06-18", None]),
        (every("1 an", "lost"), "2026-01-01", [None, None, None, None]),
    ],
)
def test_periods_end_where_their_duty_is_asked(period: Period, start: str, expected: list[str | None]) -> None:
    assert ends(period, start) == expected


@pytest.mark.parametrize(
    "period",
    [every("1 mois"), every("1 an", "ag"), every("1 an", "ending"), every("2 semaines"), from_start("1 mois")],
)
def test_periods_follow_each_other_without_gap(period: Period) -> None:
    start = date(2026, 1, 31)
    found = [each for index in range(1, 4) if (each := occurrence(period, start, index, CALENDAR))]
    assert found[0].first == start
    for before, after in itertools.pairwise(found):
        assert (after.first - before.last).days == 1


def test_the_next_period_is_the_first_that_ends_later() -> None:
    monthly = every("1 mois", "month_end")
    start = date(2026, 1, 15)
    assert next_period(monthly, start, date(2025, 1, 1), CALENDAR) == Occurrence(1, start, date(2026, 1, 31))
    assert next_period(monthly, start, date(2026, 1, 30), CALENDAR) == Occurrence(1, start, date(2026, 1, 31))
    february = Occurrence(2, date(2026, 2, 1), date(2026, 2, 28))
    assert next_period(monthly, start, date(2026, 1, 31), CALENDAR) == february
    # 40 years of months: the 481st ends on 31 January 2066.
    assert next_period(monthly, start, date(2066, 1, 15), CALENDAR) == Occurrence(
        481, date(2066, 1, 1), date(2066, 1, 31)
    )


def test_a_list_that_runs_out_asks_no_more() -> None:
    ending = every("1 an", "ending")
    assert next_period(ending, date(2026, 1, 1), date(2026, 6, 18), CALENDAR) == Occurrence(
        3, date(2026, 6, 19), date(2028, 6, 18)
    )
    assert next_period(ending, date(2026, 1, 1), date(2028, 6, 18), CALENDAR) is None
    assert next_period(every("1 an", "lost"), date(2026, 1, 1), date(2026, 1, 1), CALENDAR) is None


def test_learning_of_a_date_renumbers_nothing() -> None:
    more = Calendar("Europe/Paris", dates={"ending": NamedDates((date(2027, 6, 17), date(2028, 6, 18)))})
    later = occurrence(every("1 an", "ending"), date(2026, 1, 1), 3, more)
    assert later == Occurrence(3, date(2027, 6, 18), date(2028, 6, 18))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"each": Duration(business_days=5)}, "ne se compte pas"),
        ({"each": Duration(minutes=60), "from_start": True}, "ne se compte pas"),
        ({"each": Duration(months=1), "from_start": True, "on": "month_end"}, "dernier jour"),
        ({"each": Duration(months=5)}, "ne se partage pas"),
        ({"each": Duration(months=18)}, "ne se partage pas"),
        ({"each": Duration(days=30)}, "ne se partage pas"),
        ({"each": Duration(months=1, days=1)}, "ne se partage pas"),
        ({"each": Duration(days=7), "on": "month_end"}, "ne se partage pas"),
        ({"each": Duration(months=12), "on": "02-30"}, "aucune année"),
    ],
)
def test_a_period_nobody_can_mean_is_refused(members: dict[str, object], said: str) -> None:
    with pytest.raises(CalendarError, match=said):
        Period(**members)


def test_periods_stop_with_the_calendar() -> None:
    with pytest.raises(CalendarError, match="1 à 9999"):
        next_period(every("1 mois"), date(9999, 1, 1), date(9999, 12, 31), CALENDAR)


def test_only_a_list_has_a_name() -> None:
    assert every("1 an", "dates.ag").list_name == every("1 an", "ag").list_name == "ag"
    assert every("1 an", "12-31").list_name is every("1 mois", "month_end").list_name is every("1 an").list_name is None
