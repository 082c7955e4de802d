"""The shapes that the API takes. What is taken is of its own type: nothing is guessed from another."""

import datetime
import re
from typing import Annotated, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue
from pydantic.json_schema import SkipJsonSchema

LONGEST: Final = 10_000  # characters of one value
FURTHEST: Final = 10**15  # beyond, a number would not be kept exactly
MANY: Final = 200  # values of one event
LATEST: Final = 10**9  # beyond the last fact of any case
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

PERSON: Final = r"^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,99}$"
KEY: Final = r"^[A-Za-z0-9._:-]{1,100}$"
WORD: Final = r"^[a-z][a-z0-9_]{0,63}$"
CASE: Final = r"^[A-Za-z0-9._-]{1,64}$"
TAG: Final = r'^"?[0-9]{1,9}"?$'
USER: Final = r"^[a-z0-9][a-z0-9._-]{0,63}$"
DIGEST: Final = r"^[0-9a-f]{64}$"
SAID: Final = r"[0-9A-Za-zÀ-ÖØ-öø-ÿ]"  # a letter or a digit at least: spaces alone say nothing


def day(written: object) -> object:
    """A civil day in ISO 8601. ValueError for what is written otherwise, an instant or a number of seconds."""
    if not isinstance(written, str) or DAY.fullmatch(written) is None:
        raise ValueError("not a day")
    return datetime.date.fromisoformat(written)


def whole(written: object) -> object:
    """A number that JSON Schema calls an integer, however it is written: 3.0 is one."""
    return int(written) if isinstance(written, float) and written.is_integer() else written


Day = Annotated[datetime.date, BeforeValidator(day)]
Word = Annotated[str, Field(pattern=WORD)]
Case = Annotated[str, Field(pattern=CASE)]
Task = Annotated[str, Field(pattern=CASE)]
Person = Annotated[str, Field(pattern=PERSON)]
Tag = Annotated[str, Field(pattern=TAG)]
User = Annotated[str, Field(pattern=USER)]
Digest = Annotated[str, Field(pattern=DIGEST)]
Motive = Annotated[str, Field(pattern=SAID, max_length=500, description="Without the name of anybody.")]
Number = Annotated[int, Field(ge=-FURTHEST, le=FURTHEST)]
Fraction = Annotated[float, Field(ge=-FURTHEST, le=FURTHEST, allow_inf_nan=False)]
Words = Annotated[str, Field(max_length=LONGEST)]


Unsaid = SkipJsonSchema[None]  # a parameter left out: there is no null in an address


class Taken(BaseModel):
    """What somebody sends: nothing more than this, and each of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Validity(Taken):
    """How long a document holds: both days included; without an end it never lapses."""

    first: Annotated[Day, Field(alias="from")]
    until: Day | None = None


Value = Words | Number | Fraction | bool | Validity | None
NO_OTHER: Final[dict[str, JsonValue]] = {"additionalProperties": False}  # than names that are words
Values = Annotated[dict[Word, Value], Field(max_length=MANY, json_schema_extra=NO_OTHER)]


class Speaking(Taken):
    """`role` is one of yours; left out, the first of yours that may."""

    role: Word | None = None


class Entry(Speaking):
    """Somebody enters a parcours: their reference in your lists, never a name; inputs of the event, dossier fields."""

    event: Word
    person: Person
    input: Values = {}


class Sending(Speaking):
    """What happened, or what somebody decided; `on` is the day it takes effect, today unless said."""

    event: Word
    input: Values = {}
    on: Day | None = None


class Filling(Speaking):
    """Dossier fields, null to empty one."""

    fields: Annotated[dict[Word, Value], Field(min_length=1, max_length=MANY, json_schema_extra=NO_OTHER)]


class Doing(Speaking):
    """A task done, on that day, with what proves it."""

    on: Day | None = None
    proof: Annotated[str, Field(max_length=500)] = ""


class Undoing(Speaking):
    """A task opened again."""


class Assigning(Speaking):
    """Who holds a role for this case, and who stands in from a day to another, both included."""

    held: Word
    user: User
    stand_in: User | Annotated[str, Field(max_length=0)] = ""
    first: Annotated[Day | None, Field(alias="from")] = None
    until: Day | None = None


class Closing(Speaking):
    """A case ended out of turn."""

    reason: Motive


class Revoking(Speaking):
    """All that followed fact `to` is taken back; `replay`: the events that followed are sent again."""

    to: Annotated[int, Field(ge=0, le=LATEST), BeforeValidator(whole)]
    reason: Motive
    replay: bool = False


class Retrying(Taken):
    """An effect tried again."""

    reason: Annotated[str, Field(max_length=500)] = ""


class Settling(Taken):
    """An incident that ends, and why."""

    reason: Motive


class Erasing(Taken):
    """Somebody whose words are destroyed, and who asked for it, without naming them."""

    cae: Word
    person: Person
    reason: Motive
