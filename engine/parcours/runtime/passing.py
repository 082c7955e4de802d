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
    at = min(until, clock.now())
    done = tick(engine, at)
    stopped = Stopped(clock.now())
    later = replace(engine, clock=stopped)
    while (coming := next_due(engine, at)) is not None and coming <= until:
        at = coming
        stopped.instant = max(at, stopped.instant)
        made = tick(later, at)
        done = Ticked(done.facts + made.facts, (*done.stuck, *(each for each in made.stuck if each not in done.stuck)))
    return done
