from datetime import UTC, datetime, timedelta, timezone

import pytest

from parcours.adapters.clock import FixedClock, SystemClock


def test_the_machines_clock_tells_utc_and_moves_on() -> None:
    first, second = SystemClock().now(), SystemClock().now()

    assert first.utcoffset() == timedelta()
    assert first <= second


def test_a_fixed_clock_stands_until_it_is_set() -> None:
    clock = FixedClock(datetime(2026, 1, 15, 12, tzinfo=UTC))
    assert clock.now() == clock.now()

    clock.set(datetime(2026, 1, 15, 14, tzinfo=timezone(timedelta(hours=1))))

    assert clock.now() == datetime(2026, 1, 15, 13, tzinfo=UTC)
    assert clock.now().tzinfo is UTC


def test_an_instant_without_a_zone_is_none() -> None:
    with pytest.raises(ValueError, match="zone"):
        FixedClock(datetime(2026, 1, 15, tzinfo=UTC)).set(datetime(2026, 1, 15))  # noqa: DTZ001  the point
