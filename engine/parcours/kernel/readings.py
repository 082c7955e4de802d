"""What may be read of a case at an instant without asking anything of it: names of conditions, days, dates."""

import datetime
from collections.abc import Mapping

from parcours.calendar.dates import DateRule, Reckoning
from parcours.kernel import days
from parcours.kernel.guards import Scope
from parcours.kernel.prepare import Program
from parcours.kernel.turn import Turn
from parcours.model.case import Case
from parcours.model.world import World


def scope(program: Program, case: Case, world: World, now: datetime.datetime) -> Mapping[str, object]:
    """The dotted names that conditions read, but those of an event. A name nobody filled is None."""
    return Scope(Turn(program, case, world, now))


def date_of(
    program: Program,
    case: Case,
    world: World,
    now: datetime.datetime,
    rule: DateRule,
    anchor: datetime.date,
    owner: str,
) -> Reckoning | None:
    """The date of `rule`, counted from `anchor` unless it names a day; None where that day is empty.

    `owner` tells which contract or track stage is meant where the rule may speak of several.
    """
    return days.reckon_rule(Turn(program, case, world, now), rule, owner, anchor)
