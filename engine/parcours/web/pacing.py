"""How often somebody may ask: so many at once, then so many a minute. Kept in this process, and lost with it."""

import datetime
from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from parcours.errors import RefusedError
from parcours.messages import Text
from parcours.ports import Clock

KNOWN: Final = 10_000  # askers remembered: the longest silent is forgotten first
MINUTE: Final = datetime.timedelta(minutes=1)
SECOND: Final = datetime.timedelta(seconds=1)
NOTHING: Final = datetime.timedelta(0)


class TooOftenError(RefusedError):
    """More than may be asked; `wait` is how many seconds until the next may."""

    def __init__(self, wait: int) -> None:
        super().__init__(
            Text("C'est plus souvent que ce qui peut se demander d'ici."),
            Text("Attendez {wait} s, puis recommencez.", wait=wait),
        )
        self.wait = wait


@dataclass(slots=True)
class Pace:
    """`burst` at once, then `rate` a minute, for each asker. Any thread may ask."""

    clock: Clock
    burst: int
    rate: int
    _left: OrderedDict[str, tuple[datetime.timedelta, datetime.datetime]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, asker: str) -> None:
        """One of theirs. Raises TooOftenError."""
        now, cost = self.clock.now(), MINUTE // self.rate
        with self._lock:
            left, since = self._left.pop(asker, (self.burst * cost, now))
            # A wall clock set back gives nothing, and takes nothing away.
            left = min(self.burst * cost, left + max(NOTHING, now - since))
            self._left[asker] = (left - cost if left >= cost else left, now)
            if len(self._left) > KNOWN:
                self._left.popitem(last=False)
        if left < cost:
            raise TooOftenError(-((left - cost) // SECOND))
