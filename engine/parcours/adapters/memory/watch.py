"""Hearing of commits inside of one process."""

from dataclasses import dataclass, field
from threading import Condition


@dataclass(slots=True)
class News:
    """How many commits there were, and those who wait for the next."""

    count: int = 0
    changed: Condition = field(default_factory=Condition)

    def spread(self) -> None:
        with self.changed:
            self.count += 1
            self.changed.notify_all()


class MemoryWatch:
    """Implements `ports.Watch`."""

    def __init__(self, news: News) -> None:
        self._news = news
        self._seen = news.count
        self._closed = False

    def wait(self, seconds: float) -> bool:
        with self._news.changed:
            self._news.changed.wait_for(lambda: self._closed or self._news.count != self._seen, seconds)
            before, self._seen = self._seen, self._news.count
            return before != self._seen and not self._closed

    def close(self) -> None:
        with self._news.changed:
            self._closed = True
            self._news.changed.notify_all()
