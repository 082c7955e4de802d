"""The shapes of one event for many cases: what is taken, and what is given."""

from typing import Annotated

from pydantic import Field

from parcours.web.api import taken
from parcours.web.api.asked import MOST
from parcours.web.api.shapes import Given, Warned

Named = Annotated[list[taken.Case], Field(min_length=1, max_length=MOST)]


class Filter(taken.Taken):
    """Open cases, as `GET /cases` finds them; `cursor` is `next` of the answer before."""

    cae: taken.Word | None = None
    workflow: taken.Word | None = None
    stage: taken.Word | None = None
    due_before: taken.Day | None = None
    cursor: taken.Case | None = None


class SendingMany(taken.Sending):
    """The same event for each: `cases` lists them, or says which; `dry_run` tells what would happen, and no more."""

    cases: Named | Filter
    dry_run: bool


class Outcome(Given):
    """`stage` and `seq` are those the case stands at then, or would; refused, every reason why."""

    case: str
    accepted: bool
    stage: str | None
    seq: int | None
    reasons: list[Warned]
    warnings: list[Warned]
    repeated: bool


class Outcomes(Given):
    """Case by case; `next`: the filter finds more, which another request asks for."""

    dry_run: bool
    items: list[Outcome]
    next: str | None
