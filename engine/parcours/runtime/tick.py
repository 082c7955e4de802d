"""Time passing: all that is due fires, case by case, in the order it is due, each in its own transaction."""

import datetime
import heapq
from dataclasses import dataclass, field
from typing import Final

from parcours.kernel.order import next_due as next_timer
from parcours.messages import Text
from parcours.model.fact import Fact
from parcours.model.step import Step
from parcours.ports import ConflictError
from parcours.runtime.engine import Engine, hold
from parcours.runtime.settle import settle
from parcours.runtime.stuck import CANNOT_MOVE, tell
from parcours.runtime.writing import caught_up, record

PAGE = 100  # cases read from the store at a time
END: Final = datetime.datetime.max.replace(tzinfo=datetime.UTC)

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
    with engine.store.reading() as reader:
        cooperatives = reader.cooperatives()
    for cae in cooperatives:
        settle(engine, cae)
    rounds = _Rounds(engine, cooperatives, engine.clock.now() if until is None else until)
    while queue := rounds.page():
        rounds.drain(queue)
    return Ticked(tuple(rounds.facts), tuple(rounds.stuck.items()))


def next_due(engine: Engine) -> datetime.datetime | None:
    """When the next thing is due, of any case: the instant to wake up at."""
    with engine.store.reading() as reader:
        instants = [due[0][0] for cae in reader.cooperatives() if (due := reader.due(cae, END, 1))]
    return min(instants, default=None)


@dataclass(slots=True)
class _Rounds:
    """One tick under way. `idle` are the cases that another process moved before us: they are left to it."""

    engine: Engine
    cooperatives: tuple[str, ...]
    until: datetime.datetime
    facts: list[Fact] = field(default_factory=list)
    stuck: dict[str, Text] = field(default_factory=dict)
    idle: set[str] = field(default_factory=set)

    def page(self) -> list[Due]:
        """The next cases that are due, earliest first, which makes them a heap."""
        left = self.idle.union(self.stuck)
        limit = PAGE + len(left)
        with self.engine.store.reading() as reader:
            pages = [[(at, cae, case) for at, case in reader.due(cae, self.until, limit)] for cae in self.cooperatives]
        # Beyond the last row of a full page there may be earlier ones than another cooperative's: those wait.
        horizon = min((page[-1][0] for page in pages if len(page) == limit), default=self.until)
        return sorted(due for page in pages for due in page if due[2] not in left and due[0] <= horizon)

    def drain(self, queue: list[Due]) -> None:
        """Fires a page; what a case has due next takes its place among the others while it is not beyond them."""
        horizon = queue[-1][0]
        while queue:
            at, cae, case = heapq.heappop(queue)
            done = self._fired(at, cae, case)
            if done is None or not done.facts:
                continue
            self.facts += done.facts
            following = next_timer(done.case.timers, horizon)
            if following is not None:
                heapq.heappush(queue, (following.due, cae, case))

    def _fired(self, at: datetime.datetime, cae: str, case: str) -> Step | None:
        try:
            done = _fire(self.engine, case, at)
        except ConflictError:
            self.idle.add(case)
            return None
        except CANNOT_MOVE as error:
            self.stuck[case] = error.text
            with self.engine.store.transaction() as transaction:
                tell(transaction, cae, case, error.text, self.engine.clock.now())
            return None
        if not done.facts:
            self.idle.add(case)
        return done


def _fire(engine: Engine, case: str, at: datetime.datetime) -> Step:
    with engine.store.transaction() as transaction:
        held = hold(engine, transaction, case, engine.clock.now())
        done = caught_up(held, at)
        others = record(transaction, held.case, done)
    if others:
        settle(engine, done.case.cae)
    return done
