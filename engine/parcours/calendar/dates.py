"""From a rule and a day to a due date, with all that must be kept to explain it later and to reckon it again."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, TypeAlias

from parcours.calendar.civil import WhyOff, add_days, shift_civil
from parcours.calendar.cumul import limit as reach
from parcours.calendar.days_off import Calendar
from parcours.calendar.errors import CalendarError
from parcours.calendar.gregorian import outside
from parcours.calendar.named import NamedDates, first_after, last_before
from parcours.calendar.public_holidays import DayOff
from parcours.calendar.roll import Roll, rolled
from parcours.calendar.rule import DateRule
from parcours.calendar.span import NO_TIME, Span
from parcours.calendar.zone import instant, local_day, local_time
from parcours.messages import Text

__all__ = ["DateRule", "Moment", "Reckoning", "Roll", "again", "moved", "reckon", "reckon_instant"]

Json: TypeAlias = list[Any]


@dataclass(frozen=True, slots=True)
class Moment:
    """The instants (UTC) behind a rule in hours: counted `since` one, due `at` the other, civil days in `zone`."""

    since: datetime
    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A due date and its inputs: it explains itself, and is reckoned again, without any calendar.

    `anchor` is the day counted from, `raw` the date before named dates and roll, `edition` the data used, `less`
    the time taken off, `floor` the day a named date must come after, `days_off` those stepped over, `named` the
    date found in a list, `limit` whether the rule is a limit of the law, `moment` the instants of a rule in hours.
    """

    rule: DateRule
    anchor: date
    due: date
    raw: date
    edition: str
    less: Span = NO_TIME
    floor: date | None = None
    days_off: tuple[DayOff, ...] = ()
    named: date | None = None
    limit: bool = False
    moment: Moment | None = None

    @property
    def no_named_date(self) -> bool:
        """Whether no date of the list fitted, so that the limit was kept and the case is to be flagged."""
        return self.rule.list_name is not None and self.named is None

    def to_json(self) -> Json:
        """Four texts, then a map of what is not by default."""
        rest: dict[str, Any] = {}
        if self.raw != self.due:
            rest["raw"] = self.raw.isoformat()
        if self.less:
            rest["less"] = [self.less.months, self.less.days]
        if self.floor is not None:
            rest["floor"] = self.floor.isoformat()
        if self.days_off:
            rest["off"] = [[off.day.isoformat(), off.french, off.english] for off in self.days_off]
        if self.named is not None:
            rest["named"] = self.named.isoformat()
        if self.limit:
            rest["limit"] = True
        if self.moment is not None:
            rest["moment"] = [self.moment.since.isoformat(), self.moment.at.isoformat(), self.moment.zone]
        return [self.rule.formula, self.anchor.isoformat(), self.due.isoformat(), self.edition, rest]

    @staticmethod
    def from_json(json: Json) -> "Reckoning":
        """The reckoning `to_json` wrote. Raises ValueError for what it did not write."""
        formula, anchor, due, edition, rest = json
        moment = rest.get("moment")
        return Reckoning(
            rule=DateRule.from_formula(formula),
            anchor=date.fromisoformat(anchor),
            due=date.fromisoformat(due),
            raw=date.fromisoformat(rest.get("raw", due)),
            edition=edition,
            less=Span(*rest.get("less", ())),
            floor=_day(rest.get("floor")),
            days_off=tuple(DayOff(date.fromisoformat(day), *names) for day, *names in rest.get("off", ())),
            named=_day(rest.get("named")),
            limit=rest.get("limit", False),
            moment=_moment(*moment) if moment else None,
        )


def reckon(
    rule: DateRule,
    anchor: date,
    calendar: Calendar,
    less: Span = NO_TIME,
    *,
    limit: bool = False,
    counted_from: date | None = None,
) -> Reckoning:
    """The due date of `rule` from the day `anchor`, `less` being what its `less` names.

    A date of `last_before` must come after `counted_from`: by default the anchor of a forward offset; when the
    anchor is itself a limit, the caller gives the day that limit was counted from. Finding none keeps the limit.
    Raises CalendarError for a rule in hours, or outside years 1 to 9999.
    """
    return _reckoned(rule, anchor, calendar, less, limit, counted_from)


# Many people share a file, a calendar and a day: the same date is reckoned again and again.
@lru_cache(maxsize=16_384)
def _reckoned(
    rule: DateRule,
    anchor: date,
    calendar: Calendar,
    less: Span,
    limit: bool,  # noqa: FBT001  # passed on from a keyword
    counted_from: date | None,
) -> Reckoning:
    used = less if rule.less else NO_TIME
    raw, walked = _offset(rule, anchor, used, calendar.why_off)
    floor = counted_from or (anchor if rule.offset is not None and not rule.backwards else None)
    named = _named(rule, raw, floor, calendar) if rule.list_name is not None else None
    due, met = rolled(named or raw, rule.roll, calendar.why_off)
    days_off = tuple(sorted({*walked, *met}, key=lambda off: off.day)) if walked or met else ()
    kept = floor if rule.last_before else None
    return Reckoning(rule, anchor, due, raw, calendar.edition, used, kept, days_off, named, limit)


def reckon_instant(rule: DateRule, since: datetime, calendar: Calendar) -> Reckoning:
    """The same for a rule in hours, from an instant (aware): `moment.at` is when it acts, `due` the civil day of it.

    Days said with hours are civil ones: the same hour, so many days later. Raises CalendarError for a civil rule.
    """
    offset = rule.offset
    if offset is None or offset.is_civil:
        raise CalendarError(Text("Ce délai se compte de jour en jour, non d'instant en instant."))
    zone = calendar.timezone
    anchor = local_day(since, zone)
    sign = -1 if rule.backwards else 1
    start = since
    if offset.days:
        start = instant(add_days(anchor, sign * offset.days), local_time(since, zone), zone)
    try:
        at = start.astimezone(UTC) + sign * timedelta(minutes=offset.minutes)
    except OverflowError:
        raise outside() from None
    due = local_day(at, zone)
    return Reckoning(rule, anchor, due, due, calendar.edition, moment=Moment(since.astimezone(UTC), at, zone))


def again(reckoning: Reckoning) -> date:
    """The due date, reckoned from the stored inputs alone: equal to `due`, or the record has been tampered with."""
    if reckoning.moment is not None:
        same_zone = Calendar(reckoning.moment.zone)
        return reckon_instant(reckoning.rule, reckoning.moment.since, same_zone).due
    off = {day_off.day: day_off for day_off in reckoning.days_off}
    raw, _ = _offset(reckoning.rule, reckoning.anchor, reckoning.less, off.get)
    return rolled(reckoning.named or raw, reckoning.rule.roll, off.get)[0]


def moved(reckoning: Reckoning, calendar: Calendar) -> date | None:
    """What the data of `calendar` would give, when that is another date."""
    today = (
        reckon_instant(reckoning.rule, reckoning.moment.since, calendar)
        if reckoning.moment is not None
        else reckon(reckoning.rule, reckoning.anchor, calendar, reckoning.less, counted_from=reckoning.floor)
    )
    return today.due if today.due != reckoning.due else None


def _offset(rule: DateRule, anchor: date, less: Span, why_off: WhyOff) -> tuple[date, tuple[DayOff, ...]]:
    if rule.offset is None:
        return anchor, ()
    if less:
        return reach(anchor, rule.offset, less), ()
    return shift_civil(anchor, rule.offset, why_off, backwards=rule.backwards)


def _named(rule: DateRule, raw: date, floor: date | None, calendar: Calendar) -> date | None:
    # A list that the calendar has lost is an empty one: the date stands, the case is flagged, nothing stops.
    named = calendar.dates.get(rule.list_name or "", NamedDates())
    if rule.first_after:
        return first_after(named, raw)
    found = last_before(named, raw)
    return found if found is not None and (floor is None or found > floor) else None


def _moment(since: str, at: str, zone: str) -> Moment:
    return Moment(datetime.fromisoformat(since), datetime.fromisoformat(at), zone)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
