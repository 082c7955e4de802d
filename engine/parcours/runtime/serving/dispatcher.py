"""What the loop asks of whoever carries out effects."""

import datetime
from typing import Protocol


class Dispatcher(Protocol):
    """Claims effects, hands them to workers, and writes what they answer. The loop's thread alone calls it.

    All but `stop` return at once. Whoever makes it gives it what to ring, from any thread, when there is something to
    collect. Raises what a store raises; nothing that has ended is forgotten then.
    """

    def dispatch(self, now: datetime.datetime) -> int:
        """Claims what is ready, as far as there is room, and starts it; how many effects it dealt with."""
        ...

    def collect(self) -> int:
        """Writes what has ended since; how many jobs that was."""
        ...

    def next_at(self) -> datetime.datetime | None:
        """When there will be something to dispatch, with the room there is now."""
        ...

    def drained(self) -> bool:
        """Whether the workers have begun, and none is at anything."""
        ...

    def extend(self, now: datetime.datetime) -> None:
        """Keeps what is under way this node's for another lease."""
        ...

    def stop(self, seconds: float) -> None:
        """Lets what runs end, that long at most, writes how, and gives the rest back, ready at once."""
        ...
