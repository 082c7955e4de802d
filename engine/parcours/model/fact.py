"""The journal: what happened, who or what made it happen, and the changes it made."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from parcours.model.change import (
    CaseEnded,
    CaseOpened,
    CaseResumed,
    CaseSuspended,
    Change,
    ContactMade,
    ContractBegun,
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    ContractWithdrawn,
    EventCounted,
    EventKept,
    FieldsWritten,
    KeptRemoved,
    OwnerDied,
    RetentionReached,
    RoleAssigned,
    StageEntered,
    StateRestored,
    TaskChanged,
    TaskOpened,
    TimerArmed,
    TimerDisarmed,
    TimerFrozen,
    TimerPassed,
    TrackEnded,
    TrackEntered,
    TrackResumed,
)
from parcours.model.effect import Effect
from parcours.model.fields import Fields
from parcours.model.filling import filled_by_slot

__all__ = [
    "FORMAT",
    "CaseEnded",
    "CaseOpened",
    "CaseResumed",
    "CaseSuspended",
    "Change",
    "ContactMade",
    "ContractBegun",
    "ContractEnded",
    "ContractRenewed",
    "ContractSigned",
    "ContractWithdrawn",
    "Effect",
    "EventCounted",
    "EventKept",
    "Fact",
    "FactKind",
    "FieldsWritten",
    "KeptRemoved",
    "OwnerDied",
    "RetentionReached",
    "RoleAssigned",
    "StageEntered",
    "StateRestored",
    "TaskChanged",
    "TaskOpened",
    "TimerArmed",
    "TimerDisarmed",
    "TimerFrozen",
    "TimerPassed",
    "TrackEnded",
    "TrackEntered",
    "TrackResumed",
]

FORMAT: Final = 1


class FactKind(StrEnum):
    """Who or what made it happen."""

    EVENT = "event"
    EFFECTIVE = "effective"
    REFUSED_LATER = "refused_later"
    TIMER = "timer"
    TASK = "task"
    EDIT = "edit"
    WITHDRAWAL = "withdrawal"
    CLOSURE = "closure"
    ASSIGNMENT = "assignment"
    REVOCATION = "revocation"
    ADOPTION = "adoption"
    WORLD = "world"
    REPORT = "report"
    REISSUE = "reissue"


@filled_by_slot
@dataclass(frozen=True, slots=True)
class Fact:
    """One line of a journal. `at` is when it was recorded, `on` the day it speaks of.

    `read` keeps the dated values that decided (law versions, parameters, calendar); `sealed` names the input
    members whose words are in the vault.
    """

    case: str
    seq: int
    kind: FactKind
    name: str
    at: datetime.datetime
    on: datetime.date
    role: str = ""
    user: str = ""
    cause: int | None = None
    rules: str = ""
    data: Fields = field(default_factory=dict)
    sealed: tuple[str, ...] = ()
    read: Mapping[str, str] = field(default_factory=dict)
    changes: tuple[Change, ...] = ()
    effects: tuple[Effect, ...] = ()
    format: int = FORMAT
