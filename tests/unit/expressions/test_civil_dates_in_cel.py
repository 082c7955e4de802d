"""A civil date goes into CEL and comes back the same day, whatever the zone of the machine."""

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.calendar.days_off import Calendar
from parcours.expressions.condition import compile_condition
from parcours.expressions.environment import Environment
from parcours.expressions.types import CelType
from parcours.expressions.values import day_of, moment

ENVIRONMENT = Environment.declare({"today": CelType.DATE, "event.starts_on": CelType.DATE})
SAME_DAY = compile_condition("today == event.starts_on", ENVIRONMENT)
NEXT_DAY = compile_condition('plus(today, "1 jour") == event.starts_on', ENVIRONMENT)
PLAIN = Calendar("Europe/Paris")

EVERY_DAY = """
from datetime import date, timedelta
from cel_expr_python import cel
from parcours.expressions.values import day_of, moment

day, last = date(1900, 1, 1), date(2100, 12, 31)
environment = cel.NewEnv(variables={"day": cel.Type.TIMESTAMP})
read = environment.compile("day")
while day <= last:
    assert day_of(read.eval(data={"day": moment(day)}).value()) == day, day
    day += timedelta(days=1)
print("same")
"""


@pytest.mark.processes
@pytest.mark.parametrize(
    "zone",
    [
        "Pacific/Kiritimati",
        *(
            pytest.param(zone, marks=pytest.mark.slow)
            for zone in ("Pacific/Apia", "America/Noronha", "Asia/Kathmandu", "XXX+11:47")
        ),
    ],
)
def test_every_day_from_1900_to_2100_survives_in_any_zone_of_the_machine(zone: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", EVERY_DAY],
        env={**os.environ, "TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "same\n"


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_equals_itself_and_the_day_after_follows_it(day: date) -> None:
    after = day + timedelta(days=1)
    assert SAME_DAY.evaluate({"today": day, "event.starts_on": day}, PLAIN)
    assert not SAME_DAY.evaluate({"today": day, "event.starts_on": after}, PLAIN)
    assert NEXT_DAY.evaluate({"today": day, "event.starts_on": after}, PLAIN)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_written_day_is_that_day(day: date) -> None:
    condition = compile_condition(f'today == date("{day:%Y-%m-%d}")', ENVIRONMENT)
    assert condition.evaluate({"today": day}, PLAIN)


@given(st.dates(), st.integers(-12, 14))
def test_an_instant_is_the_day_it_is_in_utc(day: date, hours: int) -> None:
    assert moment(day) == datetime(day.year, day.month, day.day, tzinfo=UTC)
    if date.min < day < date.max:
        assert day_of(moment(day).astimezone(timezone(timedelta(hours=hours)))) == day
