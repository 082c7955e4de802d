"""The calendar a test gives, laid over that of its parcours."""

from dataclasses import replace

from parcours.calendar.days_off import Calendar
from parcours.definition.build.problems import Problems
from parcours.definition.build.world import calendar
from parcours.definition.finding import placed
from parcours.definition.piece import Piece
from parcours.definition.tree import Node, laid_over
from parcours.errors import DefinitionError
from parcours.model.definition import Definition
from parcours.runtime.rehearsal.script import Given


def set_for(given: Given, definition: Definition, tree: Node) -> Definition:
    """The definition under the test's calendar. Raises DefinitionError for a calendar nobody can mean."""
    if not given.calendar:
        return definition
    return replace(definition, calendar=_calendar(given, tree))


def _calendar(given: Given, tree: Node) -> Calendar:
    node = tree.entries().get("calendar")
    for layer in given.calendar:
        node = laid_over(node, layer) if node is not None else layer
    problems = Problems()
    made = calendar(Piece(node), problems)
    if problems.found and node is not None:
        raise DefinitionError(tuple(placed(each, node) for each in problems.found))
    return made
