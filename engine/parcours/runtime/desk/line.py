"""A case in the lists: its person's name, where it stands, what comes next, who follows it."""

import datetime
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from parcours.model.case import Assignment
from parcours.model.workflow import Workflow
from parcours.ports import Outline
from parcours.runtime.desk.naming import folded, looked_for, name_of

Holders = Mapping[str, tuple[str, ...]]
ROOM: Final = 80  # characters of a name in a list
NOBODY: Final[Holders] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the lists. `name` is empty without the key, or once the person is erased.

    `sought` is what a search looks in, `by_name` what lists are sorted by, both folded. `holders` are the users who
    hold a role of the case, by role, stand-ins included.
    """

    case: str
    cae: str
    person: str
    name: str
    sought: str
    by_name: str
    workflow: str
    rules: str
    stage: str
    seq: int
    opened_on: datetime.date | None
    ended_on: datetime.date | None
    next_on: datetime.date | None
    entered_on: datetime.date | None
    suspended: bool
    holders: Holders

    @property
    def called(self) -> str:
        """The name, as much of it as a list has room for, or the reference the cooperative knows them by."""
        called = self.name or self.person
        return called if len(called) <= ROOM else f"{called[: ROOM - 1]}…"


def line_of(workflow: Workflow, found: Outline) -> Line:
    """What lists show of a case, by the words of its rules. What a thousand cases share is kept once."""
    name = name_of(workflow, found.words)
    return Line(
        case=found.case,
        cae=sys.intern(found.cae),
        person=found.person,
        name=name,
        sought=looked_for(workflow, found.words, name, found.person, found.case),
        by_name=folded(name or found.person),
        workflow=sys.intern(found.workflow),
        rules=sys.intern(found.rules),
        stage=sys.intern(found.stage),
        seq=found.seq,
        opened_on=found.opened_on,
        ended_on=found.ended_on,
        next_on=found.next_on if found.ended_on is None else None,
        entered_on=found.entered_on,
        suspended=found.suspended,
        holders=_holders(found.assignments) if found.assignments else NOBODY,
    )


def _holders(assignments: Mapping[str, Assignment]) -> Holders:
    return {role: _users(each.user, each.stand_in) for role, each in assignments.items()}


def _users(*users: str) -> tuple[str, ...]:
    return tuple(sys.intern(user) for user in users if user)
