"""Steps as another software lists them, each with what its label means here."""

import datetime
from dataclasses import dataclass
from typing import Final

from parcours.messages import Text
from parcours.model.step import AdoptedContract
from parcours.runtime.paper import PaperContract


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a label stands for: a stage entered, a contract begun or renewed at `stage`, one that ends, or a departure.

    None of these: the label means nothing here.
    """

    stage: str = ""
    contract: str = ""
    ends: str = ""
    leaves: bool = False

    @property
    def is_nothing(self) -> bool:
        return not (self.stage or self.ends or self.leaves)


@dataclass(frozen=True, slots=True)
class PastStep:
    """One step of one person. `until` is the last day of a contract, included; `line` is where it is written."""

    line: int
    label: str
    meaning: Meaning
    on: datetime.date
    until: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Something to say of a line."""

    line: int
    text: Text


@dataclass(frozen=True, slots=True)
class Past:
    """Where a person stands after their steps: at a stage since a day, or nowhere, having left on a day.

    `contract` is the one that runs, in its current period; `finished` those before, its own earlier periods included,
    each unbroken run of renewals as one. `notes` deserve attention and change nothing.
    """

    stage: str = ""
    since: datetime.date | None = None
    contract: AdoptedContract | None = None
    finished: tuple[PaperContract, ...] = ()
    left_on: datetime.date | None = None
    notes: tuple[Told, ...] = ()


NOWHERE: Final = Past()


@dataclass(frozen=True, slots=True)
class Contradicted:
    """Steps that cannot all be true, or that do not say enough: why, line by line."""

    troubles: tuple[Told, ...]
