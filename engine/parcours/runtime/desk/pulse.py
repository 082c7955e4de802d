"""Whether time passes: what is due and has not been done, told to everybody rather than to operations alone."""

import datetime
from collections.abc import Iterable
from typing import Final

from parcours.messages import Text
from parcours.runtime import hours
from parcours.runtime.engine import Engine

PATIENCE: Final = datetime.timedelta(minutes=5)


def lateness(engine: Engine, caes: Iterable[str]) -> Text | None:
    """How long the oldest date of these cooperatives has waited to act, once that is too long; else None."""
    now = engine.clock.now()
    with engine.store.reading() as reader:
        waiting = [due for cae in caes if (due := reader.next_due(cae)) is not None]
    oldest = min(waiting, default=now)
    return hours.elapsed((now - oldest).total_seconds()) if now - oldest > PATIENCE else None
