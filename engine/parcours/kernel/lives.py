"""Births and deaths: what a stage, a contract or a track arms when it begins, and what goes with it."""

import datetime
from collections.abc import Iterator
from dataclasses import replace

from parcours.kernel import clocks, deadlines, flags, recurrences, retention
from parcours.kernel.actions import reconsider_tasks
from parcours.kernel.roots import WORLD
from parcours.kernel.turn import Turn
from parcours.model.case import ContractStatus, Rank, Timer
from parcours.model.change import OwnerDied, TimerArmed

_DAY = datetime.timedelta(1)


def stage_owner(turn: Turn) -> str:
    return f"stage:{turn.draft.stage}#{turn.draft.visit}"


def bear(turn: Turn, owner: str, birth: datetime.date, since: datetime.date | None = None) -> None:
    """Arms all that lives with an owner; its recurrences ask nothing of days before `since`."""
    own = turn.program.duties_of(owner)
    for watched in own.watched:
        deadlines.arm(turn, watched, owner, birth)
    turn.born[owner] = turn.count
    after = max(since or birth, turn.today if turn.silent else datetime.date.min) - _DAY
    for recurring in own.recurring:
        recurrences.arm_next(turn, recurring, owner, birth, after)


def bury(turn: Turn, owner: str, last: datetime.date, *, for_good: bool = True) -> None:
    """Ends an owner on its last day, judging first the periods that close that very day."""
    called = recurrences.last_calls(turn, owner, last)
    birth = birth_of(turn, owner) if called else None
    for timer in called:
        recurrences.act(turn, timer, birth or timer.day)
    flags.bury(turn, owner)
    turn.record(OwnerDied(owner, for_good))


def living(turn: Turn) -> Iterator[tuple[str, datetime.date]]:
    """Every owner alive, with the day it was born. A case closed out of turn stands at a stage that is dead."""
    draft = turn.draft
    if draft.stage and draft.entered_on is not None and (draft.ended_on is None or retention.final_stage(turn)):
        yield stage_owner(turn), draft.entered_on
    for state in draft.contracts.values():
        if state.status is ContractStatus.RUNNING:
            yield state.owner, state.starts_on
    for track in draft.tracks.values():
        if track.running:
            yield f"track:{track.track}#0", track.started_on
            yield f"track:{track.track}.{track.stage}#{track.visit}", track.entered_on


def birth_of(turn: Turn, owner: str) -> datetime.date | None:
    return next((birth for alive, birth in living(turn) if alive == owner), None)


def reconsider(turn: Turn) -> None:
    """Reckons again every date that depends on something this turn has touched."""
    while turn.touched:
        touched, born = turn.take_touched()
        everything = WORLD in touched
        if not everything and turn.program.roots.isdisjoint(touched):
            return
        for owner, birth in list(living(turn)):
            own = turn.program.duties_of(owner)
            for watched in own.watched:
                # What was touched before an owner was born is what it was armed with.
                since = born.get(owner, 0)
                if everything or any(touched.get(root, 0) > since for root in watched.roots):
                    deadlines.arm(turn, watched, owner, birth)
            if everything:
                for recurring in own.recurring:
                    recurrences.rearm(turn, recurring, owner, birth)
        retention.reconsider(turn, touched)
        reconsider_tasks(turn, touched)
        if everything:
            _rebuild_instants(turn)


def _rebuild_instants(turn: Turn) -> None:
    """The civil day is the truth: a new zone, or another hour for messages, only moves the instant beside it."""
    for timer in list(turn.draft.timers.values()):
        in_hours = timer.reckoning is not None and timer.reckoning.moment is not None
        due = (
            timer.due
            if in_hours
            else clocks.acts_at(turn.world.calendar, timer.part, timer.day, closes=_counts(turn, timer))
        )
        if due != timer.due:
            turn.record(TimerArmed(replace(timer, due=due, revision=turn.next_revision()), timer.day))


def _counts(turn: Turn, timer: Timer) -> bool:
    recurring = recurrences.find(turn, timer) if timer.rank is Rank.RECURRENCE else None
    return recurring is not None and bool(recurring.recurrence.count)
