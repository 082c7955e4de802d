"""What leaves the house: effects on their way out, each try at one, and the documents they made."""

import datetime
import hashlib
import re
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from parcours.model.effect import Effect

DIGITS: Final = 16
REFERENCE: Final = re.compile(rf"([\w-]+)\.(\d+)\.(\d+)\.[0-9a-f]{{{DIGITS}}}", re.ASCII)


class OutboxStatus(StrEnum):
    """PARKED waits for a person: an open incident says why. DELIVERED, WITHDRAWN and SKIPPED are ends."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"
    PARKED = "parked"
    SKIPPED = "skipped"


OPEN = frozenset({OutboxStatus.WAITING, OutboxStatus.PARKED})


def effect_key(case: str, fact: int, index: int) -> str:
    """What identifies an effect for ever, here and at whoever receives it twice."""
    return f"{case}/{fact}/{index}"


def effect_place(key: str) -> tuple[str, int, int] | None:
    """The case, the fact and the index of a key; None for what is none."""
    case, _, rest = key.partition("/")
    fact, _, index = rest.partition("/")
    return (case, int(fact), int(index)) if fact.isdecimal() and index.isdecimal() else None


def reference_of(key: str) -> str:
    """A key in letters that any protocol carries, with what tells it from anybody else's: `c3.12.0.<16 digits>`."""
    return f"{key.replace('/', '.')}.{hashlib.sha256(key.encode()).hexdigest()[:DIGITS]}"


def key_of(reference: str) -> str | None:
    """The key that a reference carries; None for one that is not ours."""
    found = REFERENCE.fullmatch(reference)
    key = "/".join(found.groups()) if found is not None else ""
    return key if found is not None and reference_of(key) == reference else None


def case_of(subject: str) -> str:
    """The case an incident is about, if it is about any: its subject is a case, or something of it after # or /."""
    return subject.partition("#")[0].partition("/")[0]


@dataclass(frozen=True, slots=True)
class Delivery:
    """An effect that has not reached its end.

    `ready_at` is when it may be tried; while `node` is at it, when its lease ends; None while it is parked.
    `attempts` counts the times it was claimed.
    """

    cae: str
    case: str
    fact: int
    effect: Effect
    created_at: datetime.datetime
    ready_at: datetime.datetime | None
    attempts: int = 0
    node: str = ""

    @property
    def key(self) -> str:
        return effect_key(self.case, self.fact, self.effect.index)


@dataclass(frozen=True, slots=True)
class Lease:
    """What a node takes effects for: from `since` on they are its own, until somebody else may try."""

    node: str
    since: datetime.datetime
    until: datetime.datetime


class Outcome(StrEnum):
    """How one try ended."""

    DELIVERED = "delivered"
    LATER = "later"
    UNREACHABLE = "unreachable"
    FAILED = "failed"
    LOST = "lost"


class Unread(Enum):
    """Why words that were said are not shown: their key is destroyed, or the site key is not here."""

    ERASED = "erased"
    SEALED = "sealed"


Said = str | Unread


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at an effect. `receipt` is what the other side gave as proof; both may quote the person it is about."""

    case: str
    fact: int
    index: int
    number: int
    at: datetime.datetime
    node: str
    outcome: Outcome
    detail: Said = ""
    receipt: Said = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A daemon at work on this database. `paused` says why it fires and sends nothing, empty while it does."""

    name: str
    started_at: datetime.datetime
    seen_at: datetime.datetime
    paused: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A file that an effect made; `digest` is the SHA-256 of its content, which is sealed for its person.

    `printed` names the values on it: a fact that moves one of them asks for another edition.
    """

    case: str
    fact: int
    index: int
    action: str
    name: Said
    media_type: str
    digest: Said
    made_at: datetime.datetime
    printed: tuple[str, ...] = ()
