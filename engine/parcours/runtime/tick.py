"""Time passing: all that is due fires, case by case, in the order it is due, each in its own transaction."""

import datetime
import heapq
from dataclasses import dataclass

from parcours.errors import BugError, DefinitionError, StoreDamagedError
from parcours.messages import Text
from parcours.model.case import Case
from parcours.model.fact import Fact
from parcours.ports import ConflictError
from parcours.runtime.engine import Engine, hold
from parcours.runtime.refusals import RunawayError
from parcours.runtime.settle import settle
from parcours.runtime.writing import caught_up, record

PAGE = 100  # cases read from the store at a time
STUCK = "stuck"

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
    until = engine.clock.now() if until is None else until
    facts: list[Fact] = []
    stuck: dict[str, Text] = {}
    with engine.store.reading() as reader:
        cooperatives = reader.cooperatives()
    for cae in cooperatives:
        settle(engine, cae)
    while queue := _due(engine, cooperatives, until, stuck):
        _drain(engine, queue, until, facts, stuck)
    return Ticked(tuple(facts), tuple(stuck.items()))


def next_due(engine: Engine) -> datetime.datetime | None:
    """When the next thing is due, of any case: the instant to wake up at."""
    with engine.store.reading() as reader:
        instants = [due[0][0] for cae in reader.cooperatives() if (due := reader.due(cae, _END, 1))]
    return min(instants, default=None)


_END = datetime.datetime.max.replace(tzinfo=datetime.UTC)


def _due(engine: Engine, cooperatives: tuple[str, ...], until: datetime.datetime, stuck: dict[str, Text]) -> list[Due]:
    limit = PAGE + len(stuck)
    with engine.store.reading() as reader:
        pages = [[(at, cae, case) for at, case in reader.due(cae, until, limit)] for cae in cooperatives]
    # Beyond the last row of a full page there may be earlier ones than another cooperative's: those wait.
    horizon = min((page[-1][0] for page in pages if len(page) == limit), default=until)
    return sorted(due for page in pages for due in page if due[2] not in stuck and due[0] <= horizon)


def _drain(
    engine: Engine, queue: list[Due], until: datetime.datetime, facts: list[Fact], stuck: dict[str, Text]
) -> None:
    horizon = queue[-1][0]
    while queue:
        at, cae, case = heapq.heappop(queue)
        if case in stuck:
            continue
        try:
            moved, made = _fire(engine, case, at)
        except ConflictError:
            continue  # another process moved it: the next page says where it stands
        except (BugError, DefinitionError, RunawayError, StoreDamagedError) as error:
            stuck[case] = error.text
            _tell(engine, cae, case, error.text)
            continue
        facts += made
        following = min((timer.due for timer in moved.timers.values()), default=None)
        if following is not None and following <= min(horizon, until):
            heapq.heappush(queue, (following, cae, case))


def _fire(engine: Engine, case: str, at: datetime.datetime) -> tuple[Case, tuple[Fact, ...]]:
    with engine.store.transaction() as transaction:
        held = hold(engine, transaction, case, engine.clock.now())
        done = caught_up(held, at)
        if not done.facts:
            raise BugError(Text("Une échéance du {at} est due et ne se laisse pas jouer.", at=at))
        others = record(transaction, held.case, done)
    if others:
        settle(engine, done.case.cae)
    return done.case, done.facts


def _tell(engine: Engine, cae: str, case: str, text: Text) -> None:
    """Once: the incident stays open until somebody has looked."""
    with engine.store.transaction() as transaction:
        known = any(
            each.kind == STUCK and each.subject == case and each.resolved_at is None
            for each in transaction.incidents(cae)
        )
        if not known:
            transaction.open_incident(cae, STUCK, case, text.render(), engine.clock.now())
