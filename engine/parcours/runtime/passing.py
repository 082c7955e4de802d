"""Time passing up to an instant, each thing at its own moment, as if the engine had run all along."""

import datetime
from dataclasses import dataclass, replace

from parcours.ports import Clock
from parcours.runtime.engine import Engine
from parcours.runtime.tick import Ticked, next_due, tick


@dataclass(slots=True)
class Stopped:
    """A clock that stands where it is put."""

    instant: datetime.datetime

    def now(self) -> datetime.datetime:
        return self.instant


def pass_time(engine: Engine, until: datetime.datetime) -> Ticked:
    """Fires all that is due by `until`; what is still to come today is fired at its own instant, not before.

    A case that cannot move is left where it is, and what it has due is not waited for.
    """
    clock: Clock = engine.clock
    done = tick(engine, min(until, clock.now()))
    stopped = Stopped(clock.now())
    later = replace(engine, clock=stopped)
    while not done.stuck and (at := next_due(engine)) is not None and at <= until:
        stopped.instant = max(at, stopped.instant)
        made = tick(later, at)
        if not made.facts and not made.stuck:
            break  # somebody else is firing it
        done = Ticked(done.facts + made.facts, done.stuck + made.stuck)
    return done
