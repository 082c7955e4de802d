"""A simulated person: their case, the places they are in, and what they mean to do there."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from parcours.kernel import Program
from parcours.model.case import Case
from parcours.model.fields import Value
from parcours.model.world import World
from parcours.simulation.scenario.intents import Asking, Intent, Place
from parcours.simulation.start import Been, Key


@dataclass(frozen=True, slots=True)
class At:
    """Waits until a minute."""

    minute: int


@dataclass(frozen=True, slots=True)
class Until:
    """Waits until a condition holds; not at all if it does."""

    condition: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Waits for a unit of a resource; anything but GRANTED means that patience ran out."""

    asking: Asking


class Answer(Enum):
    """What a wait may be told when it ends, besides nothing."""

    GRANTED = "granted"


Wait: TypeAlias = At | Until | Ask
Course: TypeAlias = Generator[Wait, Answer | None, None]


@dataclass(slots=True, eq=False)
class Process:
    """An intent under way. `call` numbers its waits, so that a call for a former one finds nobody.

    `awaits` is the condition it waits for, `queued` the resource, under `ticket`; `fresh` the one it was given and has
    not used yet.
    """

    person: "Person"
    intent: Intent
    rank: int
    birth: int
    course: Course | None = None
    call: int = 0
    alive: bool = True
    awaits: str = ""
    queued: str = ""
    ticket: int = 0
    fresh: str = ""


@dataclass(slots=True, eq=False)
class Lived:
    """A place since its birth, at a minute; `owner` is how the kernel names it."""

    place: Place
    owner: str
    born: int
    processes: list[Process] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Person:
    """`number` in order of arrival; `state` is where their draws begin; `visits` counts the draws at each site.

    `been` tells of the places that somebody who was already there is in. `wakes_at` is the minute their case's next
    timer is on the agenda for, -1 for none.
    """

    number: int
    state: int
    case: Case
    world: World
    program: Program
    been: Mapping[Key, Been] = field(default_factory=dict)
    visits: dict[int, int] = field(default_factory=dict)
    places: dict[Key, Lived] = field(default_factory=dict)
    waiting: list[Process] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    births: int = 0
    wakes_at: int = -1

    @property
    def gone(self) -> bool:
        return self.case.ended_on is not None

    def next_birth(self) -> int:
        self.births += 1
        return self.births

    def personal_with(self, learnt: Mapping[str, Value | None]) -> dict[str, Value]:
        """The personal values known of them, those `learnt` over the former ones."""
        known = {**self.world.personal, **learnt}
        return {name: value for name, value in known.items() if value is not None}

    def processes(self) -> list[Process]:
        return [process for lived in self.places.values() for process in lived.processes if process.alive]
