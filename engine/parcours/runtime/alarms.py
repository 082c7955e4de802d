"""Incidents that the engine raises by itself: said once, and ended when what they tell of is over."""

import datetime

from parcours.messages import Text
from parcours.ports import Incident, Reader, Transaction

CLOCK = "clock"
FILE = "workflow_file"
FOLDER = "site_folder"
NODES = ""  # the cooperative of what concerns them all


def standing(reader: Reader, cae: str, kind: str, subject: str) -> Incident | None:
    """The open incident of that kind about that subject."""
    return next(
        (each for each in reader.incidents(cae, only_open=True) if (each.kind, each.subject) == (kind, subject)), None
    )


def sound(transaction: Transaction, cae: str, kind: str, subject: str, why: Text, now: datetime.datetime) -> None:
    """Opens an incident, unless one is still open."""
    if standing(transaction, cae, kind, subject) is None:
        transaction.open_incident(cae, kind, subject, why.render(), now)


def end(transaction: Transaction, cae: str, kind: str, subject: str, how: Text, now: datetime.datetime) -> bool:
    """Resolves the open incident, if there is one; whether there was."""
    opened = standing(transaction, cae, kind, subject)
    if opened is not None:
        transaction.resolve_incident(opened.id, now, how.render())
    return opened is not None
