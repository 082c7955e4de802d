"""What all simulated people share: the agenda, what is scarce, the log."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from parcours.model.step import Act, Refusal
from parcours.simulation.log import Line, LineKind
from parcours.simulation.model import Model
from parcours.simulation.reference.agenda import Agenda
from parcours.simulation.reference.chance import Reading
from parcours.simulation.reference.people import Person
from parcours.simulation.reference.supply import Pool, Seats


@dataclass(slots=True)
class Shared:
    """The state of a run at the minute `now`. `lines` are those said since somebody last took them."""

    model: Model
    pools: Mapping[str, Pool]
    seats: Mapping[str, Seats]
    agenda: Agenda = field(default_factory=Agenda)
    lines: list[Line] = field(default_factory=list)
    now: int = 0

    def say(self, person: Person, kind: LineKind, name: str, detail: str = "") -> None:
        self.lines.append(Line(self.now, person.number, kind, name, detail))

    def take_lines(self) -> list[Line]:
        """What has been said since this was last asked."""
        said, self.lines = self.lines, []
        return said

    def reading(self, person: Person) -> Reading:
        return Reading(self.model, person, self.now)


class Acting(Protocol):
    """Who asks the kernel: what it accepts has happened, with all that follows, when `act` returns."""

    @property
    def shared(self) -> Shared:
        """The state of the run."""
        ...

    def act(self, person: Person, act: Act) -> Refusal | None:
        """Why it refuses, None if it accepts."""
        ...
