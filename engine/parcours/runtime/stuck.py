"""A case that time cannot move: an incident, said once, and the others go on."""

import datetime
from typing import Final

from parcours.errors import BugError, DefinitionError, StoreDamagedError
from parcours.messages import Text
from parcours.ports import Transaction
from parcours.runtime.alarms import sound
from parcours.runtime.refusals import RunawayError, StepRefusedError

STUCK: Final = "stuck"

# What is wrong with one case only: a database that is locked or full, or a missing key, stops everything instead.
CANNOT_MOVE: Final = (BugError, DefinitionError, RunawayError, StepRefusedError, StoreDamagedError)


def tell(transaction: Transaction, cae: str, case: str, why: Text, now: datetime.datetime) -> None:
    """Opens an incident, unless one about this case is still open."""
    sound(transaction, cae, STUCK, case, why, now)
