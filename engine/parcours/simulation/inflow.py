"""Whether those who come in a scenario are as many as those who came: a forecast is no better than its door."""

import datetime
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LONGEST: Final = 365
"""Days looked back: a year has each of its seasons once."""
SHORTEST: Final = 90
"""Days of journal below which nothing is compared."""
DEVIATIONS: Final = 2
"""Standard deviations of a Poisson count, which chance leaves one time in twenty."""


@dataclass(frozen=True, slots=True)
class Inflow:
    """People who came, over so many days; those a cooperative had before it kept a journal are not among them."""

    people: int
    days: int

    def expected(self, arrivals: float, days: int) -> float:
        """How many a scenario with so many `arrivals` in so many `days` would have had come in the same time."""
        return arrivals * self.days / days

    def fits(self, expected: float) -> bool:
        """Whether chance alone explains what parts them, if people come independently of each other."""
        return abs(self.people - expected) <= DEVIATIONS * math.sqrt(max(expected, 1))


def inflow(came: Iterable[datetime.date], recorded: Iterable[datetime.date], today: datetime.date) -> Inflow | None:
    """What the days on which people `came` and those on which journals began to be `recorded` tell, up to yesterday.

    None when the journal is too young to tell.
    """
    first = min(recorded, default=today)
    days = min((today - first).days, LONGEST)
    if days < SHORTEST:
        return None
    begins = today - datetime.timedelta(days)
    return Inflow(sum(begins <= day < today for day in came), days)
