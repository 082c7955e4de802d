"""The shapes that the API gives."""

import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict


class Given(BaseModel):
    model_config = ConfigDict(frozen=True)


class Warned(Given):
    code: str
    text: str


class Problem(Given):
    """RFC 9457. `type` names the kind of problem and is the same in every language; `reasons` are all there are."""

    type: str
    title: str
    status: int
    detail: str
    remedy: str = ""
    reasons: list[Warned] = []


class Cooperative(Given):
    cae: str
    roles: list[str]
    rights: list[str]


class Me(Given):
    user: str
    token: str
    scope: Literal["read", "write", "calendar"]
    ends_at: datetime.datetime
    cooperatives: list[Cooperative]


class CaseLine(Given):
    case: str
    cae: str
    person: str
    workflow: str
    stage: str
    seq: int
    opened_on: datetime.date | None
    ended_on: datetime.date | None
    next_on: datetime.date | None


class CasePage(Given):
    """`next` is the cursor of the page that follows, null at the end."""

    items: list[CaseLine]
    next: str | None


class Contract(Given):
    contract: str
    status: str
    signed_on: datetime.date | None
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    trial_ends_on: datetime.date | None
    renewals: int
    total_months: int


class Due(Given):
    name: str
    on: datetime.date


class Waiting(Given):
    """An event accepted whose day is to come; `fact` recorded it."""

    fact: int
    event: str
    on: datetime.date


class TaskLine(Given):
    task: str
    action: str
    role: str
    due: datetime.date | None


class CaseState(Given):
    case: str
    cae: str
    person: str
    workflow: str
    seq: int
    stage: str
    label: str
    situation: str
    opened_on: datetime.date | None
    ended_on: datetime.date | None
    outcome: str
    suspended: bool
    contracts: list[Contract]
    tracks: dict[str, str]
    due: list[Due]
    pending: list[Waiting]
    tasks: list[TaskLine]


class FactLine(Given):
    """`role` and `user` are who made it happen; `told` and `changes` say it in the language asked for."""

    seq: int
    kind: str
    name: str
    on: datetime.date
    at: datetime.datetime
    role: str
    user: str
    told: str
    changes: list[str]


class FactPage(Given):
    items: list[FactLine]
    next: int | None


class Accepted(Given):
    """`repeated`: this key was answered before, at `seq`; nothing was done now."""

    case: str
    seq: int
    stage: str
    facts: list[int]
    warnings: list[Warned]
    repeated: bool


class Duty(Given):
    case: str
    cae: str
    task: str
    role: str
    due: datetime.date


class Duties(Given):
    """`more`: there are others in these days; ask for fewer days."""

    items: list[Duty]
    more: bool


class Deadline(Given):
    case: str
    cae: str
    name: str
    on: datetime.date


class Deadlines(Given):
    items: list[Deadline]
    more: bool


class IncidentLine(Given):
    id: int
    cae: str
    kind: str
    label: str
    subject: str
    opened_at: datetime.datetime


class Incidents(Given):
    items: list[IncidentLine]
    next: int | None


class Asked(Given):
    id: str
    label: str
    type: str
    required: bool
    choices: list[str]


class EventLine(Given):
    """`by` are the roles that may send it; `entry`: a case opens by it."""

    event: str
    label: str
    by: list[str]
    input: list[Asked]
    entry: bool


class WorkflowLine(Given):
    workflow: str
    cae: str
    title: str


class Workflows(Given):
    items: list[WorkflowLine]


class WorkflowState(Given):
    workflow: str
    cae: str
    title: str
    stages: dict[str, str]
    roles: dict[str, str]
    events: list[EventLine]
    dossier: list[Asked]
