"""Time passing: all that a case has due, fired in the one order. Daemon, simulator, tests and forecasts call this."""

import datetime

from parcours.kernel import order, timers
from parcours.kernel.prepare import Program
from parcours.kernel.turn import Turn
from parcours.model.case import Case
from parcours.model.step import Step
from parcours.model.world import World


def advance(
    program: Program, case: Case, world: World, until: datetime.datetime, now: datetime.datetime | None = None
) -> Step:
    """Everything due by `until`, each thing with its own effective day.

    Facts are dated at each due instant, or all at `now` when the engine catches up after having been away: then
    each deadline's `late_reminders` says which missed reminders are still worth saying. Raises timers.Runaway.
    """
    if order.next_due(case.timers, until) is None:
        return Step(case, ())
    turn = Turn(program, case, world, now if now is not None else until)
    timers.settle(turn, until, virtual=now is None)
    return turn.finish()
