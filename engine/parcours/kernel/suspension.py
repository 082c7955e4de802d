"""A suspension stops clocks, not people. Contract ends and law deadlines always run."""

import datetime
from dataclasses import replace

from parcours.calendar.civil import business_days_between, working_days_between
from parcours.calendar.dates import DateRule, Reckoning, reckon, reckon_instant
from parcours.calendar.duration import Duration
from parcours.calendar.zone import end_of, start_of
from parcours.kernel import deadlines, lives
from parcours.kernel.days import reckon_rule
from parcours.kernel.turn import Turn
from parcours.model.case import Frozen, Part, Rank, Suspension, Timer
from parcours.model.deadline import WhenSuspended
from parcours.model.fact import CaseResumed, CaseSuspended, TimerArmed, TimerDisarmed, TimerFrozen

RESUME = "reprise"
_MINUTE = datetime.timedelta(minutes=1)


def begin(turn: Turn, since: datetime.date, until: datetime.date | None) -> None:
    """Stops the clocks that stop, from a day on; `until`, the last day of it, makes it end by itself."""
    turn.record(CaseSuspended(Suspension(since, until)))
    for timer in list(turn.draft.timers.values()):
        if policy(turn, timer) is not WhenSuspended.RUN and timer.day >= since:
            turn.record(TimerFrozen(Frozen(timer, since, _remaining(turn, timer, since))))
    if until is not None:
        turn.record(TimerArmed(_resumption(turn, until)))


def end(turn: Turn, on: datetime.date) -> None:
    """Starts them again. What was suspended and resumed on one day finds its own date again."""
    turn.record(CaseResumed(on))
    deadlines.disarm(turn, f"case/{RESUME}/")
    for frozen in list(turn.draft.frozen.values()):
        again = _thawed(turn, frozen, on)
        turn.record(TimerArmed(again) if again is not None else TimerDisarmed(frozen.timer.key))


def freeze_newborn(turn: Turn) -> None:
    """What was armed while the case is suspended does not run either."""
    suspension = turn.draft.suspension
    if suspension is None:
        return
    for timer in list(turn.draft.timers.values()):
        if policy(turn, timer) is not WhenSuspended.RUN:
            turn.record(TimerFrozen(Frozen(timer, turn.on, _remaining(turn, timer, turn.on))))


def policy(turn: Turn, timer: Timer) -> WhenSuspended:
    """What a suspension does to this timer; contracts, the law and recurring duties never stop."""
    if timer.occurrence or timer.part not in {Part.DO, Part.FIRE, Part.REMIND} or timer.owner.startswith("contract:"):
        return WhenSuspended.RUN
    deadline = deadlines.find(turn, timer)
    return WhenSuspended.RUN if deadline is None or deadline.law else deadline.when_suspended


def _remaining(turn: Turn, timer: Timer, since: datetime.date) -> int:
    offset = timer.reckoning.rule.offset if timer.reckoning is not None else None
    calendar = turn.world.calendar
    if offset is not None and not offset.is_civil:
        return max(0, (timer.due - start_of(since, calendar.timezone)) // _MINUTE)
    if offset is not None and offset.business_days:
        return max(0, business_days_between(since, timer.day, calendar))
    if offset is not None and offset.working_days:
        return max(0, working_days_between(since, timer.day, calendar))
    return max(0, (timer.day - since).days)


def _thawed(turn: Turn, frozen: Frozen, on: datetime.date) -> Timer | None:
    timer = frozen.timer
    if frozen.since == on:
        return timer
    if deadlines.find(turn, timer) is None or timer.reckoning is None:
        return None
    if policy(turn, timer) is WhenSuspended.RESTART:
        return _restarted(turn, timer, on)
    found = _counted(turn, _rest(timer.reckoning, frozen.remaining), on)
    return _on(turn, timer, found)


def _rest(reckoning: Reckoning, remaining: int) -> DateRule:
    """The days that remained, said as the deadline was: so that the explanation can be read."""
    if remaining == 0:
        return DateRule(roll=reckoning.rule.roll)
    offset = reckoning.rule.offset
    if offset is not None and not offset.is_civil:
        return DateRule(Duration(minutes=remaining))
    if offset is not None and offset.business_days:
        return DateRule(Duration(business_days=remaining), roll=reckoning.rule.roll)
    if offset is not None and offset.working_days:
        return DateRule(Duration(working_days=remaining), roll=reckoning.rule.roll)
    return DateRule(Duration(days=remaining), roll=reckoning.rule.roll)


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
        due=deadlines.due_of(found.due, timer.part, found, turn),
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
        due=end_of(until, calendar.timezone),
        rank=Rank.KEPT_EVENT,
        order=0,
        base=until,
        reckoning=reckon(DateRule(), until, calendar),
    )
