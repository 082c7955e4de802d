"""Workers kept at hand: one thread gives them jobs, hears them, ends those that are late and replaces the dead."""

import multiprocessing
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Final

from parcours.adapters.workers import child
from parcours.adapters.workers.process import Worker, begin
from parcours.adapters.workers.wire import ending_of, offers_of
from parcours.errors import BugError
from parcours.messages import Text
from parcours.plugin import Job
from parcours.runtime.effects.workers import Broken, Died, Ended, Ending, Offers, Overdue

MIB: Final = 2**20
FALSE_STARTS: Final = 3  # workers in a row that end before they load anything: nothing will run here


@dataclass(frozen=True, slots=True)
class Limits:
    """`processes` at a time, each replaced after `jobs`; bytes and seconds as in `child.Orders`.

    `patience` is for loading the plugins, `grace` between asking a process to end and ending it.
    """

    processes: int = 4
    jobs: int = 500
    resident: int = 256 * MIB
    data: int = 1024 * MIB
    patience: float = 30.0
    grace: float = 2.0


class Pool:
    """Implements `runtime.effects.workers.Workers`. `wake` is called, from a thread of ours, when there is news.

    Jobs go in and endings come out by queues; the workers themselves belong to the thread alone.
    """

    def __init__(
        self, site: Path | None = None, limits: Limits = Limits(), wake: Callable[[], object] = lambda: None
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
        self._crew = _Crew(site, limits, self._tell, self._learn, self._fail)
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
        self._stop_at = time.monotonic() + seconds
        self._bell.send_bytes(b"!")
        self._thread.join()

    def _run(self) -> None:
        try:
            while self._stop_at is None or (self._crew.busy and time.monotonic() < self._stop_at):
                if self._stop_at is None:
                    self._take_jobs()
                self._crew.turn(self._hear_bell, self._stop_at)
        finally:
            if self._stop_at is None:
                self._fail()
            self._crew.dismiss()

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
        self._ring()

    def _learn(self, offers: Offers) -> None:
        if self._offers is None:
            self._offers = offers
            self._ring()

    def _fail(self) -> None:
        self._failed = True
        self._ring()

    def _ring(self) -> None:
        self._news.set()
        self._wake()


@dataclass(slots=True)
class _Crew:
    """The workers, in the hands of one thread."""

    site: Path | None
    limits: Limits
    tell: Callable[[Ended], None]
    learn: Callable[[Offers], None]
    fail: Callable[[], None]
    workers: list[Worker] = field(default_factory=list)
    waiting: deque[tuple[Job, float]] = field(default_factory=deque)
    broken: dict[str, Broken] = field(default_factory=dict)
    false_starts: int = 0
    known: bool = False

    @property
    def busy(self) -> bool:
        return any(each.job is not None for each in self.workers)

    def turn(self, bell: Connection, stop_at: float | None) -> None:
        """Gives what waits, then waits for a word, an end, or the next instant that something is late."""
        if stop_at is None:
            self._staff()
        handles: dict[Any, Worker] = {}
        for each in self.workers:
            handles |= {each.connection: each, each.process.sentinel: each}
        instants = [self._late_at(each) for each in self.workers] + ([stop_at] if stop_at is not None else [])
        due = [at for at in instants if at is not None]
        patience = max(min(due) - time.monotonic(), 0.0) if due else None
        ready = wait([bell, *handles], patience)
        while bell.poll():
            bell.recv_bytes()
        for worker in {id(handles[each]): handles[each] for each in ready if each in handles}.values():
            self._hear(worker)
        self._end_late()

    def dismiss(self) -> None:
        """Ends them all, idle or not; nothing is told of what they were at."""
        now = time.monotonic()
        for each in self.workers:
            each.connection.close()
            each.end(now, self.limits.grace)
        for each in self.workers:
            each.process.join(self.limits.grace)
            each.end(now + self.limits.grace, self.limits.grace)
            each.process.join()
        self.workers.clear()

    def _staff(self) -> None:
        if self.false_starts >= FALSE_STARTS:
            return
        now = time.monotonic()
        for worker in self.workers:
            if worker.is_idle and self.waiting:
                self._give(worker, now)
        starting = sum(not each.ready for each in self.workers)
        wanted = max(len(self.waiting), 0 if self.known else 1) - starting
        for _ in range(min(wanted, self.limits.processes - len(self.workers))):
            orders = child.Orders(
                self.site, frozenset(self.broken), self.limits.jobs, self.limits.resident, self.limits.data
            )
            self.workers.append(begin(multiprocessing.get_context("spawn"), orders, now, self.limits.patience))

    def _give(self, worker: Worker, now: float) -> None:
        job, seconds = self.waiting.popleft()
        try:
            worker.give(job, seconds, now)
        except OSError:  # it died idle: another takes the job
            worker.take_back()
            worker.leaving = True
            self.waiting.appendleft((job, seconds))

    def _hear(self, worker: Worker) -> None:
        """All it has said, then whether it is gone: the last word of a worker comes before its end."""
        gone = worker.process.exitcode is not None
        try:
            while worker.connection.poll():
                self._heed(worker, worker.connection.recv())
        except (EOFError, OSError):
            worker.process.join(self.limits.grace)
            gone = True
        if gone:
            self._bury(worker)

    def _heed(self, worker: Worker, said: tuple[Any, ...]) -> None:
        match said:
            case (child.LOADING, name):
                worker.loading = name
            case (child.OFFERS, actions, unusable):
                worker.ready, self.known, self.false_starts = True, True, 0
                self.learn(offers_of(actions, unusable, tuple(self.broken.values())))
            case (child.ENDED, key, ending, is_last):
                worker.take_back()
                worker.leaving = is_last
                self.tell(Ended(key, ending_of(ending)))

    def _bury(self, worker: Worker) -> None:
        if worker not in self.workers:
            return
        if worker.process.exitcode is None:  # its pipe is closed and it lives: nothing can be asked of it
            worker.end(time.monotonic(), 0)
            worker.end(time.monotonic(), 0)
        worker.process.join()
        code = worker.process.exitcode or 0
        self.workers.remove(worker)
        worker.connection.close()
        if worker.job is not None:
            ending: Ending = Died(code) if worker.ended_at is None else Overdue(worker.seconds)
            self.tell(Ended(worker.job.key, ending))
        elif not worker.ready and worker.loading:
            self.broken[worker.loading] = Broken(worker.loading, f"exit {code}")
        elif not worker.ready:
            self.false_starts += 1
            if self.false_starts >= FALSE_STARTS:
                self.fail()

    def _late_at(self, worker: Worker) -> float | None:
        if worker.ended_at is not None:
            return worker.ended_at + self.limits.grace
        return worker.ends_at if worker.job is not None or not worker.ready else None

    def _end_late(self) -> None:
        now = time.monotonic()
        for each in self.workers:
            late = self._late_at(each)
            if late is not None and now >= late:
                each.end(now, self.limits.grace)
