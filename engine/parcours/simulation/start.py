"""Who is there when a simulation begins with real people instead of an empty house."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from parcours.kernel import Program, prepare
from parcours.model.case import Case
from parcours.model.workflow import Workflow
from parcours.model.world import World
from parcours.simulation.log import Line

Key = tuple[str, str]
"""What tells one birth of a place from the next: its kind, and what the kernel numbers it by."""


@dataclass(frozen=True, slots=True)
class Been:
    """A place somebody is already in: the minute it was born at, and the events sent since."""

    born: int
    sent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entrant:
    """Somebody already there, under their own pinned rules; `key` is where their draws begin, whoever else is there.

    `case` goes by `pseudonym` in place of its id and its person. Of personal values `world` holds none; `sealed` are
    those of the dossier's fields that are kept under seal. `places` are the places they are in.
    """

    pseudonym: str
    key: int
    case: Case
    program: Program
    world: World
    places: Mapping[Key, Been]
    sealed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Start:
    """The people there at the minute `minute` (UTC), numbered as they stand here, and the lines of their `past`.

    `siblings` of their cases are of people with another open case, whose contracts to come they do not see.
    """

    at: datetime.datetime
    minute: int
    entrants: tuple[Entrant, ...]
    past: tuple[Line, ...] = field(default=(), repr=False)
    siblings: int = 0

    def __reduce__(self) -> tuple[Callable[..., "Start"], tuple[Any, ...]]:
        """To other processes go the rules, each once; the programs are made ready again there."""
        workflows = {entrant.program.workflow.hash: entrant.program.workflow for entrant in self.entrants}
        return _unpacked, (
            self.at,
            self.minute,
            tuple(map(_packed, self.entrants)),
            workflows,
            self.past,
            self.siblings,
        )


def _packed(entrant: Entrant) -> tuple[Any, ...]:
    """Its members in order, the program by its rules."""
    members = {each.name: getattr(entrant, each.name) for each in fields(entrant)}
    return tuple({**members, "program": entrant.program.workflow.hash}.values())


def _unpacked(
    at: datetime.datetime,
    minute: int,
    people: tuple[tuple[Any, ...], ...],
    workflows: Mapping[str, Workflow],
    past: tuple[Line, ...],
    siblings: int,
) -> Start:
    programs = {rules: prepare(workflow) for rules, workflow in workflows.items()}
    names = [each.name for each in fields(Entrant)]
    known = [dict(zip(names, person, strict=True)) for person in people]
    entrants = tuple(Entrant(**{**each, "program": programs[each["program"]]}) for each in known)
    return Start(at, minute, entrants, past, siblings)
