"""What a fact changes in a case. Past participles, for ever readable: applying them in order gives the case."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from parcours.model.case import (
    Assignment,
    Case,
    ContractPeriod,
    ContractState,
    Frozen,
    Kept,
    Suspension,
    Task,
    Timer,
)
from parcours.model.fields import Value
from parcours.model.filling import filled_by_slot


@dataclass(frozen=True, slots=True)
class CaseOpened:
    cae: str
    person: str
    workflow: str
    rules: str
    on: datetime.date


@filled_by_slot
@dataclass(frozen=True, slots=True)
class StageEntered:
    """`at` is the instant, for deadlines said in hours."""

    stage: str
    visit: int
    on: datetime.date
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class CaseEnded:
    """Entering a final stage, or a closure out of turn."""

    on: datetime.date
    outcome: str


@dataclass(frozen=True, slots=True)
class ContractSigned:
    contract: ContractState


@dataclass(frozen=True, slots=True)
class ContractBegun:
    key: str


@dataclass(frozen=True, slots=True)
class ContractRenewed:
    key: str
    period: ContractPeriod


@dataclass(frozen=True, slots=True)
class ContractEnded:
    """`on` is the last day included."""

    key: str
    on: datetime.date


@dataclass(frozen=True, slots=True)
class ContractWithdrawn:
    key: str


@dataclass(frozen=True, slots=True)
class TrackEntered:
    """A track starts, or moves to another of its stages. `at` is the instant, for deadlines said in hours."""

    track: str
    stage: str
    visit: int
    on: datetime.date
    at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class TrackEnded:
    track: str
    on: datetime.date


@dataclass(frozen=True, slots=True)
class TrackResumed:
    """The contract it ended with goes on after all: it stands where it stood, and enters nothing again."""

    track: str


@filled_by_slot
@dataclass(frozen=True, slots=True)
class TimerArmed:
    """Armed for the first time, or moved from the day it `was` on: a timer of the same key is replaced."""

    timer: Timer
    was: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class TimerDisarmed:
    """`was` is the day it stood on."""

    key: str
    was: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class TimerPassed:
    """It acted. Nothing acts twice under one identity."""

    key: str
    day: datetime.date


@dataclass(frozen=True, slots=True)
class TimerFrozen:
    frozen: Frozen


@filled_by_slot
@dataclass(frozen=True, slots=True)
class OwnerDied:
    """A stage visit, contract or track stage is over: all it armed goes with it.

    Unless it is `for_good`, what has already acted is remembered: a renewal typed late brings a contract back, not
    its past alarms.
    """

    owner: str
    for_good: bool = True


@dataclass(frozen=True, slots=True)
class TaskOpened:
    task: Task


@dataclass(frozen=True, slots=True)
class TaskChanged:
    """Done, reopened, withdrawn, or due on another day than the one it `was` due on."""

    task: Task
    was: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class FieldsWritten:
    """Personal values stand here as `Sealed`; an emptied field as None."""

    values: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class EventCounted:
    event: str
    on: datetime.date


@dataclass(frozen=True, slots=True)
class EventKept:
    kept: Kept


@dataclass(frozen=True, slots=True)
class KeptRemoved:
    """A kept event took effect, was withdrawn, replaced, or refused on its day."""

    fact: int
    why: str


@dataclass(frozen=True, slots=True)
class CaseSuspended:
    suspension: Suspension


@dataclass(frozen=True, slots=True)
class CaseResumed:
    on: datetime.date


@dataclass(frozen=True, slots=True)
class RoleAssigned:
    role: str
    assignment: Assignment


@filled_by_slot
@dataclass(frozen=True, slots=True)
class ContactMade:
    on: datetime.date


@dataclass(frozen=True, slots=True)
class RetentionReached:
    then: str


@dataclass(frozen=True, slots=True)
class StateRestored:
    """What a revocation puts back: the case as it stood after fact `to`, its numbers carried on."""

    to: int
    state: Case


Change = (
    CaseOpened
    | StageEntered
    | CaseEnded
    | ContractSigned
    | ContractBegun
    | ContractRenewed
    | ContractEnded
    | ContractWithdrawn
    | TrackEntered
    | TrackEnded
    | TrackResumed
    | TimerArmed
    | TimerDisarmed
    | TimerPassed
    | TimerFrozen
    | OwnerDied
    | TaskOpened
    | TaskChanged
    | FieldsWritten
    | EventCounted
    | EventKept
    | KeptRemoved
    | CaseSuspended
    | CaseResumed
    | RoleAssigned
    | ContactMade
    | RetentionReached
    | StateRestored
)
