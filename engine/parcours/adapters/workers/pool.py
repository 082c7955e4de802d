"""Workers kept at hand, behind two queues: whoever asks never waits for one of them."""

import multiprocessing
import threading
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue

from parcours.adapters.plugins import found_folder
from parcours.adapters.workers.crew import USUAL, Crew, Limits
from parcours.errors import BugError
from parcours.messages import Text
from parcours.plugin import Job
from parcours.runtime.effects.workers import Ended, Offers


class Pool:
    """Implements `runtime.effects.workers.Workers`. `site` is the folder of its own plugins; UsageError without it.

    Jobs go in and endings come out by queues; the workers themselves belong to the thread alone, which calls `wake`
    when there is news.
    """

    def __init__(
        self, site: Path | None = None, limits: Limits = USUAL, wake: Callable[[], None] = lambda: None
    ) -> None:
        self._limits, self._wake = limits, wake
        self._asked: SimpleQueue[tuple[Job, float]] = SimpleQueue()
        self._told: SimpleQueue[Ended] = SimpleQueue()
        self._news, self._lock = threading.Event(), threading.Lock()
        self._under_way = 0
        self._offers: Offers | None = None
        self._failed = False
        self._stop_at: float | None = None
        self._hear_bell, self._bell = multiprocessing.Pipe(duplex=False)
        self._crew = Crew(found_folder(site), limits, self._tell, self._learn, self._fail)
        self._thread = threading.Thread(target=self._run, name="parcours-workers", daemon=True)
        self._thread.start()

    @property
    def offers(self) -> Offers | None:
        """Raises BugError when no worker can even begin."""
        if self._failed:
            raise BugError(Text("Aucun processus d'extension ne démarre."))
        return self._offers

    def room(self) -> int:
        with self._lock:
            return self._limits.processes - self._under_way

    def start(self, job: Job, seconds: float) -> None:
        with self._lock:
            self._under_way += 1
        self._asked.put((job, seconds))
        self._bell.send_bytes(b"!")

    def ended(self) -> tuple[Ended, ...]:
        found: list[Ended] = []
        while not self._told.empty():
            found.append(self._told.get())
        return tuple(found)

    def wait(self, seconds: float) -> bool:
        happened = self._news.wait(seconds)
        self._news.clear()
        return happened

    def stop(self, seconds: float) -> None:
        # What will not end is asked to, then made to: that takes its grace out of the time there is.
        self._stop_at = time.monotonic() + max(seconds - self._limits.grace, 0.0)
        self._bell.send_bytes(b"!")
        self._thread.join()

    def _run(self) -> None:
        try:
            while self._goes_on():
                self._crew.turn(self._hear_bell, self._stop_at)
        finally:
            if self._stop_at is None:
                self._fail()
            self._crew.dismiss()

    def _goes_on(self) -> bool:
        """Gives what was asked to who is free; whether there is more to wait for."""
        self._take_jobs()
        self._crew.give(may_begin=self._stop_at is None)
        return self._stop_at is None or (self._crew.busy and time.monotonic() < self._stop_at)

    def _take_jobs(self) -> None:
        try:
            while True:
                self._crew.waiting.append(self._asked.get_nowait())
        except Empty:
            return

    def _tell(self, ended: Ended) -> None:
        with self._lock:
            self._under_way -= 1
        self._told.put(ended)
        self._tell_news()

    def _learn(self, offers: Offers) -> None:
        if self._offers is None:
            self._offers = offers
            self._tell_news()

    def _fail(self) -> None:
        self._failed = True
        self._tell_news()

    def _tell_news(self) -> None:
        self._news.set()
        self._wake()
