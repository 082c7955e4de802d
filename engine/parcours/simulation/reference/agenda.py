"""What is to come, in the one order of simultaneous things: minute, case, rank, then order of birth."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum


class Turns(IntEnum):
    """Who goes first among what concerns one case at one minute; what people mean to do comes after, by place."""

    MONEY = 0
    TIMER = 1
    RELEASE = 2
    PLACES = 3


Wake = Callable[[], None]
Entry = tuple[int, int, int, int, int, Wake]


@dataclass(slots=True)
class Agenda:
    """A heap of (minute, case, rank, birth, number, what to do then); `number` breaks the last ties."""

    entries: list[Entry] = field(default_factory=list)
    number: int = 0

    def add(self, minute: int, case: int, rank: int, birth: int, wake: Wake) -> None:
        self.number += 1
        heapq.heappush(self.entries, (minute, case, rank, birth, self.number, wake))

    def next_before(self, end: int) -> Entry | None:
        """Takes what comes first, unless that is at `end` or later."""
        if not self.entries or self.entries[0][0] >= end:
            return None
        return heapq.heappop(self.entries)
