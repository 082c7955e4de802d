"""Time that passes fast, the same for every process: so that there is always something due."""

import datetime
from dataclasses import dataclass, field

from parcours.adapters.clock import SystemClock

START = datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC)
SPEED = 4 * 86_400  # four days a second


@dataclass(frozen=True)
class Swift:
    """The clocks of a machine that lives four days while ours lives a second."""

    origin: datetime.datetime = field(default_factory=SystemClock().now)
    speed: float = SPEED

    def now(self) -> datetime.datetime:
        return START + self.speed * (SystemClock().now() - self.origin)

    def since_boot(self) -> float:
        return self.speed * SystemClock().since_boot()
