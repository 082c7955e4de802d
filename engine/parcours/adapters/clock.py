"""Where time comes from: the machine's clock, or one that a test or a rehearsal sets by hand."""

import datetime
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's own."""

    def now(self) -> datetime.datetime:
        return datetime.datetime.now(datetime.UTC)  # noqa: TID251  this is the door the ban points to

    def since_boot(self) -> float:
        """Seconds since the machine started, those it slept included."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(slots=True)
class FixedClock:
    """Stands at `instant` until `set` moves it."""

    instant: datetime.datetime

    def now(self) -> datetime.datetime:
        return self.instant

    def since_boot(self) -> float:
        """It stands as well: nothing is ever out of step."""
        return 0.0

    def set(self, instant: datetime.datetime) -> None:
        """ValueError for an instant without a zone."""
        if instant.tzinfo is None:
            raise ValueError("an instant needs its zone")
        self.instant = instant.astimezone(datetime.UTC)
