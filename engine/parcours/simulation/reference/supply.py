"""What is scarce: units of a resource and those who wait for them, sessions and their seats."""

import datetime
import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from parcours.calendar import zone
from parcours.calendar.civil import shift
from parcours.calendar.days_off import Calendar
from parcours.calendar.named import first_after
from parcours.simulation.reference.hours import DAY, MINUTE, at_day, instant_of, minute_of
from parcours.simulation.reference.people import Process
from parcours.simulation.scenario.supply import Resource, Session

MOST_FULL: Final = 1200
"""Sessions looked at before a house with no free seat for a century is called full."""


class NoSeatError(ValueError):
    """No session of that name has a free seat, or any day at all."""


@dataclass(slots=True)
class Pool:
    """The units of a resource that are free, and the queue: served by priority, then by order of asking."""

    resource: Resource
    free: int
    queue: list[tuple[float, int, Process]] = field(default_factory=list)
    asked: int = 0

    def take(self) -> bool:
        """One unit, if one is free: then nobody waits, since whoever gives one back serves the queue."""
        if self.free <= 0:
            return False
        self.free -= 1
        return True

    def wait(self, process: Process, priority: float) -> None:
        self.asked += 1
        process.queued = self.resource.id
        process.ticket = self.asked
        heapq.heappush(self.queue, (priority, self.asked, process))

    def serve(self) -> Iterator[Process]:
        """Those whose turn has come, each given a unit."""
        while self.free > 0 and (head := self._head()) is not None:
            heapq.heappop(self.queue)
            head.queued = ""
            self.free -= 1
            yield head

    def _head(self) -> Process | None:
        """The first who still waits under the number they took."""
        while self.queue and not _waits(*self.queue[0][1:]):
            heapq.heappop(self.queue)
        return self.queue[0][2] if self.queue else None


def _waits(ticket: int, process: Process) -> bool:
    return bool(process.queued) and process.ticket == ticket


@dataclass(slots=True)
class Seats:
    """The sessions of one kind, and how many seats of each are taken."""

    session: Session
    calendar: Calendar
    taken: dict[datetime.date, int] = field(default_factory=dict)

    def book(self, now: int) -> tuple[datetime.date, int]:
        """The day and the minute of the first session far enough ahead with a free seat, which is then taken.

        Raises NoSeatError.
        """
        earliest = self._earliest(now)
        day = zone.local_day(instant_of(earliest), self.calendar.timezone)
        for _ in range(MOST_FULL):
            found = first_after(self.session.days, day)
            if found is None:
                break
            at = at_day(found, self.session.at, self.calendar.timezone)
            if at >= earliest and self._has_room(found):
                self.taken[found] = self.taken.get(found, 0) + 1
                return found, at
            day = found + DAY
        raise NoSeatError(self.session.id)

    def _has_room(self, day: datetime.date) -> bool:
        return self.session.seats is None or self.taken.get(day, 0) < self.session.seats

    def _earliest(self, now: int) -> int:
        notice, calendar = self.session.notice, self.calendar
        if notice is None:
            return now
        if not notice.is_civil:
            return now + notice.days * (DAY // MINUTE) + notice.minutes
        instant = instant_of(now)
        day = shift(zone.local_day(instant, calendar.timezone), notice, calendar)
        return minute_of(zone.instant(day, zone.local_time(instant, calendar.timezone), calendar.timezone))
