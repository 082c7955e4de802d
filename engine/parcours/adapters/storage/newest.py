"""The latest instant at which facts were recorded: one row that whoever writes moves forward, once a minute at most.

At each step, all those who write to a server would wait for each other at it. What is asked of it is whether a clock
is wrong by more than five minutes.
"""

from typing import Final

from sqlalchemy import select

from parcours.adapters.storage import schema
from parcours.adapters.storage.hot import Hot
from parcours.adapters.storage.seals import Seals

NAME: Final = "newest_instant"
KEPT: Final = select(schema.settings.c.value).where(schema.settings.c.name == NAME)
TO_THE_MINUTE: Final = len("2026-01-15T11:00")


def is_due(instant: str, known: str) -> bool:
    """Whether it is of a later minute than what is known to be kept. Both are texts of `rows.instant`, or empty."""
    return instant[:TO_THE_MINUTE] > known[:TO_THE_MINUTE]


def keep(hot: Hot, seals: Seals, instant: str) -> None:
    """Leaves a later one as it is."""
    row = (NAME, instant)
    hot.newest((*row, seals.row(schema.settings.name, row)))
