"""A whole run: replications until there are enough, kept as they come, told as they go."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from time import perf_counter
from typing import Final, Protocol

from parcours.simulation.measures.frame import Frame
from parcours.simulation.measures.kpis import kpis
from parcours.simulation.measures.replica import Replica
from parcours.simulation.replicating import Batch, Work, replicate
from parcours.simulation.statistics.stopping import Stopping

WATCHED: Final = ("stages.*.reached", "stages.*.days")
"""The figures that must be known well enough, unless others are asked for."""
MOST: Final = 10_000
"""Replications after which a run that waits for its intervals gives up."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is done: so many `replications`, or fewer once the figures `watched` are known within `target`.

    `target` is a half-width over a mean (0.02: 2 %); `watched` are ids of figures, `*` for any word.
    """

    replications: int
    target: float | None = None
    watched: tuple[str, ...] = WATCHED


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run is: `done` of at most `wanted` replications, with the `people` of those done since it began.

    `seconds` are those of the clock. `width` is the worst half-width of the figures watched, over its mean.
    """

    done: int
    wanted: int
    known: int
    people: int
    seconds: float
    width: float | None = None

    @property
    def people_per_second(self) -> float:
        return self.people / self.seconds if self.seconds else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds to go at this pace, None before anything is known of it."""
        fresh = self.done - self.known
        return self.seconds / fresh * (self.wanted - self.done) if fresh else None


class Keeping(Protocol):
    """Where replications are kept as they end, so that a run can be taken up again."""

    def known(self) -> Mapping[int, Replica]:
        """Those kept by a former run of the same work."""
        ...

    def keep(self, replicas: Sequence[Replica]) -> None:
        """Keeps some more, each whole or not at all."""
        ...


@dataclass(slots=True)
class Memory:
    """Keeps nothing beyond the run."""

    def known(self) -> Mapping[int, Replica]:
        return {}

    def keep(self, replicas: Sequence[Replica]) -> None:
        """The run itself remembers."""


@dataclass(frozen=True, slots=True)
class Ran:
    """Replications 0 to n - 1, in order. `reached`: the target was, or none was set.

    `seconds` of processor, for the replications this very run has done, and `people` in them; `handed` of these were
    finished by the oracle.
    """

    replicas: tuple[Replica, ...]
    seconds: float
    people: int
    reached: bool
    interrupted: bool
    handed: int = 0


def carry_out(
    work: Work,
    plan: Plan,
    frame: Frame,
    executor: Executor,
    workers: int = 1,
    keeping: Keeping | None = None,
    hear: Callable[[Progress], None] = lambda _: None,
) -> Ran:
    """Does what is missing of a plan. Interrupted from the keyboard, gives what is whole so far.

    The answer is the same whatever the number of workers and wherever a former run has stopped. Raises what the work
    and the keeping raise, and BrokenExecutor when a worker dies; what is kept stays so.
    """
    keeping = keeping or Memory()
    ledger = _Ledger(plan, frame, dict(keeping.known()))
    began = perf_counter()
    interrupted = False
    batches = replicate(work, ledger.missing, executor, workers)
    try:
        while not ledger.enough and (batch := next(batches, None)) is not None:
            keeping.keep(batch.replicas)
            ledger.take(batch)
            hear(ledger.progress(perf_counter() - began))
    except KeyboardInterrupt:
        interrupted = True
    finally:
        batches.close()
    return Ran(ledger.whole, ledger.seconds, ledger.people, ledger.reached, interrupted, ledger.handed)


@dataclass(slots=True)
class _Ledger:
    """Replications as they come in any order, judged in theirs."""

    plan: Plan
    frame: Frame
    replicas: dict[int, Replica]
    seconds: float = 0.0
    people: int = 0
    handed: int = 0
    _known: int = 0
    _judged: int = 0
    _enough_at: int | None = None
    _stopping: Stopping | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self._known = len(self.replicas)
        if self.plan.target is not None:
            self._stopping = Stopping(self.plan.target)
        self._judge()

    @property
    def missing(self) -> tuple[int, ...]:
        return tuple(number for number in range(self.plan.replications) if number not in self.replicas)

    @property
    def enough(self) -> bool:
        return self._judged == self.plan.replications or self._enough_at is not None

    @property
    def reached(self) -> bool:
        return self._stopping is None or self._enough_at is not None

    @property
    def whole(self) -> tuple[Replica, ...]:
        """Those without a gap before them, and none after enough."""
        return tuple(self.replicas[number] for number in range(self._judged))

    def take(self, batch: Batch) -> None:
        self.seconds += batch.seconds
        self.handed += batch.handed
        self.people += sum(replica.people for replica in batch.replicas)
        self.replicas |= {replica.replication: replica for replica in batch.replicas}
        self._judge()

    def progress(self, seconds: float) -> Progress:
        missing = self._stopping.missing.values() if self._stopping is not None else ()
        width = max(missing, default=None)
        return Progress(len(self.replicas), self.plan.replications, self._known, self.people, seconds, width)

    def _judge(self) -> None:
        """Takes those that follow the ones already judged."""
        while not self.enough and self._judged in self.replicas:
            replica = self.replicas[self._judged]
            self._judged += 1
            if self._stopping is not None and self._stopping.take(dict(self._watched(replica))):
                self._enough_at = self._judged

    def _watched(self, replica: Replica) -> Iterator[tuple[str, float | None]]:
        for kpi in kpis(self.frame, (replica,)):
            if any(fnmatchcase(kpi.id, pattern) for pattern in self.plan.watched):
                yield kpi.id, kpi.value(replica, self.frame)
