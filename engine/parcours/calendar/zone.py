"""From civil time to instants and back, with the zone data of the pinned tzdata package."""

from bisect import bisect_left
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from typing import Final
from zoneinfo import ZoneInfo

from parcours.calendar.errors import CalendarError
from parcours.calendar.gregorian import outside
from parcours.messages import Text

MIDNIGHT: Final = time(0)
_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)


@cache
def tz_version() -> str:
    """The edition of the zone data, such as `2026.1`."""
    return version("tzdata")


@cache
def zones() -> frozenset[str]:
    """Every zone there is."""
    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="ascii").split())


@cache
def zone_of(name: str) -> ZoneInfo:
    """The zone of that IANA name, read from the package and never from the machine. Raises CalendarError."""
    # Only listed names are opened: a file name from outside never becomes a path.
    if name not in zones():
        near = get_close_matches(name, zones(), n=1)
        raise CalendarError(
            Text("Le fuseau « {zone} » n'existe pas.", zone=name),
            Text("Vouliez-vous dire « {zone} » ?", zone=near[0])
            if near
            else Text("Donnez un nom de la base IANA, par exemple « Europe/Paris »."),
        )
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as stream:
        return ZoneInfo.from_file(stream, key=name)


@lru_cache(maxsize=8192)
def instant(day: date, at: time, zone: str) -> datetime:
    """The first instant (UTC) at which clocks in `zone` show `at`, or have jumped over it, on `day`.

    So in the gap of a spring night it is the instant of the jump, and in an autumn overlap the first of the two.
    Raises CalendarError for an unknown zone or an instant outside years 1 to 9999.
    """
    place = zone_of(zone)
    wanted = datetime.combine(day, at)
    try:
        found, other = (wanted.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
        shown = found.astimezone(place).replace(tzinfo=None)
    except OverflowError:
        raise outside() from None
    # In a gap the first reading applies the offset from before the jump, and so falls after it.
    return found if shown == wanted else _jump(other, found, wanted, place)


def start_of(day: date, zone: str) -> datetime:
    """The first instant of `day` in `zone`."""
    return instant(day, MIDNIGHT, zone)


def end_of(day: date, zone: str) -> datetime:
    """The first instant of the next day: what is due at the end of `day` acts then."""
    if day == date.max:
        raise outside()
    return instant(day + _DAY, MIDNIGHT, zone)


def local_day(at: datetime, zone: str) -> date:
    """The civil day in `zone` at an instant, which must be aware (ValueError)."""
    return local(at, zone).date()


def local_time(at: datetime, zone: str) -> time:
    """What clocks in `zone` show at an instant, which must be aware (ValueError)."""
    return local(at, zone).time()


def local(at: datetime, zone: str) -> datetime:
    """The same instant as `zone` counts it; it must be aware (ValueError)."""
    if at.tzinfo is None:
        raise ValueError("an instant without offset would be read in the zone of the machine")
    return at.astimezone(zone_of(zone))


def _jump(before: datetime, after: datetime, wanted: datetime, place: ZoneInfo) -> datetime:
    """The first instant between the two at which clocks have passed `wanted`; clocks jump on whole seconds."""
    floor = before.replace(microsecond=0)
    seconds = range(int((after - floor) / _SECOND) + 1)

    def passed(second: int) -> bool:
        return (floor + timedelta(seconds=second)).astimezone(place).replace(tzinfo=None) >= wanted

    return floor + timedelta(seconds=bisect_left(seconds, True, key=passed))  # noqa: FBT003 - the value looked for
