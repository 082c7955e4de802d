"""A timer that is due, turned into what it was armed for; one fact each."""

import datetime
from typing import Final

from parcours.kernel import contracts, deadlines, events, lives, order, recurrences, stages, suspension
from parcours.kernel.judging import listening
from parcours.kernel.prepare import MAIN
from parcours.kernel.turn import Turn
from parcours.model.case import Part, Rank, Timer
from parcours.model.change import RetentionReached, TimerPassed
from parcours.model.deadline import LateReminders
from parcours.model.fact import FactKind
from parcours.model.step import Author

MOST_AT_ONE_INSTANT: Final = 100
"""Internal events at one instant; a file that asks for more turns in circles."""

ENGINE: Final = Author()
_NEVER: Final = datetime.datetime.min.replace(tzinfo=datetime.UTC)


class Runaway(Exception):  # noqa: N818  # a state of the file, turned into a refusal or an incident by the callers
    """More than a hundred things at one instant: the timer that was next is named."""

    def __init__(self, timer: Timer) -> None:
        super().__init__(timer.key)
        self.timer = timer


def settle(turn: Turn, until: datetime.datetime, *, virtual: bool) -> None:
    """Fires in order all that is due by `until`, at its own instant (`virtual`) or all now. Raises Runaway."""
    latest, count = _NEVER, 0
    while (timer := order.next_due(turn.draft.timers, until)) is not None:
        # What was due before the last thing that acted was armed by it: only time going on starts the count again.
        count = 1 if timer.due > latest else count + 1
        latest = max(latest, timer.due)
        if count > MOST_AT_ONE_INSTANT:
            raise Runaway(timer)
        if virtual:
            turn.move_clock(latest)
        fire(turn, timer)


def fire(turn: Turn, timer: Timer) -> None:
    """Does what the timer stands for; a timer that is no longer armed under this identity does nothing."""
    armed = turn.draft.timers.get(timer.key)
    if armed is None or armed.revision != timer.revision:
        return
    turn.contract, turn.input, turn.on = "", {}, timer.day
    turn.moment = timer.reckoning.moment.at if timer.reckoning is not None and timer.reckoning.moment else None
    match timer.part:
        case Part.KEPT:
            events.take_effect(turn, turn.draft.kept[int(timer.owner.removeprefix("kept:"))])
        case Part.RESUME:
            turn.record(TimerPassed(timer.key, timer.day))
            suspension.end(turn, timer.day + contracts.DAY)
            _write(turn, timer, timer.day + contracts.DAY)
        case Part.RETENTION:
            turn.record(TimerPassed(timer.key, timer.day))
            turn.record(RetentionReached(timer.name))
            _write(turn, timer, timer.day)
        case Part.FIRE:
            _fire(turn, timer)
        case _:
            _remind(turn, timer)


def _remind(turn: Turn, timer: Timer) -> None:
    if timer.part is Part.REMIND and _overtaken(turn, timer):
        deadlines.spare(turn, timer)
    elif timer.occurrence:
        birth = lives.birth_of(turn, timer.owner)
        recurrences.act(turn, timer, birth if birth is not None else timer.day)
    else:
        deadlines.remind(turn, timer)
    lives.reconsider(turn)
    _write(turn, timer, deadlines.acts_on(turn, timer))


def _overtaken(turn: Turn, timer: Timer) -> bool:
    """Whether a reminder missed while nobody ran the engine is one its deadline no longer wants said."""
    deadline = deadlines.find(turn, timer) if not timer.occurrence else None
    policy = deadline.late_reminders if deadline is not None else LateReminders.ONCE
    if timer.day >= turn.today or policy is LateReminders.ALL:
        return False
    if policy is LateReminders.SKIP:
        return True
    return bool(deadlines.overtaking(turn, timer))


def _fire(turn: Turn, timer: Timer) -> None:
    """The end of a day: what takes effect, takes effect on the next."""
    in_hours = timer.reckoning is not None and timer.reckoning.moment is not None
    on = timer.day if in_hours else timer.day + contracts.DAY
    turn.record(TimerPassed(timer.key, timer.day))
    deadlines.with_contract(turn, timer.owner)
    deadline = deadlines.find(turn, timer)
    if timer.rank is Rank.CONTRACT_END:
        _expire(turn, timer, on)
    elif deadline is not None:
        events.internal(turn, _threads(turn, timer.owner, deadline.fire), deadline.fire, on)
    lives.reconsider(turn)
    _write(turn, timer, on)


def _expire(turn: Turn, timer: Timer, on: datetime.date) -> None:
    key = timer.owner.removeprefix("contract:")
    contract = turn.program.workflow.contracts[key.partition("#")[0]]
    if contract.expire:
        events.internal(turn, _threads(turn, timer.owner, contract.expire), contract.expire, on)
    state = contracts.running(turn, contract.id)
    if state is not None and state.key == key:
        stages.close(turn, state, timer.day)


def _threads(turn: Turn, owner: str, event: str) -> tuple[str, ...]:
    """`fire` speaks to the thread that wrote it; what a contract fires, to all those that listen."""
    kind, _, rest = owner.partition(":")
    if kind == "contract":
        return listening(turn, event)
    return (rest.partition("#")[0].partition(".")[0] if kind == "track" else MAIN,)


def _write(turn: Turn, timer: Timer, on: datetime.date) -> None:
    owner = timer.owner.partition("#")[0].partition(":")[2]
    name = timer.name if not owner or owner == "case" else f"{owner}.{timer.name}"
    turn.write(FactKind.TIMER, name, on, ENGINE)
