"""How long the file of a case that has ended is kept: timers of the case itself, moved with the last contact."""

import datetime
from collections.abc import Container
from dataclasses import replace
from typing import Final

from parcours.calendar.duration import DAYS_IN_A_MONTH
from parcours.kernel import clocks
from parcours.kernel.days import reckon_rule
from parcours.kernel.draft import Draft
from parcours.kernel.roots import CONTACT, WORLD
from parcours.kernel.turn import Turn
from parcours.model.case import Case, Part, Rank, Timer
from parcours.model.change import TimerArmed
from parcours.model.workflow import Retention, Stage, Workflow

OWNER = "case"
ENTERED: Final = "stage.entered_on"
ERASES: Final = frozenset({"erase", "anonymise"})


def final_stage(turn: Turn) -> Stage | None:
    """The final stage the case has ended in; None while it runs, or once it was closed out of turn."""
    stage = turn.program.workflow.stages.get(turn.draft.stage) if turn.draft.ended_on is not None else None
    return stage if stage is not None and stage.final else None


def rungs(workflow: Workflow, case: Case | Draft) -> tuple[Retention, ...]:
    """What is said of a case that ended where this one did.

    Of one closed out of turn nothing is said: who ever signed a contract is kept as long as the file keeps anybody,
    who never did as short.
    """
    stage = workflow.stages.get(case.stage)
    if stage is not None and stage.final:
        return stage.retention
    said = [each.retention for each in workflow.stages.values() if each.retention]
    return (max if case.contracts else min)(said, key=_length, default=())


def source(workflow: Workflow, case: Case, timer: Timer) -> str:
    """What the file gives as the reason for a retention, empty when it gives none."""
    said = rungs(workflow, case)
    return said[timer.rung].source if timer.rung < len(said) else ""


def arm(turn: Turn) -> None:
    """Arms what is said of where it has ended, or moves it if its day has moved since."""
    ended_on = turn.draft.ended_on
    if ended_on is None:
        return
    for rung, retention in enumerate(rungs(turn.program.workflow, turn.draft)):
        timer = _timer(turn, rung, retention, ended_on)
        if timer is None:
            continue
        armed, passed = turn.draft.timers.get(timer.key), turn.draft.passed.get(timer.key)
        if (armed is None or armed.day != timer.day) and (passed is None or passed < timer.day):
            turn.record(TimerArmed(timer, armed.day if armed is not None else None))


def reconsider(turn: Turn, touched: Container[str]) -> None:
    if WORLD in touched or CONTACT in touched:
        arm(turn)


def _length(retention: tuple[Retention, ...]) -> float:
    """How long all of it takes, months made days: only to tell which is longer."""
    offsets = [each.rule.offset for each in retention if each.rule.offset is not None]
    return max((each.months * DAYS_IN_A_MONTH + each.days for each in offsets), default=0.0)


def _timer(turn: Turn, rung: int, retention: Retention, ended_on: datetime.date) -> Timer | None:
    # The stage that the rule was written for is entered the day the case ends; one closed out of turn never enters it.
    rule = replace(retention.rule, of="") if retention.rule.of == ENTERED else retention.rule
    found = reckon_rule(turn, rule, OWNER, ended_on)
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
