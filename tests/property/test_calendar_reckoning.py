"""What is kept of a date is enough to find it again, and to explain it, for any rule and any day."""

import json
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from parcours.calendar.dates import DateRule, Reckoning, Roll, again, moved, reckon, reckon_instant
from parcours.calendar.days_off import Calendar, Closure
from parcours.calendar.duration import Duration
from parcours.calendar.explain import explain
from parcours.calendar.named import NamedDates
from parcours.calendar.span import Span

days = st.dates(date(1990, 1, 1), date(2090, 12, 31))
instants = st.integers(0, 60 * 366 * 24 * 60).map(
    lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
amounts = st.integers(1, 40)
month_days = st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: (day.month, day.day))
named_dates = st.builds(
    NamedDates, known=st.lists(days, max_size=3).map(tuple), usual=st.lists(month_days, max_size=2).map(tuple)
)
closures = st.builds(
    lambda first, length: Closure(first, first + timedelta(length), "pause {x}"), days, st.integers(0, 30)
)
calendars = st.builds(
    Calendar,
    timezone=st.sampled_from(["Europe/Paris", "America/Cayenne"]),
    country=st.sampled_from([None, "FR"]),
    closures=st.lists(closures, max_size=3).map(tuple),
    dates=st.dictionaries(st.sampled_from(["ag", "roll"]), named_dates),
)
lists = st.sampled_from([{}, {"last_before": "ag"}, {"first_after": "roll"}])
civil = st.one_of(
    st.builds(Duration, months=amounts, days=st.integers(0, 40)),
    st.builds(Duration, business_days=amounts),
    st.builds(Duration, working_days=amounts),
)


@st.composite
def rules(draw: st.DrawFn) -> DateRule:
    offset = draw(st.none() | civil)
    backwards = offset is not None and draw(st.booleans())
    countable = offset is not None and not offset.skips_days_off and not backwards
    return DateRule(
        offset,
        backwards=backwards,
        of=draw(st.sampled_from(["", "stage.entered_on", "dossier.after", "contract.x.signed_on"])),
        less="prior_contracts" if countable and draw(st.booleans()) else None,
        roll=draw(st.sampled_from(Roll)),
        **draw(lists),
    )


reckonings = st.builds(
    reckon,
    rules(),
    days,
    calendars,
    st.builds(Span, st.integers(0, 30), st.integers(0, 60)),
    limit=st.booleans(),
)


@given(rules())
def test_a_formula_is_its_rule(rule: DateRule) -> None:
    assert DateRule.from_formula(rule.formula) == rule


@given(reckonings)
def test_what_is_kept_gives_the_due_date_back(reckoning: Reckoning) -> None:
    kept = Reckoning.from_json(json.loads(json.dumps(reckoning.to_json())))
    assert kept == reckoning
    assert again(kept) == reckoning.due


@given(rules(), days, calendars, st.builds(Span, st.integers(0, 30), st.integers(0, 60)))
def test_the_same_data_move_nothing(rule: DateRule, day: date, calendar: Calendar, less: Span) -> None:
    assert moved(reckon(rule, day, calendar, less), calendar) is None


@given(reckonings, st.sampled_from(["fr", "en"]))
def test_an_explanation_ends_on_the_due_date(reckoning: Reckoning, lang: str) -> None:
    said = explain(reckoning, lang)
    due = reckoning.due
    assert f"{due.year}." in said[-2]
    assert all(sentence and "{" not in sentence.replace("pause {x}", "") for sentence in said)


@given(civil, days, days, calendars, st.sampled_from(Roll))
def test_a_later_anchor_is_never_due_earlier(
    offset: Duration, one: date, other: date, calendar: Calendar, roll: Roll
) -> None:
    early, late = sorted((one, other))
    rule = DateRule(offset, roll=roll)
    assert reckon(rule, early, calendar).due <= reckon(rule, late, calendar).due


@given(days, calendars, st.builds(Span, st.integers(0, 40), st.integers(0, 40)))
def test_a_date_aimed_at_lies_between_the_start_and_the_limit(day: date, calendar: Calendar, less: Span) -> None:
    rule = DateRule(Duration(months=36), less="prior_contracts", last_before="ag")
    reckoning = reckon(rule, day, calendar, less)
    assert reckoning.no_named_date or day < reckoning.due <= reckoning.raw
    assert not reckoning.no_named_date or reckoning.due == reckoning.raw


@given(
    instants,
    st.integers(0, 30),
    st.integers(1, 10_000),
    st.booleans(),
)
def test_an_instant_is_kept_and_found_again(since: datetime, days_off: int, minutes: int, backwards: bool) -> None:  # noqa: FBT001 - drawn
    calendar = Calendar("Europe/Paris", "FR")
    rule = DateRule(Duration(days=days_off, minutes=minutes), backwards=backwards)
    reckoning = reckon_instant(rule, since, calendar)
    kept = Reckoning.from_json(json.loads(json.dumps(reckoning.to_json())))
    assert kept == reckoning
    assert again(kept) == reckoning.due
    assert reckoning.moment is not None
    assert days_off or abs(reckoning.moment.at - since) == timedelta(minutes=minutes)
