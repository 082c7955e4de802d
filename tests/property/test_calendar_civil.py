"""Months and periods against another library; monotone, and the same in any order."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from hypothesis import assume, given
from hypothesis import strategies as st

from parcours.calendar.civil import between, business_days_between, months_between, shift, term_end
from parcours.calendar.cumul import cumul, limit, tally, term_end_less
from parcours.calendar.days_off import Calendar, Closure
from parcours.calendar.duration import Duration
from parcours.calendar.gregorian import add_months
from parcours.calendar.period import Period, next_period, occurrence
from parcours.calendar.roll import Roll, roll
from parcours.calendar.span import Span

FRANCE = Calendar("Europe/Paris", "FR", closures=(Closure(date(2026, 8, 10), date(2026, 8, 21)),))

days = st.dates(date(1950, 1, 1), date(2090, 12, 31))
months = st.integers(-240, 240)
amounts = st.integers(1, 60)
durations = st.one_of(
    st.builds(Duration, months=amounts, days=st.integers(0, 60)),
    st.builds(Duration, days=amounts),
    st.builds(Duration, business_days=amounts),
    st.builds(Duration, working_days=amounts),
)
spans = st.builds(Span, months=st.integers(0, 24), days=st.integers(0, 90))
runs = st.builds(lambda first, length: (first, first + timedelta(length)), days, st.integers(0, 900))
contracts = st.lists(st.lists(runs, max_size=3), max_size=4)


@given(days, months)
def test_months_agree_with_dateutil(day: date, count: int) -> None:
    assert add_months(day, count) == day + relativedelta(months=count)


@given(days, days)
def test_whole_months_agree_with_dateutil(start: date, end: date) -> None:
    assume(start <= end)
    apart = relativedelta(end, start)
    assert months_between(start, end) == apart.years * 12 + apart.months


@given(days, durations)
def test_a_duration_is_read_back_from_each_of_its_writings(day: date, duration: Duration) -> None:
    writings = (duration.iso(), duration.words("fr"), duration.words("en"))
    assert {Duration.parse(text) for text in writings} == {duration}
    assert shift(day, Duration.parse(duration.iso()), FRANCE) == shift(day, duration, FRANCE)


@given(days, days, durations)
def test_a_later_start_is_never_due_earlier(one: date, other: date, duration: Duration) -> None:
    early, late = sorted((one, other))
    assert shift(early, duration, FRANCE) <= shift(late, duration, FRANCE)
    assert shift(early, duration, FRANCE, backwards=True) <= shift(late, duration, FRANCE, backwards=True)


@given(days, amounts, amounts)
def test_a_longer_duration_is_never_due_earlier(day: date, one: int, other: int) -> None:
    short, long = sorted((one, other))
    assert term_end(day, short) <= term_end(day, long)
    assert shift(day, Duration(business_days=short), FRANCE) <= shift(day, Duration(business_days=long), FRANCE)


@given(days, amounts)
def test_as_many_business_days_lie_between_as_were_counted(day: date, count: int) -> None:
    reached = shift(day, Duration(business_days=count), FRANCE)
    assert business_days_between(day, reached, FRANCE) == count
    assert FRANCE.is_business_day(reached)
    assert sum(FRANCE.is_business_day(day + timedelta(n)) for n in range(1, (reached - day).days + 1)) == count


@given(days, amounts)
def test_a_term_lasts_exactly_its_months(start: date, count: int) -> None:
    assert between(start, term_end(start, count)) == Span(count)


@given(days, st.integers(0, 2000))
def test_a_length_counted_gives_its_end_back(first: date, length: int) -> None:
    last = first + timedelta(length)
    span = between(first, last)
    assert add_months(first, span.months) + timedelta(span.days - 1) == last
    assert 0 <= span.days <= 30


@given(days, days, st.sampled_from(Roll))
def test_a_roll_keeps_the_order_of_days_and_lands_on_open_ones(one: date, other: date, rule: Roll) -> None:
    early, late = sorted((one, other))
    assert roll(early, rule, FRANCE) <= roll(late, rule, FRANCE)
    assert rule is Roll.NONE or FRANCE.is_business_day(roll(one, rule, FRANCE))


@given(contracts, st.randoms(use_true_random=False))
def test_the_order_of_contracts_changes_no_length(given_contracts: list[list[tuple[date, date]]], chance) -> None:  # noqa: ANN001 - Hypothesis's own
    shuffled = [chance.sample(periods, len(periods)) for periods in given_contracts]
    chance.shuffle(shuffled)
    assert cumul(shuffled) == cumul(given_contracts)


@given(contracts)
def test_every_day_under_contract_counts_exactly_once(given_contracts: list[list[tuple[date, date]]]) -> None:
    def covered(first: date, last: date) -> set[int]:
        return set(range(first.toordinal(), last.toordinal() + 1))

    counted = [covered(line.first, line.last) for line in tally(given_contracts)]
    lived = set().union(*(covered(*period) for periods in given_contracts for period in periods))
    assert set().union(*counted) == lived
    assert sum(map(len, counted)) == len(lived)


@given(contracts, runs)
def test_a_contract_begun_after_the_others_takes_nothing_from_them(
    given_contracts: list[list[tuple[date, date]]], later: tuple[date, date]
) -> None:
    assume(all(first < later[0] for periods in given_contracts for first, _ in periods))
    before, after = tally(given_contracts), tally([*given_contracts, [later]])
    assert set(before) <= set(after)


@given(days, days, amounts, spans)
def test_a_limit_signed_later_is_never_reached_earlier(one: date, other: date, most: int, less: Span) -> None:
    early, late = sorted((one, other))
    assert limit(early, most, less) <= limit(late, most, less)
    assert limit(early, most, less) <= limit(early, most)


@given(days, amounts, spans)
def test_a_trial_is_never_longer_than_its_months(start: date, most: int, less: Span) -> None:
    end = term_end_less(start, most, less)
    assert end is None or start <= end <= term_end(start, most)


@given(
    days,
    st.sampled_from(
        [
            Period(Duration(months=1), on="month_end"),
            Period(Duration(months=3)),
            Period(Duration(months=12), on="02-29"),
            Period(Duration(days=7)),
            Period(Duration(months=1), from_start=True),
            Period(Duration(days=45), from_start=True),
        ]
    ),
    st.integers(1, 60),
)
def test_periods_touch_and_the_next_one_is_found(start: date, period: Period, index: int) -> None:
    this, following = (occurrence(period, start, number, FRANCE) for number in (index, index + 1))
    assert this is not None
    assert following is not None
    assert following.first - this.last == timedelta(1)
    assert this.first <= this.last
    assert next_period(period, start, this.last, FRANCE) == following
    assert next_period(period, start, this.last - timedelta(1), FRANCE) == this
