"""Whether the machine's clock may be believed: held against the time since it started, and against the database."""

import datetime
from dataclasses import dataclass, replace
from typing import Final, Protocol

MOST: Final = datetime.timedelta(minutes=5)
"""The disagreement above which nothing is fired or sent."""

NONE: Final = datetime.timedelta(0)


class Clocks(Protocol):
    """The two clocks of a machine."""

    def now(self) -> datetime.datetime:
        """An aware instant, UTC."""
        ...

    def since_boot(self) -> float:
        """Seconds since the machine started, those it slept included; nobody sets this clock."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """Both clocks at one moment."""

    wall: datetime.datetime
    boot: float


def read(clocks: Clocks) -> Reading:
    return Reading(clocks.now(), clocks.since_boot())


@dataclass(frozen=True, slots=True)
class ClockGuard:
    """`trusted` is the last moment both clocks were believed; `skew` how far the wall clock was off at the last look.

    With `at_least`, only the database has spoken: it is known not to be earlier than `trusted`, and no more.

    A jump is a disagreement of more than five minutes between two looks, forward or back. A machine that sleeps does
    not jump: both clocks count its sleep. Smaller corrections are taken as they come, so that a clock put right a
    little each day never adds up to one.
    """

    trusted: Reading
    skew: datetime.timedelta = NONE
    at_least: bool = False

    @property
    def paused(self) -> bool:
        return abs(self.skew) > MOST

    def look(self, reading: Reading) -> "ClockGuard":
        """After another look at the clocks: believed again as soon as they agree with the last trusted moment."""
        skew = reading.wall - self.expected(reading.boot)
        ahead = skew > MOST and not self.at_least
        if ahead or skew < -MOST:
            return replace(self, skew=skew)
        return ClockGuard(reading)

    def expected(self, boot: float) -> datetime.datetime:
        """What the wall clock should say by now, at least."""
        return self.trusted.wall + datetime.timedelta(seconds=boot - self.trusted.boot)

    def believed(self, reading: Reading) -> datetime.datetime:
        """What time it is, as far as can be known: what is written while the clock is wrong must not lie as well."""
        return self.expected(reading.boot) if self.paused else reading.wall


def starting(reading: Reading, newest: datetime.datetime | None) -> ClockGuard:
    """At start, against the newest instant of the database: it cannot be earlier than what is already written."""
    if newest is None:
        return ClockGuard(reading)
    return ClockGuard(Reading(newest, reading.boot), at_least=True).look(reading)
