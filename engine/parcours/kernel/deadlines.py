"""Deadlines: armed when their owner is born, moved when their day moves, acting once for each day."""

import datetime
from collections.abc import Iterable, Iterator

from parcours.calendar.dates import Reckoning, reckon
from parcours.calendar.zone import end_of, instant
from parcours.kernel import actions, days
from parcours.kernel.prepare import NO_DUTIES, Watched
from parcours.kernel.turn import Turn
from parcours.model.case import Part, Rank, Timer, timer_key
from parcours.model.deadline import Deadline, LateReminders, Reminder
from parcours.model.fact import TimerArmed, TimerDisarmed, TimerPassed


def watched_by(turn: Turn, owner: str) -> tuple[Watched, ...]:
    return turn.program.duties.get(owner.partition("#")[0], NO_DUTIES).watched


def find(turn: Turn, timer: Timer) -> Deadline | None:
    """The deadline a timer was armed for; None if the rules no longer have it."""
    return next(
        (each.deadline for each in watched_by(turn, timer.owner) if each.deadline.id == timer.name),
        None,
    )


def arm(turn: Turn, watched: Watched, owner: str, birth: datetime.date) -> None:
    """Arms a deadline of an owner just born, or moves it if its day has moved since."""
    deadline = watched.deadline
    found = days.reckon_rule(turn, deadline.rule, owner, birth)
    if found is None:
        disarm(turn, f"{owner}/{deadline.id}/")
        return
    if _stands(turn, owner, deadline, found.due):
        return
    disarm(turn, f"{owner}/{deadline.id}/{Part.REMIND.value}/")
    for timer in _timers(turn, watched, owner, found):
        _record(turn, timer)


def disarm(turn: Turn, prefix: str) -> None:
    for key in [key for held in (turn.draft.timers, turn.draft.frozen) for key in held if key.startswith(prefix)]:
        turn.record(TimerDisarmed(key))


def remind(turn: Turn, timer: Timer) -> None:
    """A reminder, or the `do` of a deadline, on its day."""
    deadline = find(turn, timer)
    turn.record(TimerPassed(timer.key, timer.day))
    if deadline is None:
        return
    chosen = deadline.do if timer.part is Part.DO else deadline.remind[timer.rung].do
    with_contract(turn, timer.owner)
    actions.run(turn, chosen, timer.day)


def with_contract(turn: Turn, owner: str) -> None:
    """What follows concerns the contract that owns the timer."""
    if owner.startswith("contract:"):
        turn.contract = owner.removeprefix("contract:")


def due_of(timer_day: datetime.date, part: Part, found: Reckoning, turn: Turn) -> datetime.datetime:
    """When it acts: in hours at its instant; else `fire` at the end of the day, the rest at the notify time."""
    calendar = turn.world.calendar
    if found.moment is not None:
        return found.moment.at
    if part is Part.FIRE:
        return end_of(timer_day, calendar.timezone)
    return instant(timer_day, calendar.notify_at, calendar.timezone)


def late_rungs(
    rungs: Iterable[tuple[int, Reckoning, datetime.datetime]], policy: LateReminders, now: datetime.datetime
) -> Iterator[tuple[int, Reckoning, datetime.datetime]]:
    """The rungs to arm: all those to come, and of those already past what the policy keeps."""
    ordered = sorted(rungs, key=lambda rung: rung[2])
    past = [rung for rung in ordered if rung[2] < now]
    if policy is LateReminders.ALL:
        yield from past
    elif policy is LateReminders.ONCE:
        yield from past[-1:]
    yield from (rung for rung in ordered if rung[2] >= now)


def rung_day(turn: Turn, rung: Reminder, owner: str, deadline_day: datetime.date) -> Reckoning | None:
    """The date of a rung, counted from its deadline unless it names another day."""
    if rung.rule.of:
        return days.reckon_rule(turn, rung.rule, owner, deadline_day)
    return reckon(rung.rule, deadline_day, turn.world.calendar)


def _stands(turn: Turn, owner: str, deadline: Deadline, due: datetime.date) -> bool:
    """Whether this day is the one already armed, or one that has already acted."""
    key = timer_key(owner, deadline.id, _main_part(deadline))
    draft = turn.draft
    frozen = draft.frozen.get(key)
    armed = frozen.timer if frozen is not None else draft.timers.get(key)
    if armed is not None:
        return bool(armed.base == due)
    passed = draft.passed.get(key)
    return passed is not None and due <= passed


def _main_part(deadline: Deadline) -> Part:
    return Part.FIRE if deadline.fire else Part.DO


def _timers(turn: Turn, watched: Watched, owner: str, found: Reckoning) -> Iterator[Timer]:
    deadline = watched.deadline
    for part, wanted in ((Part.DO, deadline.do or not deadline.fire), (Part.FIRE, deadline.fire)):
        if wanted:
            rank = watched.rank if part is Part.FIRE else Rank.DEADLINE
            yield _timer(turn, watched, owner, found, part, 0, rank, due_of(found.due, part, found, turn))
    acts_at = due_of(found.due, _main_part(deadline), found, turn)
    if acts_at <= turn.now:
        return
    # A contract's ladder is said of its last day even when it names that day itself.
    dated = ((rung, rung_day(turn, each, owner, found.due)) for rung, each in enumerate(deadline.remind))
    rungs = [(rung, day, due_of(day.due, Part.REMIND, day, turn)) for rung, day in dated if day is not None]
    for rung, day, due in late_rungs(rungs, deadline.late_reminders, turn.now):
        yield _timer(turn, watched, owner, day, Part.REMIND, rung, Rank.REMINDER, due)


def _timer(
    turn: Turn,
    watched: Watched,
    owner: str,
    found: Reckoning,
    part: Part,
    rung: int,
    rank: Rank,
    due: datetime.datetime,
) -> Timer:
    return Timer(
        owner=owner,
        name=watched.deadline.id,
        part=part,
        occurrence=0,
        rung=rung,
        revision=turn.next_revision(),
        day=found.due,
        due=due,
        rank=rank,
        order=watched.order,
        base=found.due,
        reckoning=found,
    )


def _record(turn: Turn, timer: Timer) -> None:
    if turn.silent and timer.due <= turn.now:
        turn.record(TimerPassed(timer.key, timer.day))
        return
    turn.record(TimerArmed(timer))
