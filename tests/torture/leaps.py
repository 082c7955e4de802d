"""Time that leaps, for every process at once: as on a machine that sleeps, and wakes with more to do."""

import datetime
import os
from dataclasses import dataclass, field
from pathlib import Path

from parcours.adapters.clock import SystemClock

START = datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Leaps:
    """The clocks of a machine; what it slept, in seconds, stands in a file."""

    file: Path
    origin: datetime.datetime = field(default_factory=SystemClock().now)

    def now(self) -> datetime.datetime:
        return START + (SystemClock().now() - self.origin) + datetime.timedelta(seconds=self._slept)

    def since_boot(self) -> float:
        """Sleep included, as the machine's own count: a clock that only woke is not taken for one that was moved."""
        return SystemClock().since_boot() + self._slept

    def leap(self, by: datetime.timedelta) -> None:
        written = self.file.with_suffix(".new")
        written.write_text(f"{self._slept + by.total_seconds()}")
        os.replace(written, self.file)  # whoever reads meanwhile reads one or the other  # noqa: PTH105

    @property
    def _slept(self) -> float:
        return float(self.file.read_text()) if self.file.exists() else 0.0
