"""What the use cases ask of the world outside, and what adapters give: a clock, a store, a vault."""

from parcours.ports.records import (
    Answer,
    CaseSummary,
    Clock,
    Commit,
    ConflictError,
    DueDate,
    DueTask,
    Erasure,
    Hold,
    Incident,
    KeyFileError,
    Mark,
    MissingKeyError,
    OutboxRow,
    OvertakenError,
    Wanted,
    WorldVersion,
)
from parcours.ports.site import FolderError, Quiet, Site
from parcours.ports.stores import Reader, Store, Transaction
from parcours.ports.watch import Watch

__all__ = [
    "Answer",
    "CaseSummary",
    "Clock",
    "Commit",
    "ConflictError",
    "DueDate",
    "DueTask",
    "Erasure",
    "FolderError",
    "Hold",
    "Incident",
    "KeyFileError",
    "Mark",
    "MissingKeyError",
    "OutboxRow",
    "OvertakenError",
    "Quiet",
    "Reader",
    "Site",
    "Store",
    "Transaction",
    "Wanted",
    "Watch",
    "WorldVersion",
]
