"""A parcours file once read: what the kernel runs. Everything here belongs to the pinned rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from parcours.calendar.dates import DateRule
from parcours.calendar.duration import Duration
from parcours.model.deadline import Duties, Reminder
from parcours.model.fields import Field, FieldType


class Suspending(StrEnum):
    """What an event does to the clocks of a case."""

    NO = ""
    BEGIN = "begin"
    END = "end"


@dataclass(frozen=True, slots=True)
class Role:
    id: str
    label: str
    quorum: int = 0
    per_case: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something people send (`by` names who may) or, without `by`, that only the engine sends."""

    id: str
    label: str
    by: tuple[str, ...] = ()
    input: tuple[Field, ...] = ()
    do: tuple[str, ...] = ()
    note: bool = False
    suspension: Suspending = Suspending.NO


@dataclass(frozen=True, slots=True)
class Guard:
    """A named condition; `say` is what the refused person reads."""

    id: str
    condition: str
    say: str


@dataclass(frozen=True, slots=True)
class Transition:
    """Where an event leads; `to` empty: stays where it is, nothing armed anew."""

    event: str
    to: str = ""
    when: tuple[Guard, ...] = ()


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a final stage's file is kept, and what then: archive, anonymise or erase."""

    rule: DateRule
    then: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A place where a person, or a track, stands."""

    id: str
    label: str
    situation: str = ""
    contract: str = ""
    enter: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    exit: tuple[str, ...] = ()
    transitions: Mapping[str, Transition] = field(default_factory=dict)
    duties: Duties = field(default_factory=Duties)
    initial: bool = False
    final: bool = False
    outcome: str = ""
    retention: tuple[Retention, ...] = ()


@dataclass(frozen=True, slots=True)
class Track:
    """A thread beside the main one. `ends_with`: "case", "never" or a contract's id. `duties` span all its stages."""

    id: str
    label: str
    stages: Mapping[str, Stage]
    initial: str
    ends_with: str = "case"
    duties: Duties = field(default_factory=Duties)
    enter: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Term:
    """Lengths of a contract's periods, in whole months."""

    least: int
    most: int
    default: int


@dataclass(frozen=True, slots=True)
class Contract:
    """`expire` is the event the engine sends at the end of the last day. No `term`: open-ended."""

    id: str
    label: str
    kind: str
    begin: tuple[str, ...] = ()
    renew: tuple[str, ...] = ()
    terminate: tuple[str, ...] = ()
    expire: str = ""
    term: Term | None = None
    trial: int = 0
    renewals: int | None = None
    notice: Duration | None = None
    remind: tuple[Reminder, ...] = ()
    duties: Duties = field(default_factory=Duties)


@dataclass(frozen=True, slots=True)
class Action:
    """With `by`, a task for somebody of that role; without, an effect a machine carries out.

    `after` names an action whose earlier effects, in the same case, must have left before its own.
    """

    id: str
    label: str = ""
    use: str = "task"
    by: str = ""
    due: DateRule | None = None
    not_before: DateRule | None = None
    after: str = ""
    law: str = ""


@dataclass(frozen=True, slots=True)
class Workflow:
    """The rules of one parcours. `hash` is the digest of exactly what stands here."""

    id: str
    cae: str
    title: str
    hash: str
    roles: Mapping[str, Role]
    events: Mapping[str, Event]
    stages: Mapping[str, Stage]
    entry: Mapping[str, Transition]
    contracts: Mapping[str, Contract] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
    tracks: Mapping[str, Track] = field(default_factory=dict)
    dossier: Mapping[str, Field] = field(default_factory=dict)
    situations: Mapping[str, str] = field(default_factory=dict)
    parameters: Mapping[str, FieldType] = field(default_factory=dict)
    law: tuple[str, ...] = ()
    backdating: Duration | None = None
    abstract: bool = False
