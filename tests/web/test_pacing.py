"""Whoever asks too often waits; whoever else does not."""

import datetime
from pathlib import Path

import pytest

from parcours.adapters.clock import FixedClock
from parcours.model.account import Membership, Scope
from parcours.model.definition import Definition
from parcours.web.pacing import KNOWN, Pace, TooOftenError
from visiting import NOW, OURS, Ground, ground


def after(clock: FixedClock, seconds: float) -> None:
    clock.set(clock.now() + datetime.timedelta(seconds=seconds))


def waits(pace: Pace, asker: str = "a") -> int:
    """How long they are told to wait; 0 for nobody who may ask."""
    try:
        pace.take(asker)
    except TooOftenError as error:
        return error.wait
    return 0


def test_so_many_are_answered_at_once_then_so_many_a_minute() -> None:
    clock = FixedClock(NOW)
    pace = Pace(clock, burst=3, rate=6)  # then one every ten seconds
    assert [waits(pace) for _ in range(5)] == [0, 0, 0, 10, 10]
    assert waits(pace, "b") == 0
    after(clock, 9)
    assert waits(pace) == 1
    after(clock, 1)
    assert [waits(pace), waits(pace)] == [0, 10]
    after(clock, 3600)
    assert [waits(pace) for _ in range(4)] == [0, 0, 0, 10]  # what was not asked is not kept for ever


def test_a_clock_set_back_gives_nothing_and_takes_nothing() -> None:
    clock = FixedClock(NOW)
    pace = Pace(clock, burst=2, rate=6)
    assert waits(pace) == 0
    after(clock, -86400)
    assert [waits(pace), waits(pace) > 0] == [0, True]
    after(clock, 10)
    assert waits(pace) == 0


def test_those_who_ask_are_not_remembered_without_end() -> None:
    pace = Pace(FixedClock(NOW), burst=1, rate=1)
    for number in range(KNOWN + 10):
        pace.take(str(number))
    assert len(pace._left) == KNOWN
    assert waits(pace, str(KNOWN)) > 0
    assert waits(pace, "0") == 0


@pytest.fixture
def hurried(files: tuple[Path, dict[str, Definition]]) -> Ground:
    """Three of each, then one a minute."""
    return ground(*files, ((3, 1), (3, 1)))


def test_a_token_that_asks_too_often_is_told_when_to_come_back(hurried: Ground) -> None:
    one, other = hurried.program("accueil"), hurried.program("referent")
    assert [one.get("/me").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = one.get("/me")
    assert (answer.headers["retry-after"], answer.json()["type"]) == ("60", "urn:parcours:problem:too-often")
    assert other.get("/me").status_code == 200
    after(hurried.clock, 60)
    assert one.get("/me").status_code == 200


def test_passwords_are_not_tried_by_the_thousand_from_one_address(hurried: Ground) -> None:
    hurried.keep("maud", Membership(OURS))
    assert [hurried.visitor().sign_in(f"compte-{number}").status_code for number in range(4)] == [403, 403, 403, 429]
    answer = hurried.visitor().sign_in("maud")
    assert (answer.status_code, "Attendez" in answer.text) == (429, True)
    secret = hurried.bearing("maud", Scope.CALENDAR).secret
    assert hurried.visitor().get(f"/agendas/{secret}.ics").status_code == 429
    after(hurried.clock, 60)
    assert hurried.visitor().sign_in("maud").status_code == 303
