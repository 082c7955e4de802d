"""A suspension stops clocks, not people. Contract ends and law deadlines always run."""

import datetime
from dataclasses import replace

from parcours.calendar.dates import DateRule, Reckoning, reckon, reckon_instant
from parcours.calendar.zone import start_of
from parcours.kernel import clocks, deadlines, lives
from parcours.kernel.days import reckon_rule
from parcours.kernel.turn import Turn
from parcours.model.case import Frozen, Part, Rank, Suspension, Timer
from parcours.model.change import CaseResumed, CaseSuspended, TimerArmed, TimerDisarmed, TimerFrozen
from parcours.model.deadline import WhenSuspended

RESUME = "reprise"
_STOPPED = frozenset({Part.DO, Part.FIRE, Part.REMIND})


def begin(turn: Turn, since: datetime.date, until: datetime.date | None) -> None:
    """Stops the clocks that stop, from a day on; `until`, the last day of it, makes it end by itself."""
    turn.record(CaseSuspended(Suspension(since, until)))
    for timer in list(turn.draft.timers.values()):
        if policy(turn, timer) is not WhenSuspended.RUN:
            first = max(since, lives.birth_of(turn, timer.owner) or since)
            turn.record(TimerFrozen(Frozen(timer, first, clocks.remaining(turn.world.calendar, timer, first))))
    if until is not None:
        turn.record(TimerArmed(_resumption(turn, until)))


def end(turn: Turn, on: datetime.date) -> None:
    """Starts them again. What was suspended and resumed on one day finds its own date again."""
    turn.record(CaseResumed(on))
    deadlines.disarm(turn, f"case/{RESUME}/")
    for frozen in list(turn.draft.frozen.values()):
        again = _thawed(turn, frozen, on)
        turn.record(
            TimerArmed(again, frozen.timer.day)
            if again is not None
            else TimerDisarmed(frozen.timer.key, frozen.timer.day)
        )


def policy(turn: Turn, timer: Timer) -> WhenSuspended:
    """What a suspension does to this timer; contracts, the law and recurring duties never stop."""
    deadline = deadlines.find(turn, timer) if timer.part in _STOPPED and not timer.occurrence else None
    return clocks.when_suspended(deadline, timer.owner) if deadline is not None else WhenSuspended.RUN


def _thawed(turn: Turn, frozen: Frozen, on: datetime.date) -> Timer | None:
    timer = frozen.timer
    if frozen.since >= on:
        return timer
    if timer.reckoning is None:
        return None
    if policy(turn, timer) is WhenSuspended.RESTART:
        return _restarted(turn, timer, on)
    return _on(turn, timer, clocks.rest(turn.world.calendar, timer.reckoning, frozen.remaining, on))


def _restarted(turn: Turn, timer: Timer, on: datetime.date) -> Timer | None:
    """The whole delay again from the day of resumption; a rung keeps its distance to its deadline."""
    deadline = deadlines.find(turn, timer)
    birth = lives.birth_of(turn, timer.owner)
    if deadline is None or birth is None:
        return None
    rule = deadline.rule
    if rule.of not in {"", "stage.entered_on"}:
        found = reckon_rule(turn, rule, timer.owner, birth)
    else:
        found = _counted(turn, rule, on)
    if found is not None and timer.part is Part.REMIND:
        found = deadlines.rung_day(turn, deadline.remind[timer.rung], timer.owner, found.due)
    return _on(turn, timer, found) if found is not None else None


def _counted(turn: Turn, rule: DateRule, on: datetime.date) -> Reckoning:
    calendar = turn.world.calendar
    if not rule.is_civil:
        return reckon_instant(rule, start_of(on, calendar.timezone), calendar)
    return reckon(rule, on, calendar)


def _on(turn: Turn, timer: Timer, found: Reckoning) -> Timer:
    return replace(
        timer,
        day=found.due,
        due=clocks.due_of(turn.world.calendar, timer.part, found),
        revision=turn.next_revision(),
        reckoning=found,
    )


def _resumption(turn: Turn, until: datetime.date) -> Timer:
    calendar = turn.world.calendar
    return Timer(
        owner="case",
        name=RESUME,
        part=Part.RESUME,
        occurrence=0,
        rung=0,
        revision=turn.next_revision(),
        day=until,
        due=clocks.acts_at(calendar, Part.RESUME, until),
        rank=Rank.KEPT_EVENT,
        order=0,
        base=until,
        reckoning=reckon(DateRule(), until, calendar),
    )
