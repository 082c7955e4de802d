"""One worker process, as seen by who keeps it."""

import os
import signal
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess

from parcours.adapters.workers.child import Orders, serve
from parcours.plugin import Job


@dataclass(slots=True)
class Worker:
    """`ends_at` is on the monotonic clock: of its job, or of its start while it is not `ready`.

    `loading` names the plugin it is at; `ended_at` is when it was asked to end, which it must within a grace.
    """

    process: SpawnProcess
    connection: Connection
    ends_at: float
    loading: str = ""
    ready: bool = False
    leaving: bool = False
    job: Job | None = None
    seconds: float = 0.0
    began_at: float = 0.0
    ended_at: float | None = None

    def give(self, job: Job, seconds: float, now: float) -> None:
        self.job, self.seconds, self.began_at, self.ends_at = job, seconds, now, now + seconds
        self.connection.send(job)

    def take_back(self) -> None:
        self.job = None

    @property
    def is_idle(self) -> bool:
        return self.ready and self.job is None and not self.leaving and self.ended_at is None

    def end(self, now: float, grace: float) -> None:
        """Asks it to end; insists once the grace is over."""
        if self.ended_at is None:
            self.ended_at = now
            self._signal(signal.SIGTERM)
        elif now >= self.ended_at + grace:
            self._signal(signal.SIGKILL)

    def _signal(self, which: signal.Signals) -> None:
        pid = self.process.pid
        if pid is None or self.process.exitcode is not None:
            return
        with suppress(ProcessLookupError):  # it has just ended by itself
            if self.ready:  # it leads its own group by then
                os.killpg(pid, which)
            else:
                os.kill(pid, which)


def begin(context: SpawnContext, orders: Orders, now: float, patience: float) -> Worker:
    """A new worker, whose plugins must be loaded within `patience` seconds."""
    here, there = context.Pipe()
    process = context.Process(target=serve, args=(there, orders), name="parcours-worker", daemon=True)
    process.start()
    there.close()
    return Worker(process, here, now + patience)
