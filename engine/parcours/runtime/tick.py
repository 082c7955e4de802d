"""Time passing: all that is due fires, case by case, in the order it is due, many cases a transaction."""

import datetime
import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from parcours.kernel.order import next_due as next_timer
from parcours.messages import Text
from parcours.model.fact import Fact
from parcours.model.step import Step
from parcours.ports import ConflictError, Transaction
from parcours.runtime.engine import Engine, hold
from parcours.runtime.reissues import reissued
from parcours.runtime.settle import settle
from parcours.runtime.stuck import CANNOT_MOVE, tell
from parcours.runtime.writing import caught_up, record, silenced

PAGE = 1000  # cases read from the store at a time
BATCH = 100  # steps written in one transaction: more would keep others waiting, fewer cost a commit each

Due = tuple[datetime.datetime, str, str]  # instant, cooperative, case


@dataclass(frozen=True, slots=True)
class Ticked:
    """The facts that time has made, in the order they were recorded, and the cases it could not move, with why."""

    facts: tuple[Fact, ...] = ()
    stuck: tuple[tuple[str, Text], ...] = ()


def tick(engine: Engine, until: datetime.datetime | None = None) -> Ticked:
    """Fires all that is due by `until` (now, unless said).

    A case that cannot move becomes an incident and is left where it is: the others go on.
    """
    batches = tuple(passing(engine, engine.clock.now() if until is None else until))
    facts = tuple(fact for batch in batches for fact in batch.facts)
    return Ticked(facts, tuple(each for batch in batches for each in batch.stuck))


def passing(engine: Engine, until: datetime.datetime) -> Iterator[Ticked]:
    """The same, a transaction at a time: what has been given is written, and whoever stops asking stops it."""
    with engine.store.reading() as reader:
        cooperatives = reader.cooperatives()
    for cae in cooperatives:
        settle(engine, cae)
    rounds = _Rounds(engine, cooperatives, until)
    while queue := rounds.page():
        yield from rounds.drain(queue)


def next_due(engine: Engine, after: datetime.datetime | None = None) -> datetime.datetime | None:
    """When the next thing is due, of any case, later than `after`: the instant to wake up at.

    After a tick, what is still due by then could not be moved, or is being moved by another process.
    """
    with engine.store.reading() as reader:
        instants = [reader.next_due(cae, after) for cae in reader.cooperatives()]
    return min((each for each in instants if each is not None), default=None)


@dataclass(slots=True)
class _Batch:
    """What one transaction has done; `unsettled` are the cooperatives where other cases must follow at once."""

    facts: list[Fact] = field(default_factory=list)
    stuck: dict[str, Text] = field(default_factory=dict)
    idle: set[str] = field(default_factory=set)
    unsettled: set[str] = field(default_factory=set)
    seen: list[str] = field(default_factory=list)
    held: frozenset[str] = frozenset()

    @property
    def full(self) -> bool:
        return len(self.seen) >= BATCH or bool(self.unsettled)


@dataclass(slots=True)
class _Rounds:
    """One tick under way. `left` are the cases it leaves: stuck, or in the hands of another process."""

    engine: Engine
    cooperatives: tuple[str, ...]
    until: datetime.datetime
    left: set[str] = field(default_factory=set)

    def page(self) -> list[Due]:
        """The next cases that are due, earliest first, which makes them a heap."""
        limit = PAGE + len(self.left)
        with self.engine.store.reading() as reader:
            pages = [[(at, cae, case) for at, case in reader.due(cae, self.until, limit)] for cae in self.cooperatives]
        # Beyond the last row of a full page there may be earlier ones than another cooperative's: those wait.
        horizon = min((page[-1][0] for page in pages if len(page) == limit), default=self.until)
        return sorted(due for page in pages for due in page if due[2] not in self.left and due[0] <= horizon)

    def drain(self, queue: list[Due]) -> Iterator[Ticked]:
        """Fires a page, a batch at a time."""
        horizon = queue[-1][0]
        while queue:
            batch = _Batch()
            try:
                with self.engine.store.transaction() as transaction:
                    self._fill(batch, transaction, queue, horizon)
            except ConflictError:  # at the last moment: nothing of the batch was kept
                self.left.update(batch.seen)
                continue
            self.left.update(batch.idle, batch.stuck)
            for cae in batch.unsettled:
                settle(self.engine, cae)
            yield Ticked(tuple(batch.facts), tuple(batch.stuck.items()))

    def _fill(self, batch: _Batch, transaction: Transaction, queue: list[Due], horizon: datetime.datetime) -> None:
        """What a case has due next takes its place among the others while it is not beyond the page."""
        batch.held = transaction.try_lock_cases([case for _, _, case in heapq.nsmallest(BATCH, queue)])
        while queue and not batch.full:
            due = heapq.heappop(queue)
            _, cae, case = due
            batch.seen.append(case)
            done = self._fired(batch, transaction, due)
            if done is None:
                continue
            batch.facts += done.facts
            following = next_timer(done.case.timers, horizon)
            if following is not None:
                heapq.heappush(queue, (following.due, cae, case))

    def _fired(self, batch: _Batch, transaction: Transaction, due: Due) -> Step | None:
        """The step of one case, written; None where there was none to make. No other case suffers from it."""
        _, cae, case = due
        try:
            with transaction.savepoint():
                done = self._moved(batch, transaction, due)
        except ConflictError:
            done = None
        except CANNOT_MOVE as error:
            batch.stuck[case] = error.text
            tell(transaction, cae, case, error.text, self.engine.clock.now())
            return None
        if done is None:
            batch.idle.add(case)
        return done

    def _moved(self, batch: _Batch, transaction: Transaction, due: Due) -> Step | None:
        at, cae, case = due
        if case not in batch.held:
            return None  # another node holds the person, and fires the case itself
        held = hold(self.engine, transaction, case, self.engine.clock.now())
        done = reissued(held, caught_up(held, at))
        if not done.facts:
            return None
        if record(transaction, held.case, silenced(transaction, done)):
            batch.unsettled.add(cae)
        return done
