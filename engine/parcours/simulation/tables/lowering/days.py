"""The day table: midnights, months, days off, named lists, for all the days a run may meet."""

import datetime
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache, partial
from itertools import pairwise

from parcours.calendar import zone
from parcours.calendar.days_off import Calendar
from parcours.calendar.gregorian import month_number
from parcours.calendar.named import NamedDates
from parcours.messages import Text
from parcours.simulation.tables.lowering.builder import Builder
from parcours.simulation.tables.rows import DAY_MINUTES, EPOCH_DAY, NONE

YEARS_BEFORE = 6
YEARS_AFTER = 40
"""How far the days of a run may reach beyond the days it simulates; beyond, it stops and says so."""
LONGEST_CLOSURE = 731

Offsets = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]


def day_number(day: datetime.date) -> int:
    return day.toordinal() - EPOCH_DAY


class Span:
    """The days from the first to the last, both included."""

    def __init__(self, begins: datetime.date, ends: datetime.date) -> None:
        self.first = datetime.date(begins.year - YEARS_BEFORE, 1, 1)
        self.last = datetime.date(min(ends.year + YEARS_AFTER, datetime.MAXYEAR - 1), 12, 31)

    @property
    def days(self) -> range:
        return range(day_number(self.first), day_number(self.last) + 1)


def day_table(b: Builder, span: Span, timezone: str) -> int:
    """The address of the row of days."""
    before, after, change = _offsets(span.days.start, span.days.stop, timezone)
    if not before:
        b.refuse(Text("un fuseau qui change d'heure à minuit, ou à la seconde"), timezone)
        before = after = change = (0,) * len(span.days)
    days = [datetime.date.fromordinal(day + EPOCH_DAY) for day in span.days]
    midnights = [_at_midnight(*each) for each in zip(span.days, before, after, change, strict=True)]
    months = range(month_number(span.first), month_number(span.last) + 2)
    firsts = [day_number(datetime.date(month // 12, month % 12 + 1, 1)) for month in months]
    arrays = (
        midnights,
        before,
        after,
        change,
        [month_number(day) for day in days],
        [day.day for day in days],
    )
    places = [b.aside(array) for array in arrays]
    steady = {*before, *after} == {before[0]} and set(change) == {NONE}
    listed = b.aside([len(firsts), *firsts])
    return b.row(
        "days", "", [span.days.start, len(span.days), *places, months.start, listed, steady, before[0] if steady else 0]
    )


def open_days(b: Builder, span: Span, calendar: Calendar, is_open: Callable[[datetime.date], bool]) -> int:
    """The address of the row of days somebody works."""
    opened = [is_open(datetime.date.fromordinal(day + EPOCH_DAY)) for day in span.days]
    listed = [day for day, works in zip(span.days, opened, strict=True) if works]
    if any(later - day > LONGEST_CLOSURE for day, later in pairwise(listed)):
        b.refuse(Text("une fermeture de plus de deux ans"), calendar.timezone)
    counts, count = [], 0
    for works in opened:
        count += works
        counts.append(count)
    return b.row("days", "", [b.aside(counts), b.aside(listed), len(listed)])


def named_list(b: Builder, span: Span, named: NamedDates) -> int:
    """The address of the row of a named list: the first of its days on each day or after, the last on it or before."""
    years = sorted({*range(span.first.year - 2, span.last.year + 3), *(day.year for day in named.known)})
    known = [day_number(day) for year in years for day in named.of_year(year)]
    after = [known[place] if (place := bisect_left(known, day)) < len(known) else NONE for day in span.days]
    before = [known[place - 1] if (place := bisect_left(known, day + 1)) > 0 else NONE for day in span.days]
    return b.row("days", "", [b.aside(after), b.aside(before)])


def _at_midnight(day: int, before: int, after: int, change: int) -> int:
    wanted = day * DAY_MINUTES
    return wanted - before if change == NONE or wanted < change + before else max(change, wanted - after)


@lru_cache(maxsize=16)
def _offsets(first: int, stop: int, timezone: str) -> Offsets:
    """By day: the offset before a change of hour, after it, and its minute. Empty for a zone that has no such table."""
    place = zone.zone_of(timezone)

    def offset(minute: int) -> int:
        moment = datetime.datetime.fromtimestamp(minute * 60, datetime.UTC).astimezone(place)
        return int((moment.utcoffset() or datetime.timedelta()).total_seconds())

    samples = [offset(day * DAY_MINUTES) for day in range(first - 1, stop + 2)]
    if any(seconds % 60 for seconds in samples):
        return (), (), ()
    changes: dict[int, tuple[int, int, int]] = {}
    for day, (former, latter) in enumerate(pairwise(samples), first - 1):
        if former == latter:
            continue
        minutes = range(day * DAY_MINUTES, (day + 1) * DAY_MINUTES + 1)
        minute = minutes[bisect_left(minutes, True, key=partial(_has_changed, offset, former))]  # noqa: FBT003
        before, after = former // 60, latter // 60
        shown = (minute + min(before, after)) // DAY_MINUTES
        if (minute + max(before, after) - (before > after)) // DAY_MINUTES != shown and before > after:
            return (), (), ()
        changes[(minute + (min(after, before))) // DAY_MINUTES] = before, after, minute
    rows, offset_now = [], samples[0] // 60
    for day in range(first - 1, stop):
        before, after, minute = changes.get(day, (offset_now, offset_now, NONE))
        offset_now = after
        if day >= first:
            rows.append((before, after, minute))
    before_all, after_all, minutes_all = zip(*rows, strict=True)
    return before_all, after_all, minutes_all


def _has_changed(offset: Callable[[int], int], former: int, minute: int) -> bool:
    return offset(minute) != former
