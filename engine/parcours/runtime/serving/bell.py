"""What wakes the loop: anybody may ring, from any thread; the one who waits is told why."""

from threading import Event, Lock


class Bell:
    """Rings that come together are one waking; none is lost while the loop is at work."""

    def __init__(self) -> None:
        self._rung, self._lock = Event(), Lock()
        self._why: set[str] = set()

    def ring(self, why: str) -> None:
        with self._lock:
            self._why.add(why)
        self._rung.set()

    def wait(self, seconds: float) -> frozenset[str]:
        """Why it was rung since the last waking; empty once time is out."""
        self._rung.wait(seconds)
        with self._lock:
            self._rung.clear()
            why, self._why = frozenset(self._why), set()
        return why
