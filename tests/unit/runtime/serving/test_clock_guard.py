"""Clocks imagined: what is a jump, what is not, and when it is over."""

import datetime

import pytest

from nodes import START, TwoClocks
from parcours.runtime.serving.clock_guard import ClockGuard, Reading, read, starting

MINUTE = 60
DAY = 86_400


def guarded(clocks: TwoClocks) -> ClockGuard:
    guard = starting(read(clocks), None)
    assert not guard.paused
    return guard


@pytest.mark.parametrize("jump", [-6 * MINUTE, 6 * MINUTE, DAY, -DAY])
def test_a_clock_that_jumps_forward_or_back_is_not_believed(jump: int) -> None:
    clocks = TwoClocks()
    guard = guarded(clocks)
    clocks.passes(30)
    clocks.turned(jump)
    guard = guard.look(read(clocks))
    assert guard.paused
    assert guard.skew == datetime.timedelta(seconds=jump)


@pytest.mark.parametrize("correction", [-5 * MINUTE, -1, 0, 2, 5 * MINUTE])
def test_five_minutes_and_less_are_a_correction(correction: int) -> None:
    clocks = TwoClocks()
    guard = guarded(clocks)
    clocks.passes(30)
    clocks.turned(correction)
    assert not guard.look(read(clocks)).paused


def test_a_machine_that_sleeps_for_a_week_has_not_jumped() -> None:
    clocks = TwoClocks()
    guard = guarded(clocks)
    clocks.passes(7 * DAY)  # both clocks count the sleep
    assert not guard.look(read(clocks)).paused


def test_small_corrections_never_add_up_to_a_jump() -> None:
    clocks = TwoClocks()
    guard = guarded(clocks)
    for _ in range(100):  # 10 s a day for a hundred days: 1000 s, more than 5 minutes
        clocks.passes(DAY)
        clocks.turned(10)
        guard = guard.look(read(clocks))
    assert not guard.paused


@pytest.mark.parametrize("jump", [DAY, -DAY])
def test_it_is_over_once_the_clocks_agree_again(jump: int) -> None:
    clocks = TwoClocks()
    guard = guarded(clocks)
    clocks.turned(jump)
    for _ in range(3):
        clocks.passes(30)
        guard = guard.look(read(clocks))
        assert guard.paused
    clocks.turned(-jump)
    assert not guard.look(read(clocks)).paused


def test_a_jump_does_not_become_the_truth_by_lasting() -> None:
    clocks = TwoClocks()
    guard = guarded(clocks)
    clocks.turned(DAY)
    guard = guard.look(read(clocks))
    clocks.passes(30 * DAY)
    assert guard.look(read(clocks)).paused


def test_while_it_is_wrong_time_is_told_by_the_other_clock() -> None:
    clocks = TwoClocks()
    guard = guarded(clocks)
    clocks.passes(30)
    clocks.turned(DAY)
    guard = guard.look(read(clocks))
    assert guard.believed(read(clocks)) == START + datetime.timedelta(seconds=30)


def test_a_clock_behind_the_database_is_not_believed_at_start() -> None:
    clocks = TwoClocks()
    newest = START + datetime.timedelta(minutes=6)
    guard = starting(read(clocks), newest)
    assert guard.paused
    clocks.passes(30)
    assert guard.look(read(clocks)).paused
    assert guard.believed(read(clocks)) == newest + datetime.timedelta(seconds=30)


def test_a_few_minutes_behind_the_database_are_two_machines_that_disagree_a_little() -> None:
    assert not starting(read(TwoClocks()), START + datetime.timedelta(minutes=5)).paused


def test_however_long_nobody_wrote_a_start_is_no_jump() -> None:
    assert not starting(read(TwoClocks()), START - datetime.timedelta(days=400)).paused
    assert not starting(read(TwoClocks()), None).paused


def test_a_clock_put_right_after_the_start_may_be_well_after_what_the_database_knew() -> None:
    clocks = TwoClocks(wall=datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC))
    guard = starting(read(clocks), START)
    assert guard.paused
    clocks.passes(40)
    clocks.wall = START + datetime.timedelta(days=3)  # nobody wrote for three days
    guard = guard.look(read(clocks))
    assert not guard.paused
    clocks.turned(DAY)
    assert guard.look(read(clocks)).paused  # from then on both sides are watched


def test_looking_changes_nothing_but_what_it_gives() -> None:
    guard = ClockGuard(Reading(START, 0.0))
    guard.look(Reading(START, 9000.0))
    assert guard == ClockGuard(Reading(START, 0.0))
