"""What a simulation says, line by line: the one form that every engine must reproduce, and that all figures fold."""

from dataclasses import dataclass
from enum import StrEnum


class LineKind(StrEnum):
    """What happened. Each says below what `name` and `detail` hold."""

    ARRIVED = "arrived"
    """name: the arrival stream; detail: the case's key in its stream."""
    SENT = "sent"
    """name: the event people sent, whatever the answer."""
    REFUSED = "refused"
    """name: the event; detail: the codes of the refusal, joined by commas."""
    ENTERED = "entered"
    """name: the stage of the main thread."""
    TRACK = "track"
    """name: the track; detail: the stage it enters, empty when it ends."""
    SIGNED = "signed"
    """name: the contract; detail: `starts_on/ends_on`."""
    RENEWED = "renewed"
    """name: the contract; detail: the new `starts_on/ends_on` of the period."""
    ENDED = "ended"
    """name: the contract; detail: its last day."""
    PASSED = "passed"
    """name: the deadline, `<owner>.<deadline>`; detail: the part that acted and its rung."""
    MISSED = "missed"
    """name: a deadline of the law or one that fires, which passed while its owner lived."""
    TASK = "task"
    """name: the action; detail: opened, done or withdrawn."""
    WROTE = "wrote"
    """name: the field; detail: its value in JSON."""
    BOOKED = "booked"
    """name: the session; detail: its day."""
    ASKED = "asked"
    """name: the resource."""
    GRANTED = "granted"
    """name: the resource."""
    RENEGED = "reneged"
    """name: the resource."""
    RELEASED = "released"
    """name: the resource."""
    EARNED = "earned"
    """name: the flow; detail: the amount in cents."""
    LEFT = "left"
    """name: the outcome."""


@dataclass(frozen=True, slots=True)
class Line:
    """`minute` since 1970-01-01 00:00 UTC, `case` from 0: those of a start in its order, then those who come.

    What a journal remembers of the past of a start's people comes first, at its own minutes.
    """

    minute: int
    case: int
    kind: LineKind
    name: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.minute}\t{self.case}\t{self.kind}\t{self.name}\t{self.detail}"
