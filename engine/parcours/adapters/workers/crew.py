"""The workers themselves, in the hands of one thread: given jobs, heard, ended when they are late, replaced."""

import multiprocessing
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, Final

from parcours.adapters.workers import child
from parcours.adapters.workers.process import Worker, begin
from parcours.adapters.workers.wire import ending_of, offers_of
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


USUAL: Final = Limits()


@dataclass(slots=True)
class Crew:
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
        """Waits for a word, an end, or the next instant that something is late."""
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
        until = now + self.limits.grace
        for each in self.workers:
            each.process.join(max(until - time.monotonic(), 0.0))
        for each in self.workers:
            each.end(until, self.limits.grace)
            each.process.join()
        self.workers.clear()

    def give(self, *, may_begin: bool) -> None:
        """Jobs that wait go to idle workers, and to new ones if any may begin."""
        now = time.monotonic()
        for worker in self.workers:
            if worker.is_idle and self.waiting:
                self._give(worker, now)
        if not may_begin or self.false_starts >= FALSE_STARTS:
            return
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
                self.tell(Ended(key, ending_of(ending), time.monotonic() - worker.began_at))

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
            self.tell(Ended(worker.job.key, ending, time.monotonic() - worker.began_at))
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
