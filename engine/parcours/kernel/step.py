"""The one pure function that moves a case: no clock, no chance, no disk. Give it a case and an act, it answers."""

import datetime
from collections.abc import Callable
from typing import Any, Final

from parcours.kernel import adopt, edits, events, reports, revoke, tasks, timers
from parcours.kernel.prepare import Program
from parcours.kernel.turn import Turn
from parcours.messages import Text
from parcours.model import step as acts
from parcours.model.case import Case
from parcours.model.step import Act, Layer, Reason, Refusal, Step
from parcours.model.world import World


def step(program: Program, case: Case, act: Act, world: World, now: datetime.datetime) -> Step | Refusal:
    """What `act` does to `case` at the instant `now` (UTC), and all that is due at once because of it.

    Deterministic in its arguments, all of which stay as they were. All or nothing: a refusal changes nothing.
    """
    turn = Turn(program, case, world, now)
    refusal = _ACTS[type(act)](turn, act)
    if refusal is not None:
        return refusal
    if isinstance(act, acts.Revoke | acts.Reissue):
        # What people did since a mistake may be sent again, at its own moment: time passes once that is done. And
        # paper arms nothing: it is asked for by a step that has done all there was to do.
        return turn.finish()
    try:
        timers.settle(turn, now, virtual=False)
    except timers.Runaway as runaway:
        text = Text(
            "Le parcours tourne en rond : plus de cent effets au même instant (« {timer} »).", timer=runaway.timer.name
        )
        return Refusal(Layer.RUNAWAY, (Reason("runaway", text),))
    return turn.finish()


def _fire(turn: Turn, act: acts.Fire) -> None:
    timers.fire(turn, act.timer)


_ACTS: Final[dict[type, Callable[[Turn, Any], Refusal | None]]] = {
    acts.Send: events.send,
    acts.Fire: _fire,
    acts.MarkDone: tasks.mark_done,
    acts.Undo: tasks.undo,
    acts.Edit: edits.edit,
    acts.Withdraw: edits.withdraw,
    acts.Close: edits.close,
    acts.Assign: edits.assign,
    acts.Revoke: revoke.revoke,
    acts.Adopt: adopt.adopt,
    acts.WorldChanged: edits.world_changed,
    acts.Report: reports.report,
    acts.Reissue: reports.reissue,
}
