"""A node under the hand of a test: clocks that are turned, a log that is read, a dispatcher that does as it is told."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from parcours.runtime.serving.telling import Event, Said

START = datetime.datetime(2026, 8, 1, 10, tzinfo=datetime.UTC)


@dataclass
class TwoClocks:
    """A machine's: time passes on both, somebody turns one."""

    wall: datetime.datetime = START
    boot: float = 1000.0

    def now(self) -> datetime.datetime:
        return self.wall

    def since_boot(self) -> float:
        return self.boot

    def passes(self, seconds: float) -> None:
        self.boot += seconds
        self.turned(seconds)

    def turned(self, seconds: float) -> None:
        self.wall += datetime.timedelta(seconds=seconds)


@dataclass
class Lines:
    """A log kept as it is said."""

    said: list[tuple[Event, dict[str, Said]]] = field(default_factory=list)

    def say(self, event: Event, **said: Said) -> None:
        self.said.append((event, said))

    @property
    def events(self) -> list[Event]:
        return [event for event, _ in self.said]


@dataclass
class Told:
    """A dispatcher that notes what it is asked, and is ready when it is told to be."""

    asked: list[str] = field(default_factory=list)
    ready_at: datetime.datetime | None = None
    extended: list[datetime.datetime] = field(default_factory=list)

    def dispatch(self, now: datetime.datetime) -> int:  # noqa: ARG002  it is always ready
        self.asked.append("dispatch")
        return 0

    def collect(self) -> int:
        self.asked.append("collect")
        return 0

    def next_at(self) -> datetime.datetime | None:
        return self.ready_at

    def drained(self) -> bool:
        return True

    def extend(self, now: datetime.datetime) -> None:
        self.extended.append(now)

    def schemas(self) -> Mapping[str, Mapping[str, Any]] | None:
        return {}

    def stop(self, seconds: float) -> None:  # noqa: ARG002  nothing is under way
        self.asked.append("stop")
