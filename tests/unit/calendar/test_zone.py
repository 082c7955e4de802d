import zoneinfo
from datetime import UTC, date, datetime, time
from importlib.resources import files
from pathlib import Path

import pytest

from parcours.calendar.errors import CalendarError
from parcours.calendar.zone import (
    end_of,
    instant,
    local_day,
    local_time,
    start_of,
    tz_version,
    zone_of,
    zones,
)

PARIS = "Europe/Paris"


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "at", "zone", "found"),
    [
        ("2026-01-15", "08:30", PARIS, "2026-01-15T07:30"),
        ("2026-07-15", "08:30", PARIS, "2026-07-15T06:30"),
        # 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC.
        ("2026-03-29", "01:59:59", PARIS, "2026-03-29T00:59:59"),
        ("2026-03-29", "02:00", PARIS, "2026-03-29T01:00"),
        ("2026-03-29", "02:30", PARIS, "2026-03-29T01:00"),
        ("2026-03-29", "02:59:59.5", PARIS, "2026-03-29T01:00"),
        ("2026-03-29", "03:00", PARIS, "2026-03-29T01:00"),
        # 25 October 2026: 03:00 becomes 02:00; 02:30 comes at 00:30 UTC, and again at 01:30.
        ("2026-10-25", "02:30", PARIS, "2026-10-25T00:30"),
        # Lord Howe moves by half an hour: from 02:00 +10:30 to 02:30 +11, 4 October 2026.
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03T15:30"),
        # Samoa had no 30 December 2011.
        ("2011-12-30", "12:00", "Pacific/Apia", "2011-12-30T10:00"),
        # Midnights that don't exist: Beirut springs forward at 00:00, 29 March 2026.
        ("2026-03-29", "00:00", "Asia/Beirut", "2026-03-28T22:00"),
    ],
)
def test_a_civil_time_is_one_instant(day: str, at: str, zone: str, found: str) -> None:
    assert instant(date.fromisoformat(day), time.fromisoformat(at), zone) == utc(found)


def test_a_day_ends_when_the_next_begins() -> None:
    assert start_of(date(2026, 3, 29), PARIS) == utc("2026-03-28T23:00")
    assert end_of(date(2026, 3, 29), PARIS) == start_of(date(2026, 3, 30), PARIS) == utc("2026-03-29T22:00")


def test_an_instant_is_read_on_the_clocks_of_a_place() -> None:
    at = utc("2026-03-28T23:30")
    assert local_day(at, PARIS) == date(2026, 3, 29)
    assert local_time(at, PARIS) == time(0, 30)
    assert local_day(at, "America/Cayenne") == date(2026, 3, 28)


def test_an_instant_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="machine"):
        local_day(datetime(2026, 1, 1), PARIS)  # noqa: DTZ001 - what is refused


@pytest.mark.parametrize("zone", ["Europe/Pari", "../../etc/passwd", "/etc/localtime", "", "localtime", "Europe"])
def test_a_zone_nobody_knows_is_refused(zone: str) -> None:
    with pytest.raises(CalendarError) as refusal:
        zone_of(zone)
    assert refusal.value.remedy is not None


def test_instants_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(CalendarError, match="1 à 9999"):
        instant(date.max, time(23), "America/Cayenne")
    with pytest.raises(CalendarError, match="1 à 9999"):
        start_of(date.min, PARIS)
    with pytest.raises(CalendarError, match="1 à 9999"):
        end_of(date.max, "UTC")


def test_zone_data_come_from_the_package_whatever_the_machine_has(tmp_path: Path) -> None:
    # A machine whose Europe/Paris is Tokyo.
    (tmp_path / "Europe").mkdir()
    (tmp_path / PARIS).write_bytes(files("tzdata").joinpath("zoneinfo", "Asia", "Tokyo").read_bytes())
    zoneinfo.reset_tzpath(to=[str(tmp_path)])
    zoneinfo.ZoneInfo.clear_cache()
    zone_of.cache_clear()
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    try:
        assert noon.astimezone(zoneinfo.ZoneInfo(PARIS)).hour == 21
        assert noon.astimezone(zone_of(PARIS)).hour == 13
    finally:
        zoneinfo.reset_tzpath()
        zoneinfo.ZoneInfo.clear_cache()


def test_every_listed_zone_opens() -> None:
    assert len(zones()) > 400
    assert all(zone_of(zone).key == zone for zone in zones())
    assert tz_version().startswith("20")
