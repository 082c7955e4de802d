"""How the columns and labels of another software are to be read, once a mapping's file is read."""

import datetime
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from parcours.model.workflow import Workflow
from parcours.runtime.exchange.steps import Meaning


@dataclass(frozen=True, slots=True)
class PeopleColumns:
    """Where people are listed; `fields` gives each field of the dossier its columns. No sheet: the first."""

    reference: str
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class StepColumns:
    """Where steps are listed. `day_after`: a contract's date is the day after its last one.

    `in_order`: steps of one day happened as their lines follow one another.
    """

    reference: str
    step: str
    effective: str
    until: str = ""
    situation: str = ""
    sheet: str = ""
    day_after: bool = False
    in_order: bool = False

    @property
    def own(self) -> tuple[str, ...]:
        """Every column it reads."""
        return tuple(each for each in (self.reference, self.step, self.effective, self.until, self.situation) if each)

    def last_day(self, day: datetime.date) -> datetime.date:
        """The last day of a contract whose date is `day`."""
        return day - datetime.timedelta(1) if self.day_after else day


@dataclass(frozen=True, slots=True)
class ImportMapping:
    """A whole mapping; `labels` are as `plain_words` leaves them."""

    id: str
    workflow: Workflow
    people: PeopleColumns
    steps: StepColumns
    labels: Mapping[str, Meaning]
    encoding: str = "utf-8"


def plain_words(text: str) -> str:
    """The same words, whatever spaces and whichever bytes of accents they are written with."""
    return " ".join(unicodedata.normalize("NFC", text).split())
