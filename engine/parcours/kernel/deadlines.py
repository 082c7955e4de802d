"""Deadlines: armed when their owner is born, moved when their day moves, acting once for each day."""

import datetime
import sys
from collections.abc import Iterable, Iterator

from parcours.calendar.dates import Reckoning, reckon
from parcours.calendar.zone import local_day
from parcours.kernel import actions, clocks, days, flags
from parcours.kernel.prepare import Watched
from parcours.kernel.turn import Turn
from parcours.messages import Text
from parcours.model.case import Frozen, Part, Rank, Timer, timer_key
from parcours.model.change import TimerArmed, TimerDisarmed, TimerFrozen, TimerPassed
from parcours.model.deadline import Deadline, LateReminders, Reminder, WhenSuspended
from parcours.model.step import Reason

Rung = tuple[int, Reckoning, datetime.datetime]


def find(turn: Turn, timer: Timer) -> Deadline | None:
    """The deadline a timer was armed for; None if the rules no longer have it."""
    watched = turn.program.duties_of(timer.owner).watched
    return next((each.deadline for each in watched if each.deadline.id == timer.name), None)


def arm(turn: Turn, watched: Watched, owner: str, birth: datetime.date) -> None:
    """Arms a deadline of an owner just born, or moves it if its day has moved since."""
    deadline = watched.deadline
    found = days.reckon_rule(turn, deadline.rule, owner, birth)
    key = timer_key(owner, deadline.id, _main_part(deadline))
    if found is None:
        flags.forget(turn, f"{actions.UNNAMED}:{key}")
        disarm(turn, f"{owner}/{deadline.id}/")
        return
    former = _standing(turn, key)
    if _stands(turn, former, key, found):
        return
    base, day = found.due, clocks.delayed(turn.world.calendar, found, former)
    last = turn.draft.revision
    for timer in _timers(turn, watched, owner, day, base):
        _record(turn, deadline, timer, birth)
    if former is not None:
        disarm(turn, f"{owner}/{deadline.id}/", last)
    if _standing(turn, key) is not None:
        flags.reconsider(turn, deadline, key, found)


def disarm(turn: Turn, prefix: str, last: int = sys.maxsize) -> None:
    """Takes away every timer of that beginning, up to a revision: what has just been armed again stays."""
    held = [*turn.draft.timers.items(), *((key, frozen.timer) for key, frozen in turn.draft.frozen.items())]
    for key, timer in held:
        if timer.revision <= last and key.startswith(prefix):
            turn.record(TimerDisarmed(key, timer.day))


def remind(turn: Turn, timer: Timer) -> None:
    """A reminder, or the `do` of a deadline, on its day."""
    deadline = find(turn, timer)
    turn.record(TimerPassed(timer.key, timer.day))
    if deadline is None:
        return
    chosen = deadline.do if timer.part is Part.DO else deadline.remind[timer.rung].do
    with_contract(turn, timer.owner)
    actions.run(turn, chosen, acts_on(turn, timer))


def spare(turn: Turn, timer: Timer) -> None:
    """A reminder that a later one makes useless to say: people must still be able to do what it asks of them.

    Nothing is asked under `skip`, nor for a deadline that is itself past.
    """
    deadline = find(turn, timer)
    turn.record(TimerPassed(timer.key, timer.day))
    if deadline is None or deadline.late_reminders is LateReminders.SKIP:
        return
    main = turn.draft.timers.get(timer_key(timer.owner, deadline.id, _main_part(deadline)))
    if main is None or main.due <= turn.now:
        return
    said = {name for other in overtaking(turn, timer) for name in deadline.remind[other.rung].do}
    with_contract(turn, timer.owner)
    actions.open_tasks(turn, [name for name in deadline.remind[timer.rung].do if name not in said], turn.today)


def overtaking(turn: Turn, timer: Timer) -> list[Timer]:
    """What the same deadline has due by now, after this reminder."""
    prefix = f"{timer.owner}/{timer.name}/"
    return [
        other
        for other in turn.draft.timers.values()
        if other.due <= turn.now and other.sort_key > timer.sort_key and other.key.startswith(prefix)
    ]


def acts_on(turn: Turn, timer: Timer) -> datetime.date:
    """The day of a reminder; the day it was armed, when its own was past by then."""
    return (
        max(timer.day, local_day(timer.due, turn.world.calendar.timezone)) if timer.part is Part.REMIND else timer.day
    )


def with_contract(turn: Turn, owner: str) -> None:
    """What follows concerns the contract that owns the timer."""
    if owner.startswith("contract:"):
        turn.contract = owner.removeprefix("contract:")


def late_rungs(rungs: Iterable[Rung], policy: LateReminders, now: datetime.datetime) -> Iterator[Rung]:
    """The rungs to arm: all those to come, and those already past unless the policy skips them.

    Of several past, `once` says the last alone: the others keep their own instant, and are spared when they act.
    """
    ordered = sorted(rungs, key=_instant)
    past = [rung for rung in ordered if rung[2] < now] if policy is not LateReminders.SKIP else []
    said = past if policy is LateReminders.ALL else past[-1:]
    yield from past[: len(past) - len(said)]
    # What comes late comes now: what it asks is counted from the day somebody hears of it.
    yield from ((number, found, now) for number, found, _ in said)
    yield from (rung for rung in ordered if rung[2] >= now)


def _instant(rung: Rung) -> datetime.datetime:
    return rung[2]


def ladder(turn: Turn, rungs: Iterable[Reminder], owner: str, day: datetime.date) -> Iterator[Rung]:
    """The date of each rung of a deadline of that day; a rung whose own day nobody filled has none."""
    for number, rung in enumerate(rungs):
        found = rung_day(turn, rung, owner, day)
        if found is not None:
            yield number, found, clocks.due_of(turn.world.calendar, Part.REMIND, found)


def rung_day(turn: Turn, rung: Reminder, owner: str, deadline_day: datetime.date) -> Reckoning | None:
    """The date of a rung, counted from its deadline unless it names another day."""
    if rung.rule.of:
        return days.reckon_rule(turn, rung.rule, owner, deadline_day)
    return reckon(rung.rule, deadline_day, turn.world.calendar)


def _overdue(turn: Turn, deadline: Deadline, day: datetime.date) -> Reason:
    """A day of the law that a takeover found past: nothing leaves for it, so that somebody must be told."""
    _, rule = days.law_rule(turn, deadline.law)
    text = Text(
        "« {label} » : le jour de la loi était le {day}, avant la reprise. Vérifiez que ce fut fait.",
        label=rule.label if rule is not None else deadline.law,
        day=day,
    )
    return Reason(f"law.{deadline.law}", text)


def _standing(turn: Turn, key: str) -> Timer | None:
    frozen = turn.draft.frozen.get(key)
    return frozen.timer if frozen is not None else turn.draft.timers.get(key)


def _stands(turn: Turn, former: Timer | None, key: str, found: Reckoning) -> bool:
    """Whether this day is the one already armed, and as such, or not after one that has already acted."""
    if former is not None:
        flagged = former.reckoning is not None and former.reckoning.no_named_date
        return former.base == found.due and (found.no_named_date or not flagged)
    passed = turn.draft.passed.get(key)
    return passed is not None and found.due <= passed


def _main_part(deadline: Deadline) -> Part:
    return Part.FIRE if deadline.fire else Part.DO


def _timers(turn: Turn, watched: Watched, owner: str, found: Reckoning, base: datetime.date) -> Iterator[Timer]:
    deadline, calendar = watched.deadline, turn.world.calendar
    for part, wanted in ((Part.DO, deadline.do or not deadline.fire), (Part.FIRE, deadline.fire)):
        if wanted:
            rank = watched.rank if part is Part.FIRE else Rank.DEADLINE
            due = clocks.due_of(calendar, part, found)
            yield _timer(turn, watched, owner, (0, found, due), part, rank, base)
    if not deadline.remind or clocks.due_of(calendar, _main_part(deadline), found) <= turn.now:
        return
    rungs = ladder(turn, deadline.remind, owner, found.due)
    for rung in late_rungs(rungs, deadline.late_reminders, turn.now):
        yield _timer(turn, watched, owner, rung, Part.REMIND, Rank.REMINDER, rung[1].due)


def _timer(turn: Turn, watched: Watched, owner: str, rung: Rung, part: Part, rank: Rank, base: datetime.date) -> Timer:
    number, found, due = rung
    name, order, revision = watched.deadline.id, watched.order, turn.next_revision()
    return Timer(owner, name, part, 0, number, revision, found.due, due, rank, order, base, found)


def _record(turn: Turn, deadline: Deadline, timer: Timer, birth: datetime.date) -> None:
    key = timer.key
    passed = turn.draft.passed.get(key)
    if passed is not None and timer.day <= passed:
        return
    suspension = turn.draft.suspension
    if turn.silent and timer.due <= turn.now:
        turn.record(TimerPassed(key, timer.day))
        if timer.part is Part.REMIND:
            # Its deadline is still to come, and may ask that this was done.
            actions.open_tasks(turn, deadline.remind[timer.rung].do, turn.today)
        elif deadline.law and timer.part is _main_part(deadline):
            turn.alert(_overdue(turn, deadline, timer.day))
    elif suspension is not None and clocks.when_suspended(deadline, timer.owner) is not WhenSuspended.RUN:
        # Its clock has stood still since the suspension, or since its own birth.
        since = max(birth, suspension.since)
        turn.record(TimerFrozen(Frozen(timer, since, clocks.remaining(turn.world.calendar, timer, since))))
    else:
        standing = _standing(turn, key)
        turn.record(TimerArmed(timer, standing.day if standing is not None else None))
