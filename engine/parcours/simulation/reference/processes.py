"""Intents under way, from wait to wait: until a minute, until something holds, until a unit is free."""

from functools import partial

from parcours.simulation.log import LineKind
from parcours.simulation.reference.agenda import Turns
from parcours.simulation.reference.chance import drawn
from parcours.simulation.reference.people import Answer, Ask, At, Person, Process, Until, Wait
from parcours.simulation.reference.shared import Shared
from parcours.simulation.scenario.intents import Asking


def call(shared: Shared, process: Process, minute: int, answer: Answer | None = None) -> None:
    """Its next turn is at that minute, whatever turn it had before; `answer` is what it waited to hear."""
    process.call += 1
    turn = partial(_called, shared, process, process.call, answer)
    shared.agenda.add(max(minute, shared.now), process.person.number, process.rank, process.birth, turn)


def drop(shared: Shared, process: Process) -> None:
    """Its place has died: it leaves its queue, and what it was given and has not used is given back."""
    process.alive = False
    process.fresh = ""
    if process.queued:
        shared.say(process.person, LineKind.RENEGED, process.queued, "gone")
        process.queued = ""
    if process.awaits:
        process.awaits = ""
        process.person.waiting.remove(process)


def look_again(shared: Shared, person: Person) -> None:
    """The person has moved: those of their intents that waited for what now holds go on."""
    for process in list(person.waiting):
        if shared.reading(person).holds(process.awaits):
            process.awaits = ""
            person.waiting.remove(process)
            call(shared, process, shared.now)


def give_back(shared: Shared, person: Person) -> None:
    """Units are given back, at an entry of their own, once their holder stands where they are not held."""
    if not person.held:
        return
    fresh = {process.fresh for process in person.processes()}
    for name in list(person.held):
        kept = name in fresh or (not person.gone and person.case.stage in shared.pools[name].resource.held)
        if not kept:
            person.held.remove(name)
            release = partial(_release, shared, person, name)
            shared.agenda.add(shared.now, person.number, Turns.RELEASE, 0, release)


def _called(shared: Shared, process: Process, number: int, answer: Answer | None) -> None:
    if not process.alive or process.call != number:
        return
    if process.queued:
        shared.say(process.person, LineKind.RENEGED, process.queued, "patience")
        process.queued = ""
    _go_on(shared, process, answer)


def _go_on(shared: Shared, process: Process, answer: Answer | None) -> None:
    """Until it waits for what is not there yet, or is over."""
    while (wait := _next_wait(process, answer)) is not None:
        match wait:
            case At(minute=minute):
                call(shared, process, minute)
                return
            case Until(condition=condition):
                if not shared.reading(process.person).holds(condition):
                    process.awaits = condition
                    process.person.waiting.append(process)
                    return
                answer = None
            case Ask(asking=asking):
                if not _asked(shared, process, asking):
                    return
                answer = Answer.GRANTED


def _next_wait(process: Process, answer: Answer | None) -> Wait | None:
    """None once it is over, or its place has died of what it just did."""
    try:
        wait = process.course.send(answer) if process.course is not None else None
    except StopIteration:
        wait = None
    if wait is None:
        process.alive = False
    return wait if process.alive else None


def _asked(shared: Shared, process: Process, asking: Asking) -> bool:
    """Whether a unit is there at once; else they wait their turn, as long as their patience lasts."""
    person, pool = process.person, shared.pools[asking.resource]
    if asking.resource in person.held:
        return True
    shared.say(person, LineKind.ASKED, asking.resource)
    if pool.take():
        _grant(shared, process, asking.resource)
        return True
    order = shared.reading(person).amount(pool.resource.priority) if pool.resource.priority else None
    pool.wait(process, order if order is not None else 0.0)
    if asking.patience is not None:
        call(shared, process, shared.now + int(drawn(person, asking.patience)))
    return False


def _grant(shared: Shared, process: Process, resource: str) -> None:
    process.fresh = resource
    process.person.held.append(resource)
    shared.say(process.person, LineKind.GRANTED, resource)


def _release(shared: Shared, person: Person, name: str) -> None:
    pool = shared.pools[name]
    pool.free += 1
    shared.say(person, LineKind.RELEASED, name)
    for process in pool.serve():
        _grant(shared, process, name)
        call(shared, process, shared.now, Answer.GRANTED)
