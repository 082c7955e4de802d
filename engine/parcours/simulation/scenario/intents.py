"""What people do where the parcours leaves them free: intents, when they act, and what they ask for."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from parcours.calendar.duration import Duration
from parcours.calendar.rule import DateRule
from parcours.simulation.scenario.values import Draw, Site, Source

NOON: Final = datetime.time(12)


@dataclass(frozen=True, slots=True)
class SendEvent:
    event: str
    inputs: Mapping[str, Source] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FinishTask:
    """The task whose place the intent stands in is done."""


@dataclass(frozen=True, slots=True)
class WriteFields:
    values: Mapping[str, Source]


Act = SendEvent | FinishTask | WriteFields


@dataclass(frozen=True, slots=True)
class Moment:
    """When: the civil durations and the draws of `after` one after the other, then the rest in this order.

    `on` a day, at the civil time `at`; then `session`, the next one with a free seat, booked now; then `awaits`,
    an expression that must hold, asked again each time the case has moved. A day already past is now.
    """

    after: tuple[Duration | Draw, ...] = ()
    on: DateRule | None = None
    at: datetime.time = NOON
    session: str = ""
    awaits: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """A unit of `resource` is asked for, and waited for in its queue; after `patience`, `leaving` is done instead."""

    resource: str
    patience: Draw | None = None
    leaving: Act | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """Something a person means to do: at a moment, with what it asks for, an act or one of several options.

    `every` repeats it for as long as its place lives, counted from the place's birth.
    """

    id: str
    moment: Moment = Moment()
    asking: Asking | None = None
    act: Act | None = None
    choice: "Choice | None" = None
    every: Duration | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One outcome, `probability` in [0, 1]; where `when` does not hold its share goes to the option `otherwise`.

    Its intent may have neither act nor choice: nothing happens then.
    """

    id: str
    probability: float
    intent: Intent
    when: str = ""
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of `options` happens; their probabilities sum to 1."""

    site: Site
    options: tuple[Option, ...]


class PlaceKind(StrEnum):
    """What intents live and die with."""

    STAGE = "stage"
    TRACK = "track"
    CONTRACT = "contract"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Place:
    """A stage ("accueil"), a track's stage ("formation.en_cours"), a contract's period ("essai"), an action's task.

    Its intents race: each begins when the place is born, and those left are dropped when it dies.
    """

    kind: PlaceKind
    name: str
    intents: tuple[Intent, ...]
