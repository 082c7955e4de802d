"""Every civil time fires once, at the first instant clocks reach it, through every change of offset."""

import itertools
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.calendar.zone import instant, local_day, local_time, start_of, zone_of, zones

FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=15)
SAMPLE = (
    "Europe/Paris",
    "America/Sao_Paulo",
    "Asia/Beirut",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Scoresbysund",
    "UTC",
)


@cache
def distinct_zones() -> tuple[str, ...]:
    """One name for each set of data: the others are links to it, and read the same bytes."""
    root = files("tzdata").joinpath("zoneinfo")
    return tuple({root.joinpath(*name.split("/")).read_bytes(): name for name in sorted(zones())}.values())


def transitions(place: ZoneInfo) -> Iterator[datetime]:
    """The instants offsets change, found by looking at each day and then closer, not by reading the data."""
    day = timedelta(days=1)
    now, offset = FIRST, FIRST.astimezone(place).utcoffset()
    while now < LAST:
        later = (now + day).astimezone(place).utcoffset()
        if later != offset:
            low, high = 0, int(day.total_seconds())
            while high - low > 1:
                middle = (low + high) // 2
                changed = (now + timedelta(seconds=middle)).astimezone(place).utcoffset() != offset
                low, high = (low, middle) if changed else (middle, high)
            yield now + timedelta(seconds=high)
        now, offset = now + day, later


def check_each_time_fires_once(zone: str) -> None:
    place = zone_of(zone)
    for jump in transitions(place):
        # A daemon that wakes up each quarter of an hour, and fires what has become due since it last did.
        ticks = [jump + STEP * count for count in range(-16, 17)]
        walls = [datetime.combine(local_day(jump, zone), time()) + STEP * count for count in range(-8, 16)]
        before, after = (at.astimezone(place).replace(tzinfo=None) for at in (jump - timedelta(seconds=1), jump))
        walls += [before, after, *(before + STEP * count for count in range(-6, 7))]
        due = {wall: instant(wall.date(), wall.time(), zone) for wall in walls}
        for wall, at in due.items():
            shown = at.astimezone(place).replace(tzinfo=None)
            just_before = (at - timedelta(seconds=1)).astimezone(place).replace(tzinfo=None)
            # First instant that shows it; in a gap, the instant of the jump itself.
            assert shown == wall or (just_before < wall < shown), (zone, wall, at)
            assert not any(at > other for other in readings(wall, place)), (zone, wall, at)
            fired = sum(last < at <= now for last, now in itertools.pairwise(ticks))
            assert fired == (ticks[0] < at <= ticks[-1]), (zone, wall, at)
        ordered = [due[wall] for wall in sorted(due)]
        assert ordered == sorted(ordered), zone


def readings(wall: datetime, place: ZoneInfo) -> list[datetime]:
    """Every instant that really shows `wall`."""
    both = [wall.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1)]
    return [at for at in both if at.astimezone(place).replace(tzinfo=None) == wall]


@pytest.mark.parametrize("zone", SAMPLE)
def test_each_civil_time_fires_once_in_a_sample_of_zones(zone: str) -> None:
    check_each_time_fires_once(zone)


@pytest.mark.slow
def test_each_civil_time_fires_once_in_every_zone() -> None:
    assert len(distinct_zones()) > 300
    for zone in distinct_zones():
        check_each_time_fires_once(zone)


def test_the_sample_has_gaps_and_overlaps_to_meet() -> None:
    assert len(list(transitions(zone_of("Europe/Paris")))) == 32  # two a year, 2020 to 2035
    assert not list(transitions(zone_of("UTC")))


@given(
    st.dates(date(1990, 1, 1), date(2060, 1, 1)),
    st.times(),
    st.sampled_from([zone for zone in SAMPLE if zone != "UTC"]),
)
def test_a_civil_time_is_shown_or_jumped_over(day: date, at: time, zone: str) -> None:
    found = instant(day, at, zone)
    wall = datetime.combine(day, at)
    shown = datetime.combine(local_day(found, zone), local_time(found, zone))
    assert found.tzinfo is UTC
    assert shown == wall or shown - wall <= timedelta(hours=2)
    assert shown >= wall


@given(st.dates(date(1990, 1, 1), date(2060, 1, 1)), st.sampled_from(SAMPLE))
def test_days_follow_each_other(day: date, zone: str) -> None:
    begin, end = start_of(day, zone), start_of(day + timedelta(1), zone)
    assert begin < end
    assert local_day(begin, zone) == day
    assert local_day(end - timedelta(microseconds=1), zone) == day
