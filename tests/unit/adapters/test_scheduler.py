"""What is asked of APScheduler, and what a daemon built on it must survive."""

import datetime
import subprocess
import sys
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from parcours.adapters.clock import FixedClock, SystemClock
from parcours.adapters.scheduler import WAKE_UP, Scheduler
from parcours.runtime.serving.bell import Bell

pytestmark = pytest.mark.filterwarnings("error::pytest.PytestUnhandledThreadExceptionWarning")
SOON = 30.0  # seconds nobody waits: what is waited for comes at once
DAY = datetime.timedelta(days=1)


@pytest.fixture
def rung() -> SimpleQueue[str]:
    return SimpleQueue()


@pytest.fixture
def scheduler(rung: SimpleQueue[str]) -> Iterator[Scheduler]:
    made = Scheduler(rung.put, SystemClock())
    made.start()
    yield made
    made.stop()


def test_it_rings_at_the_instant(scheduler: Scheduler, rung: SimpleQueue[str]) -> None:
    scheduler.wake_at(SystemClock().now() + datetime.timedelta(milliseconds=50))
    assert rung.get(timeout=SOON) == WAKE_UP


def test_an_instant_already_past_rings_at_once_however_long_ago(scheduler: Scheduler, rung: SimpleQueue[str]) -> None:
    """Its own default loses whatever is a second late."""
    scheduler.wake_at(SystemClock().now() - 30 * DAY)
    assert rung.get(timeout=SOON) == WAKE_UP


def test_an_earlier_instant_takes_the_place_of_a_later_one(scheduler: Scheduler, rung: SimpleQueue[str]) -> None:
    scheduler.wake_at(SystemClock().now() + DAY)
    scheduler.wake_at(SystemClock().now())
    assert rung.get(timeout=SOON) == WAKE_UP
    assert rung.empty()


def test_instants_are_those_of_the_clock_of_the_node(rung: SimpleQueue[str]) -> None:
    clock = FixedClock(datetime.datetime(2031, 1, 1, tzinfo=datetime.UTC))
    scheduler = Scheduler(rung.put, clock)
    scheduler.start()
    scheduler.wake_at(clock.now())
    assert rung.get(timeout=SOON) == WAKE_UP
    scheduler.stop()


def test_schedules_come_back(scheduler: Scheduler, rung: SimpleQueue[str]) -> None:
    scheduler.every("beat", 0.02)
    assert [rung.get(timeout=SOON) for _ in range(3)] == ["beat"] * 3


def test_a_batch_that_outlasts_the_next_due_time_does_not_put_the_loop_to_sleep() -> None:
    """Work done inside of a job would: the next one would be skipped, and forgotten."""
    bell = Bell()
    scheduler = Scheduler(bell.ring, SystemClock())
    scheduler.start()
    scheduler.wake_at(SystemClock().now())
    turns = []
    while len(turns) < 3:
        assert bell.wait(SOON) == {WAKE_UP}
        turns.append(SystemClock().now())
        due = SystemClock().now() + datetime.timedelta(milliseconds=20)
        scheduler.wake_at(due)
        while SystemClock().now() <= due:  # a batch that is still at work when the next thing falls due
            pass
    scheduler.stop()


def test_it_may_be_stopped_while_it_rings() -> None:
    """It takes a wake-up away once it has rung, and would miss it in a scheduler already stopped."""
    for _ in range(50):
        rung: SimpleQueue[str] = SimpleQueue()
        scheduler = Scheduler(rung.put, SystemClock())
        scheduler.start()
        scheduler.wake_at(SystemClock().now())
        rung.get(timeout=SOON)
        scheduler.stop()


@pytest.mark.processes
def test_no_other_command_pays_for_it() -> None:
    code = "import sys, parcours.cli.tick, parcours.cli.send; sys.exit('apscheduler' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
