"""Who is there when a simulation begins with real people instead of an empty house."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from parcours.kernel import Program
from parcours.model.case import Case
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
    """The people there at the minute `minute` (UTC), numbered as they stand here, and the lines of their `past`."""

    at: datetime.datetime
    minute: int
    entrants: tuple[Entrant, ...]
    past: tuple[Line, ...] = field(default=(), repr=False)
