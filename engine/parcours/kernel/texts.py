"""What a text may name of a case, with its value."""

import datetime
from collections.abc import Iterable, Mapping

from parcours.calendar.zone import start_of
from parcours.expressions.names import names_of
from parcours.kernel.guards import Scope
from parcours.kernel.prepare import Program
from parcours.kernel.turn import Turn
from parcours.model.case import Case
from parcours.model.world import World


def named_values(
    program: Program, case: Case, world: World, on: datetime.date, names: Iterable[str] | None = None
) -> Mapping[str, object]:
    """The value of every name that a condition may read, or of some, on a day; None for what nobody filled."""
    turn = Turn(program, case, world, start_of(on, world.calendar.timezone))
    scope = Scope(turn)
    return {name: scope.get(name) for name in (names_of(program.workflow) if names is None else names)}
