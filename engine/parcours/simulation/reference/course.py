"""How an intent goes: its moment, what it asks for, then an act or the option that chance picks."""

from collections.abc import Generator, Sequence
from typing import Final

from parcours.calendar.duration import Duration
from parcours.simulation.draws.conditional import number_from
from parcours.simulation.reference.acts import booked, do
from parcours.simulation.reference.chance import Reading, state_of
from parcours.simulation.reference.hours import at_day
from parcours.simulation.reference.people import Answer, Ask, At, Course, Lived, Person, Process, Until, Wait
from parcours.simulation.reference.shared import Acting, Shared
from parcours.simulation.scenario.intents import Intent, Moment
from parcours.simulation.scenario.values import Draw

MOST_REDRAWN: Final = 1000
"""Draws of several delays in a row that must last longer than what has passed, before they are taken to end now."""


def course(house: Acting, process: Process, lived: Lived) -> Course:
    """From its place's birth, once or `every` so long."""
    every = process.intent.every
    if every is None:
        yield from _once(house, process, lived, process.intent, lived.born)
        return
    count = 0
    while True:
        count += 1
        since = Reading(house.shared.model, process.person, lived.born).later(times(every, count))
        if since >= house.shared.now:
            yield At(since)
            yield from _once(house, process, lived, process.intent, since)


def times(every: Duration, count: int) -> Duration:
    """That duration so many times: counted from the birth each time, the end of a month never drifts."""
    return Duration(
        every.months * count,
        every.days * count,
        every.minutes * count,
        every.business_days * count,
        every.working_days * count,
    )


def _once(house: Acting, process: Process, lived: Lived, intent: Intent, since: int) -> Course:
    shared, person = house.shared, process.person
    if not (yield from _moment(shared, person, lived, intent.moment, since)):
        return
    asking = intent.asking
    if asking is not None and (yield Ask(asking)) is not Answer.GRANTED:
        if asking.leaving is not None:
            do(house, process, lived, asking.leaving)
        return
    if intent.choice is not None:
        yield from _once(house, process, lived, shared.reading(person).outcome(intent.choice), shared.now)
    elif intent.act is not None:
        do(house, process, lived, intent.act)


def _moment(
    shared: Shared, person: Person, lived: Lived, moment: Moment, since: int
) -> Generator[Wait, Answer | None, bool]:
    """Whether it ever comes: a date counted from an empty day never does."""
    if moment.after:
        yield At(_after(shared, person, moment, since))
    if moment.on is not None:
        day = shared.reading(person).day(moment.on, lived.owner)
        if day is None:
            return False
        yield At(at_day(day, moment.at, person.world.calendar.timezone))
    if moment.session:
        yield At(booked(shared, person, moment.session)[1])
    if moment.awaits:
        yield Until(moment.awaits)
    return True


def _after(shared: Shared, person: Person, moment: Moment, since: int) -> int:
    """The end of a delay begun at `since`: for somebody who was already there, one that has not ended yet."""
    if since >= shared.now:
        return _end(shared, person, moment.after, since)
    *lead, last = moment.after
    if isinstance(last, Draw) and not any(isinstance(each, Draw) for each in lead):
        begun = _end(shared, person, lead, since)
        left = number_from(last.distribution, shared.now - begun, state_of(person, last.site))
        return begun + int(left) if left is not None else shared.now
    ends = (_end(shared, person, moment.after, since) for _ in range(MOST_REDRAWN))
    return next((minute for minute in ends if minute >= shared.now), shared.now)


def _end(shared: Shared, person: Person, waits: Sequence[Duration | Draw], since: int) -> int:
    """The waits one after the other."""
    for wait in waits:
        since = Reading(shared.model, person, since).later(wait)
    return since
