"""Where a person stands, as the scenario sees it: places are born and die with what the kernel says."""

from collections.abc import Callable, Iterator

from parcours.model.case import Case, ContractStatus, TaskStatus
from parcours.simulation.reference.agenda import Turns
from parcours.simulation.reference.people import Course, Lived, Person, Process
from parcours.simulation.reference.processes import call, drop
from parcours.simulation.reference.shared import Shared
from parcours.simulation.scenario.intents import PlaceKind
from parcours.simulation.scenario.walk import events_of
from parcours.simulation.start import Been, Key

Intend = Callable[[Process, Lived], Course]
"""What makes an intent go from wait to wait in its place."""

Standing = tuple[Key, PlaceKind, str, str]
"""What tells this birth from others, kind and name of the place, and how the kernel names its owner."""


def came_and_went(shared: Shared, person: Person, intend: Intend) -> None:
    """Drops the intents of places that are no more, and begins those of new ones."""
    places = shared.model.places
    standing = {each[0]: each for each in standing_in(person.case) if (each[1], each[2]) in places}
    for key in [key for key in person.places if key not in standing]:
        for process in person.places.pop(key).processes:
            if process.alive:
                drop(shared, process)
    for key, kind, name, owner in standing.values():
        if key not in person.places:
            been = person.been.get(key, Been(shared.now))
            born(shared, person, key, Lived(places[kind, name], owner, been.born), been, intend)


def born(shared: Shared, person: Person, key: Key, lived: Lived, been: Been, intend: Intend) -> None:
    """The place is there, and all its intents begin, but those whose only time is over."""
    person.places[key] = lived
    rank = Turns.PLACES + shared.model.ranks[lived.place.kind, lived.place.name]
    for intent in lived.place.intents:
        if intent.every is None and not been.sent.isdisjoint(events_of(intent)):
            continue
        process = Process(person, intent, rank, person.next_birth())
        process.course = intend(process, lived)
        lived.processes.append(process)
        call(shared, process, shared.now)


def standing_in(case: Case) -> Iterator[Standing]:
    """Every place of the case, as a scenario may name it."""
    for track in case.tracks.values():
        if track.running:
            name = f"{track.track}.{track.stage}"
            yield ("track", f"{track.track}#{track.visit}"), PlaceKind.TRACK, name, f"track:{name}#{track.visit}"
    for contract in case.contracts.values():
        if contract.status is ContractStatus.RUNNING:
            key = f"{contract.key}/{len(contract.periods)}"
            yield ("contract", key), PlaceKind.CONTRACT, contract.contract, contract.owner
    for task in case.tasks.values():
        if task.status is TaskStatus.OPEN:
            yield ("task", task.id), PlaceKind.TASK, task.action, task.id
    if case.stage and case.ended_on is None:
        yield ("stage", str(case.visit)), PlaceKind.STAGE, case.stage, f"stage:{case.stage}#{case.visit}"
