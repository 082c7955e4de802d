import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from parcours.calendar.dates import DateRule, Reckoning, Roll, again, moved, reckon, reckon_instant
from parcours.calendar.days_off import Calendar, Closure
from parcours.calendar.duration import Duration
from parcours.calendar.errors import CalendarError
from parcours.calendar.named import NamedDates
from parcours.calendar.span import Span

ASSEMBLY = NamedDates((date(2026, 6, 18), date(2027, 6, 17)), ((6, 18),))
FRANCE = Calendar("Europe/Paris", "FR", dates={"ag": ASSEMBLY})
BARE = Calendar("Europe/Paris")
THREE_YEARS = DateRule(Duration(months=36), of="contract.signed_on", less="prior_contracts")
LAST_MEETING = replace(THREE_YEARS, last_before="ag")


def due(rule: DateRule, anchor: str, calendar: Calendar = FRANCE) -> str:
    return reckon(rule, date.fromisoformat(anchor), calendar).due.isoformat()


def test_a_date_without_duration_is_the_day_itself() -> None:
    assert due(DateRule(of="dossier.date_demarrage"), "2026-07-14") == "2026-07-14"


def test_a_duration_goes_forwards_or_backwards() -> None:
    assert due(DateRule(Duration(months=1)), "2026-01-31") == "2026-02-28"
    assert due(DateRule(Duration(days=15), backwards=True), "2026-06-11") == "2026-05-27"
    assert due(DateRule(Duration(business_days=1)), "2026-01-14") == "2026-01-15"
    assert due(DateRule(Duration(days=8), backwards=True), "2026-02-02") == "2026-01-25"


def test_earlier_contracts_shorten_a_limit() -> None:
    assert reckon(THREE_YEARS, date(2026, 1, 5), FRANCE, Span(18)).due == date(2027, 7, 5)
    assert reckon(THREE_YEARS, date(2026, 6, 20), FRANCE, Span(6)).due == date(2028, 12, 20)


def test_time_is_taken_off_only_where_the_rule_says_so() -> None:
    reckoning = reckon(DateRule(Duration(months=36)), date(2026, 1, 5), FRANCE, Span(18))
    assert (reckoning.due, reckoning.less) == (date(2029, 1, 5), Span())


def test_the_date_aimed_at_is_the_last_meeting_before_the_limit() -> None:
    reckoning = reckon(LAST_MEETING, date(2026, 1, 5), FRANCE)
    assert (reckoning.raw, reckoning.named, reckoning.due) == (date(2029, 1, 5), date(2028, 6, 18), date(2028, 6, 18))
    assert not reckoning.no_named_date


def test_without_a_meeting_after_the_start_the_limit_stands_and_is_flagged() -> None:
    # 30 months used: the limit is 5 January 2027 + ... signed on 1 July 2026, 6 months left: 1 January 2027.
    reckoning = reckon(LAST_MEETING, date(2026, 7, 1), FRANCE, Span(30))
    assert (reckoning.due, reckoning.named, reckoning.no_named_date) == (date(2027, 1, 1), None, True)
    # A meeting on the very day counted from is too late to be aimed at.
    assert reckon(LAST_MEETING, date(2026, 6, 18), FRANCE, Span(30)).no_named_date


def test_an_anchor_that_is_a_limit_says_what_it_was_counted_from() -> None:
    rule = DateRule(of="law.contract.member", last_before="ag")
    limit, signed = date(2027, 1, 1), date(2026, 7, 1)
    assert reckon(rule, limit, FRANCE, counted_from=signed).no_named_date
    assert reckon(rule, limit, FRANCE).due == date(2026, 6, 18)
    assert moved(reckon(rule, limit, FRANCE, counted_from=signed), FRANCE) is None


def test_backwards_a_meeting_may_come_before_the_day_counted_from() -> None:
    rule = DateRule(Duration(months=2), backwards=True, last_before="ag")
    assert due(rule, "2026-09-01") == "2026-06-18"


def test_a_list_the_calendar_has_lost_is_an_empty_one() -> None:
    reckoning = reckon(LAST_MEETING, date(2026, 1, 5), BARE)
    assert (reckoning.due, reckoning.no_named_date) == (date(2029, 1, 5), True)


def test_the_first_date_after_may_be_the_day_itself() -> None:
    rule = DateRule(Duration(months=1), first_after="ag")
    assert due(rule, "2026-05-18") == "2026-06-18"
    assert due(rule, "2026-05-19") == "2027-06-17"
    assert reckon(rule, date(2026, 5, 19), BARE).no_named_date


def test_a_roll_comes_last() -> None:
    # Saturday 15 August 2026; and 18 June 2028, a Sunday, the meeting's usual day.
    assert due(DateRule(Duration(months=1), roll=Roll.NEXT), "2026-07-15") == "2026-08-17"
    assert due(replace(LAST_MEETING, roll=Roll.PREVIOUS), "2026-01-05") == "2028-06-16"


def test_days_off_met_are_kept_once_and_in_order() -> None:
    rule = DateRule(Duration(business_days=2), backwards=True)
    reckoning = reckon(rule, date(2026, 5, 11), FRANCE)
    # From Monday 11 May back: Friday 8 is off, Thursday 7, Wednesday 6.
    assert reckoning.due == date(2026, 5, 6)
    assert [off.day for off in reckoning.days_off] == [date(2026, 5, 8)]


RECKONINGS = {
    "plain": reckon(DateRule(Duration(months=1)), date(2026, 1, 31), FRANCE),
    "working": reckon(DateRule(Duration(business_days=5)), date(2026, 7, 13), FRANCE),
    "rolled": reckon(DateRule(Duration(days=1), roll=Roll.NEXT), date(2026, 7, 13), FRANCE),
    "named": reckon(LAST_MEETING, date(2026, 1, 5), FRANCE, Span(2, 17), limit=True),
    "flagged": reckon(LAST_MEETING, date(2026, 7, 1), FRANCE, Span(30)),
    "first": reckon(DateRule(first_after="ag"), date(2026, 1, 1), FRANCE),
    "hours": reckon_instant(DateRule(Duration(minutes=2160)), datetime(2026, 3, 28, 12, tzinfo=UTC), FRANCE),
}


@pytest.mark.parametrize("name", RECKONINGS)
def test_a_reckoning_is_kept_as_json_and_reckoned_again_without_calendar(name: str) -> None:
    reckoning = RECKONINGS[name]
    kept = Reckoning.from_json(json.loads(json.dumps(reckoning.to_json())))
    assert kept == reckoning
    assert again(kept) == reckoning.due
    assert moved(kept, FRANCE) is None


def test_what_is_not_by_default_is_all_that_is_written() -> None:
    assert RECKONINGS["plain"].to_json() == ["after P1M", "2026-01-31", "2026-02-28", FRANCE.edition, {}]
    assert RECKONINGS["rolled"].to_json()[4] == {
        "raw": "2026-07-14",
        "off": [["2026-07-14", "Fête nationale", "National Day"]],
    }


def test_a_due_date_somebody_changed_is_not_found_again() -> None:
    for reckoning in RECKONINGS.values():
        assert again(replace(reckoning, due=reckoning.due + timedelta(days=1))) == reckoning.due


def test_other_data_move_a_date_and_say_so() -> None:
    closed = Calendar("Europe/Paris", "FR", closures=(Closure(date(2026, 7, 15), date(2026, 7, 15)),))
    assert moved(RECKONINGS["rolled"], closed) == date(2026, 7, 16)
    assert moved(RECKONINGS["plain"], closed) is None
    # Without the list the limit stands: 5 January 2026 + 34 months - 17 days, 5 November 2028 - 17 days.
    assert moved(RECKONINGS["named"], closed) == date(2028, 10, 19)
    assert moved(RECKONINGS["hours"], Calendar("America/Cayenne")) == date(2026, 3, 29)


def test_hours_are_counted_from_instant_to_instant() -> None:
    # 28 March 2026, 13:00 in Paris; the night of the 29th is an hour short: 02:00 on the 30th.
    moment = RECKONINGS["hours"].moment
    assert moment is not None
    assert moment.at == datetime(2026, 3, 30, 0, 0, tzinfo=UTC)
    assert RECKONINGS["hours"].due == date(2026, 3, 30)


def test_days_said_with_hours_are_civil() -> None:
    rule = DateRule(Duration(days=1, minutes=120))
    # One day later at 13:00 is 11:00 UTC in summer time, plus two hours.
    later = reckon_instant(rule, datetime(2026, 3, 28, 12, tzinfo=UTC), FRANCE).moment
    assert later is not None
    assert later.at == datetime(2026, 3, 29, 13, 0, tzinfo=UTC)
    # Backwards from 29 March 13:00 to the 28th 13:00, 12:00 UTC, less two hours.
    paris_summer = timezone(timedelta(hours=2))
    earlier = reckon_instant(
        replace(rule, backwards=True), datetime(2026, 3, 29, 13, tzinfo=paris_summer), FRANCE
    ).moment
    assert earlier is not None
    assert earlier.since == datetime(2026, 3, 29, 11, tzinfo=UTC)
    assert earlier.at == datetime(2026, 3, 28, 10, tzinfo=UTC)


def test_days_and_instants_are_not_mistaken_for_each_other() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    with pytest.raises(CalendarError, match="de jour en jour"):
        reckon(DateRule(Duration(minutes=60)), noon.date(), FRANCE)
    for rule in (DateRule(), DateRule(Duration(days=1))):
        with pytest.raises(CalendarError, match="instant"):
            reckon_instant(rule, noon, FRANCE)


def test_dates_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(CalendarError, match="1 à 9999"):
        reckon(DateRule(Duration(months=1)), date(9999, 12, 1), FRANCE)
    with pytest.raises(CalendarError, match="1 à 9999"):
        reckon_instant(DateRule(Duration(minutes=2880)), datetime(9999, 12, 30, 12, tzinfo=UTC), FRANCE)
