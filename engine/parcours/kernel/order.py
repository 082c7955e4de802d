"""The one order of simultaneous things (LANGUAGE.md 2): time, then rank, then file or registration order."""

import datetime
from collections.abc import Mapping

from parcours.model.case import Timer


def next_due(timers: Mapping[str, Timer], until: datetime.datetime) -> Timer | None:
    """The timer that acts first among those due by `until`."""
    due = [timer for timer in timers.values() if timer.due <= until]
    return min(due, key=lambda timer: timer.sort_key, default=None)


def earliest(timers: Mapping[str, Timer]) -> datetime.datetime | None:
    return min((timer.due for timer in timers.values()), default=None)
