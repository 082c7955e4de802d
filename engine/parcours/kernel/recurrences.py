"""Duties that come back: one occurrence armed at a time, the next when it has acted."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from parcours.calendar.dates import DateRule, Reckoning, reckon
from parcours.calendar.period import Occurrence, next_period
from parcours.kernel import actions, clocks
from parcours.kernel.deadlines import acts_on, ladder, late_rungs, with_contract
from parcours.kernel.prepare import Recurring
from parcours.kernel.turn import Turn
from parcours.model.case import Part, Rank, Timer
from parcours.model.change import TimerArmed, TimerDisarmed, TimerPassed
from parcours.model.deadline import LateReminders, Recurrence

_AS_IT_IS: Final = DateRule()
_DAY: Final = datetime.timedelta(1)


def find(turn: Turn, timer: Timer) -> Recurring | None:
    """The duty a timer was armed for; None if the rules no longer have it."""
    recurring = turn.program.duties_of(timer.owner).recurring
    return next((each for each in recurring if each.recurrence.id == timer.name), None)


def arm_next(turn: Turn, recurring: Recurring, owner: str, start: datetime.date, after: datetime.date) -> None:
    """Arms the first occurrence whose last day comes after the day `after`; none where a list of dates has ended."""
    found = next_period(recurring.recurrence.period, start, after, turn.world.calendar)
    if found is None:
        return
    for timer in _timers(turn, recurring, owner, found):
        # On a takeover, nothing is said of what is past.
        if not (turn.silent and timer.part is Part.REMIND and timer.due <= turn.now):
            turn.record(TimerArmed(timer))


def act(turn: Turn, timer: Timer, start: datetime.date) -> None:
    """An occurrence on its day, or one of its reminders; then the next one is armed."""
    recurring = find(turn, timer)
    turn.record(TimerPassed(timer.key, timer.day))
    if recurring is None:
        return
    with_contract(turn, timer.owner)
    recurrence = recurring.recurrence
    if timer.part is Part.REMIND:
        if not _enough(turn, recurrence, start, timer):
            actions.run(turn, recurrence.remind[timer.rung].do, acts_on(turn, timer))
        return
    if not recurrence.count:
        actions.run(turn, recurrence.do, timer.day)
    elif not _enough(turn, recurrence, start, timer):
        actions.run(turn, recurrence.otherwise, timer.day)
    arm_next(turn, recurring, timer.owner, start, timer.day)


def last_calls(turn: Turn, owner: str, on: datetime.date) -> list[Timer]:
    """Occurrences that close on the very day their owner ends: whole periods, still to be judged."""
    return [
        timer
        for timer in turn.draft.timers.values()
        if timer.owner == owner and timer.occurrence and timer.part is Part.DO and timer.day == on
    ]


def rearm(turn: Turn, recurring: Recurring, owner: str, start: datetime.date) -> None:
    """The calendar has changed: the occurrence to come is reckoned again, or found at last in a longer list."""
    mine = [t for t in turn.draft.timers.values() if t.owner == owner and t.name == recurring.recurrence.id]
    mine = [timer for timer in mine if timer.occurrence]
    armed = next((timer for timer in mine if timer.part is Part.DO), None)
    # What closed today may have acted already: today is asked again only of the occurrence still armed for it.
    after = max(start - _DAY, turn.today if armed is None else min(turn.today, armed.day - _DAY))
    found = next_period(recurring.recurrence.period, start, after, turn.world.calendar)
    if armed is not None and found is not None and (found.index, found.last) == (armed.occurrence, armed.base):
        return
    for timer in mine:
        turn.record(TimerDisarmed(timer.key, timer.day))
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
    recurrence, calendar = recurring.recurrence, turn.world.calendar
    last = reckon(_AS_IT_IS, found.last, calendar)
    # A count closes with its period; what is merely to be done leaves with the messages of the day.
    due = clocks.acts_at(calendar, Part.DO, found.last, closes=bool(recurrence.count))
    occurrence = _timer(turn, recurring, owner, found, last, due)
    yield occurrence
    if due <= turn.now:
        return
    for rung, day, at in late_rungs(ladder(turn, recurrence.remind, owner, found.last), LateReminders.ONCE, turn.now):
        yield replace(
            occurrence,
            part=Part.REMIND,
            rung=rung,
            revision=turn.next_revision(),
            day=day.due,
            due=at,
            rank=Rank.REMINDER,
            reckoning=day,
        )


def _timer(
    turn: Turn, recurring: Recurring, owner: str, found: Occurrence, last: Reckoning, due: datetime.datetime
) -> Timer:
    return Timer(
        owner=owner,
        name=recurring.recurrence.id,
        part=Part.DO,
        occurrence=found.index,
        rung=0,
        revision=turn.next_revision(),
        day=last.due,
        due=due,
        rank=Rank.RECURRENCE,
        order=recurring.order,
        base=found.last,
        reckoning=last,
    )
