"""When an effect is tried again, and at which hours a message reaches people: worked by hand."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.calendar.days_off import Calendar, Closure
from parcours.calendar.zone import local_day, local_time
from parcours.kernel.fold import empty
from parcours.model.case import Case, Part, Rank, Timer
from parcours.ports import Quiet
from parcours.runtime.effects.policy import LONGEST_ASKED, MOST_TRIES, allowed_at, held_until, wait

PARIS = Calendar("Europe/Paris", "FR", closures=(Closure(datetime.date(2026, 8, 10), datetime.date(2026, 8, 21)),))
NIGHT = Quiet(datetime.time(21), datetime.time(7))


def utc(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def seconds(attempts: int, chance: float = 0.0, asked: float | None = None) -> float:
    return wait(attempts, chance, asked).total_seconds()


def test_each_wait_is_twice_the_one_before_and_six_hours_at_most() -> None:
    # 30 s doubled: 30, 60, 120 … 30 × 2^9 = 15,360; 30 × 2^10 = 30,720 is beyond 21,600.
    assert [seconds(each) for each in (1, 2, 3, 10, 11, 99)] == [30, 60, 120, 15_360, 21_600, 21_600]


def test_the_tries_last_longer_than_a_night() -> None:
    # 30 × (2^10 - 1) = 30,690 s for the first ten waits, then 21,600 s: 52,290 s, or 14 h 31 min 30 s.
    assert sum(seconds(each) for each in range(1, MOST_TRIES)) == 52_290


def test_chance_parts_those_that_were_refused_together() -> None:
    assert (seconds(1, 0.0), seconds(1, 0.5), seconds(3, 0.8)) == (30, 37.5, 168)  # 120 × 1.4


@given(st.integers(1, 1000), st.floats(0, 1, exclude_max=True), st.none() | st.floats(-1e6, 1e9))
def test_no_wait_is_shorter_than_asked_nor_without_end(attempts: int, chance: float, asked: float | None) -> None:
    found = seconds(attempts, chance, asked)
    assert found >= min(asked or 1, LONGEST_ASKED)
    assert 1 <= found <= LONGEST_ASKED * 1.5


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        ("2026-01-05T11:00", "2026-01-05T11:00"),  # Monday noon in Paris
        ("2026-01-05T19:59", "2026-01-05T19:59"),  # 20:59
        ("2026-01-05T20:00", "2026-01-06T06:00"),  # 21:00: until 7:00 on Tuesday
        ("2026-01-05T02:00", "2026-01-05T06:00"),  # 3:00 on Monday: until 7:00 that day
        ("2026-01-10T20:30", "2026-01-12T06:00"),  # Saturday 21:30: Sunday is no day, so Monday 7:00
        ("2026-01-11T11:00", "2026-01-12T06:00"),  # Sunday noon
        ("2026-05-01T10:00", "2026-05-02T05:00"),  # Labour Day, a Friday: Saturday 7:00, 5:00 UTC in summer
        ("2026-04-05T10:00", "2026-04-07T05:00"),  # Easter Sunday, then Monday: Tuesday 7:00
        ("2026-08-12T10:00", "2026-08-12T10:00"),  # the house is closed; dates run all the same
        ("2026-03-28T21:00", "2026-03-30T05:00"),  # Saturday 22:00, before the night clocks go forward
    ],
)
def test_messages_reach_people_at_their_hours(at: str, allowed: str) -> None:
    assert allowed_at(utc(at), PARIS, NIGHT) == utc(allowed)


def test_without_quiet_hours_sundays_still_count_and_without_quiet_nothing_does() -> None:
    sunday = utc("2026-01-11T11:00")
    never = Quiet(datetime.time(0), datetime.time(0))
    assert allowed_at(sunday, PARIS, never) == utc("2026-01-11T23:00")  # Monday begins in Paris
    assert allowed_at(utc("2026-01-05T23:30"), PARIS, never) == utc("2026-01-05T23:30")
    assert allowed_at(sunday, PARIS, None) == sunday


def test_quiet_hours_in_the_day_open_again_the_same_day() -> None:
    noon = Quiet(datetime.time(12), datetime.time(14))
    assert allowed_at(utc("2026-01-05T11:30"), PARIS, noon) == utc("2026-01-05T13:00")
    assert allowed_at(utc("2026-01-11T11:30"), PARIS, noon) == utc("2026-01-11T23:00")


@given(
    st.datetimes(datetime.datetime(2026, 1, 1), datetime.datetime(2027, 12, 31), timezones=st.just(datetime.UTC)),  # noqa: DTZ001  hypothesis adds the zone
    st.builds(Quiet, st.times(), st.times()),
)
def test_what_is_allowed_is_neither_quiet_nor_off_nor_before(at: datetime.datetime, quiet: Quiet) -> None:
    found = allowed_at(at, PARIS, quiet)
    day = local_day(found, "Europe/Paris")
    assert found >= at
    assert day.weekday() != 6
    assert PARIS.public_holiday(day) is None
    jumped = found.minute == 0 and day in {datetime.date(2026, 3, 29), datetime.date(2027, 3, 28)}
    assert jumped or not quiet.covers(local_time(found, "Europe/Paris"))
    assert allowed_at(found, PARIS, quiet) == found


def waiting_for(day: str, part: Part = Part.FIRE) -> Case:
    due = utc(day)
    timer = Timer("stage:a#1", "point", part, 0, 0, 1, due.date(), due, Rank.DEADLINE, 1, due.date())
    return replace(empty("C-1"), timers={timer.key: timer})


def test_a_message_leaves_at_once_rather_than_after_the_date_it_may_speak_of() -> None:
    sunday, monday = utc("2026-01-11T11:00"), utc("2026-01-12T06:00")
    assert held_until(waiting_for("2026-01-11T23:00"), sunday, PARIS, NIGHT) is None
    assert held_until(waiting_for("2026-01-12T06:01"), sunday, PARIS, NIGHT) == monday
    assert held_until(waiting_for("2026-01-11T23:00", Part.REMIND), sunday, PARIS, NIGHT) == monday
    assert held_until(empty("C-1"), utc("2026-01-05T11:00"), PARIS, NIGHT) is None


def test_a_date_that_is_already_there_hurries_no_message() -> None:
    sunday, monday = utc("2026-01-11T11:00"), utc("2026-01-12T06:00")
    assert held_until(waiting_for("2026-01-09T23:00"), sunday, PARIS, NIGHT) == monday
    assert held_until(waiting_for("2026-01-11T11:00"), sunday, PARIS, NIGHT) == monday
