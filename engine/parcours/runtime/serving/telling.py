"""What a node tells of its work: an event with identifiers, never a word of anybody's."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


class Event(StrEnum):
    """The events of a log, one a line."""

    STARTED = "started"
    LISTENING = "listening"
    FIRED = "fired"
    TRIED = "tried"
    STUCK = "stuck"
    PAUSED = "paused"
    RESUMED = "resumed"
    RELOADED = "reloaded"
    FILE_BROKEN = "file_broken"
    FILE_MENDED = "file_mended"
    SIGNED = "signed"
    FORGOTTEN = "forgotten"
    ERASED = "erased"
    BOUNCED = "bounced"
    CALENDARS = "calendars"
    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGN_IN_LOCKED = "sign_in_locked"
    FOLDER_FAILED = "folder_failed"
    STORE_FAILED = "store_failed"
    HEARTBEAT_FAILED = "heartbeat_failed"
    STOPPING = "stopping"
    STOPPED = "stopped"
    BUG = "bug"

    @property
    def is_trouble(self) -> bool:
        return self in _TROUBLE


_TROUBLE = frozenset(
    {
        *(Event.STUCK, Event.PAUSED, Event.FILE_BROKEN, Event.FOLDER_FAILED),
        *(Event.STORE_FAILED, Event.HEARTBEAT_FAILED, Event.BUG),
        Event.SIGN_IN_LOCKED,
    }
)

Said = str | int | float


class Log(Protocol):
    def say(self, event: Event, **said: Said) -> None:
        """One line. `said` holds identifiers, names of ours and numbers; nothing that somebody typed."""
        ...


class Meter(Protocol):
    """Counts what this node does."""

    def stepped(self, facts: int) -> None: ...

    def refused(self, cases: int) -> None:
        """Cases that time could not move."""
        ...

    def tried(self, use: str, outcome: str, seconds: float) -> None:
        """One try at an effect, how it ended and how long it took."""
        ...


@dataclass(slots=True)
class Counted:
    """Counts for whoever asks when it is over: `facts` that time has made, `cases` it could not move, how tries ended.

    `outcomes` are those of `model.delivery.Outcome`.
    """

    facts: int = 0
    cases: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)

    def stepped(self, facts: int) -> None:
        self.facts += facts

    def refused(self, cases: int) -> None:
        self.cases += cases

    def tried(self, use: str, outcome: str, seconds: float) -> None:  # noqa: ARG002  how it ended is all that is asked
        self.outcomes[outcome] += 1
