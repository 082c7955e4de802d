"""Duties that come back: one occurrence armed at a time, the next when it has acted."""

import datetime
from collections.abc import Iterator

from parcours.calendar.dates import DateRule, Reckoning, reckon
from parcours.calendar.period import Occurrence, next_period
from parcours.calendar.zone import end_of, instant
from parcours.kernel import actions
from parcours.kernel.deadlines import due_of, late_rungs, rung_day, with_contract
from parcours.kernel.prepare import NO_DUTIES, Recurring
from parcours.kernel.turn import Turn
from parcours.model.case import Part, Rank, Timer
from parcours.model.deadline import LateReminders, Recurrence
from parcours.model.fact import TimerArmed, TimerDisarmed, TimerPassed

_AS_IT_IS = DateRule()
_DAY = datetime.timedelta(1)


def recurring_of(turn: Turn, owner: str) -> tuple[Recurring, ...]:
    return turn.program.duties.get(owner.partition("#")[0], NO_DUTIES).recurring


def arm_next(turn: Turn, recurring: Recurring, owner: str, start: datetime.date, after: datetime.date) -> None:
    """Arms the first occurrence whose last day comes after the day `after`; none where a list of dates has ended."""
    found = next_period(recurring.recurrence.period, start, after, turn.world.calendar)
    if found is None:
        return
    for timer in _timers(turn, recurring, owner, found):
        turn.record(TimerArmed(timer))


def act(turn: Turn, timer: Timer, start: datetime.date) -> None:
    """An occurrence on its day, or one of its reminders; then the next one is armed."""
    recurring = next((each for each in recurring_of(turn, timer.owner) if each.recurrence.id == timer.name), None)
    turn.record(TimerPassed(timer.key, timer.day))
    if recurring is None:
        return
    with_contract(turn, timer.owner)
    recurrence = recurring.recurrence
    if timer.part is Part.REMIND:
        if not _enough(turn, recurrence, start, timer):
            actions.run(turn, recurrence.remind[timer.rung].do, timer.day)
        return
    if not recurrence.count:
        actions.run(turn, recurrence.do, timer.day)
    elif not _enough(turn, recurrence, start, timer):
        actions.run(turn, recurrence.otherwise, timer.day)
    arm_next(turn, recurring, timer.owner, start, timer.day)


def last_calls(turn: Turn, owner: str, on: datetime.date) -> list[Timer]:
    """Counted occurrences that close on the very day their owner ends: whole periods, still to be judged."""
    return [
        timer
        for timer in turn.draft.timers.values()
        if timer.owner == owner and timer.occurrence and timer.part is Part.DO and timer.day == on
    ]


def rearm(turn: Turn, recurring: Recurring, owner: str, start: datetime.date) -> None:
    """The calendar has changed: the occurrence to come is reckoned again."""
    armed = next(
        (
            t
            for t in turn.draft.timers.values()
            if t.owner == owner and t.name == recurring.recurrence.id and t.part is Part.DO
        ),
        None,
    )
    if armed is None:
        return
    after = max(turn.today - _DAY, start - _DAY)
    found = next_period(recurring.recurrence.period, start, after, turn.world.calendar)
    if found is not None and (found.index, found.last) == (armed.occurrence, armed.base):
        return
    for key in [key for key, t in turn.draft.timers.items() if t.owner == owner and t.name == armed.name]:
        turn.record(TimerDisarmed(key))
    arm_next(turn, recurring, owner, start, after)


def _enough(turn: Turn, recurrence: Recurrence, start: datetime.date, timer: Timer) -> bool:
    if not recurrence.count:
        return False
    found = next_period(recurrence.period, start, timer.base - _DAY, turn.world.calendar)
    if found is None:
        return False
    came = [day for day in turn.draft.counts.get(recurrence.count, ()) if found.first <= day <= found.last]
    return len(came) >= recurrence.at_least


def _timers(turn: Turn, recurring: Recurring, owner: str, found: Occurrence) -> Iterator[Timer]:
    recurrence = recurring.recurrence
    calendar = turn.world.calendar
    last = reckon(_AS_IT_IS, found.last, calendar)
    # A count closes with its period; what is merely to be done leaves with the messages of the day.
    due = (
        end_of(found.last, calendar.timezone)
        if recurrence.count
        else instant(found.last, calendar.notify_at, calendar.timezone)
    )
    yield _timer(turn, recurring, owner, found, last, Part.DO, 0, due)
    if due <= turn.now:
        return
    dated = ((rung, rung_day(turn, each, owner, found.last)) for rung, each in enumerate(recurrence.remind))
    rungs = [(rung, day, due_of(day.due, Part.REMIND, day, turn)) for rung, day in dated if day is not None]
    for rung, day, at in late_rungs(rungs, LateReminders.ONCE, turn.now):
        yield _timer(turn, recurring, owner, found, day, Part.REMIND, rung, at)


def _timer(
    turn: Turn,
    recurring: Recurring,
    owner: str,
    found: Occurrence,
    reckoning: Reckoning,
    part: Part,
    rung: int,
    due: datetime.datetime,
) -> Timer:
    return Timer(
        owner=owner,
        name=recurring.recurrence.id,
        part=part,
        occurrence=found.index,
        rung=rung,
        revision=turn.next_revision(),
        day=reckoning.due,
        due=due,
        rank=Rank.RECURRENCE if part is Part.DO else Rank.REMINDER,
        order=recurring.order,
        base=found.last,
        reckoning=reckoning,
    )
