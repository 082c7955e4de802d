"""How long the file of a case that has ended is kept: timers of the case itself, moved with the last contact."""

import datetime
from collections.abc import Container

from parcours.kernel import clocks
from parcours.kernel.days import reckon_rule
from parcours.kernel.roots import CONTACT, WORLD
from parcours.kernel.turn import Turn
from parcours.model.case import Part, Rank, Timer
from parcours.model.change import TimerArmed
from parcours.model.workflow import Retention, Stage

OWNER = "case"


def final_stage(turn: Turn) -> Stage | None:
    """The final stage the case has ended in; None while it runs, or once it was closed out of turn."""
    stage = turn.program.workflow.stages.get(turn.draft.stage) if turn.draft.ended_on is not None else None
    return stage if stage is not None and stage.final else None


def arm(turn: Turn) -> None:
    """Arms what its final stage says, or moves it if its day has moved since."""
    stage, ended_on = final_stage(turn), turn.draft.ended_on
    if stage is None or ended_on is None:
        return
    for rung, retention in enumerate(stage.retention):
        timer = _timer(turn, rung, retention, ended_on)
        if timer is None:
            continue
        armed, passed = turn.draft.timers.get(timer.key), turn.draft.passed.get(timer.key)
        if (armed is None or armed.day != timer.day) and (passed is None or passed < timer.day):
            turn.record(TimerArmed(timer, armed.day if armed is not None else None))


def reconsider(turn: Turn, touched: Container[str]) -> None:
    if WORLD in touched or CONTACT in touched:
        arm(turn)


def _timer(turn: Turn, rung: int, retention: Retention, ended_on: datetime.date) -> Timer | None:
    found = reckon_rule(turn, retention.rule, OWNER, ended_on)
    if found is None:
        return None
    return Timer(
        owner=OWNER,
        name=retention.then,
        part=Part.RETENTION,
        occurrence=0,
        rung=rung,
        revision=turn.next_revision(),
        day=found.due,
        due=clocks.due_of(turn.world.calendar, Part.RETENTION, found),
        rank=Rank.DEADLINE,
        order=rung,
        base=found.due,
        reckoning=found,
    )
