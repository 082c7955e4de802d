"""New law, calendar or parameters: person by person, the dates that move; then the change itself."""

import datetime
from dataclasses import dataclass, replace

from parcours.kernel import views
from parcours.messages import Text
from parcours.model.definition import Definition
from parcours.ports import Reader
from parcours.runtime.engine import Engine, Held, look
from parcours.runtime.sentences import WORLD
from parcours.runtime.settle import reckoned_again, settle
from parcours.runtime.stuck import CANNOT_MOVE
from parcours.runtime.writing import after, caught_up


@dataclass(frozen=True, slots=True)
class Move:
    """A due date that another edition of the world moves; None on a side where there is none."""

    case: str
    person: str
    name: str
    before: datetime.date | None
    after: datetime.date | None


@dataclass(frozen=True, slots=True)
class WorldChange:
    """What the edition of this file changes for the `cases` of its parcours, in order of case.

    `stuck` are those that time cannot move, with why: nothing can be told of their dates.
    """

    workflow: str
    cases: tuple[str, ...]
    moves: tuple[Move, ...]
    stuck: tuple[tuple[str, Text], ...] = ()


def plan(engine: Engine, definition: Definition) -> WorldChange:
    """What would move, now; nothing is written."""
    with engine.store.reading() as reader:
        return _plan(engine, reader, definition)


def apply(engine: Engine, definition: Definition) -> WorldChange:
    """Accepts the edition: new steps read it from now on, and the cases concerned reckon their dates again."""
    workflow, now = definition.workflow, engine.clock.now()
    with engine.store.transaction() as transaction:
        change = _plan(engine, transaction, definition)
        transaction.keep_world(workflow.id, definition.world, definition.sources, now)
        # Somebody may have entered under the former edition since: the list is made once nobody can any more.
        change = replace(change, cases=_concerned(transaction, definition))
        for case in change.cases:
            transaction.queue_world_changed(workflow.cae, case, WORLD)
    settle(engine, workflow.cae)
    return change


def _plan(engine: Engine, reader: Reader, definition: Definition) -> WorldChange:
    workflow, now = definition.workflow, engine.clock.now()
    concerned = _concerned(reader, definition)
    cases = [case for each in concerned if (case := reader.case(workflow.cae, each)) is not None]
    moves: list[Move] = []
    stuck: list[tuple[str, Text]] = []
    for case in cases:
        try:
            moves += _moves(look(engine, reader, case, now), definition)
        except CANNOT_MOVE as error:
            stuck.append((case.id, error.text))
    return WorldChange(workflow.id, concerned, tuple(moves), tuple(stuck))


def _concerned(reader: Reader, definition: Definition) -> tuple[str, ...]:
    workflow = definition.workflow
    return tuple(each.id for each in reader.cases(workflow.cae) if each.workflow == workflow.id)


def _moves(held: Held, definition: Definition) -> tuple[Move, ...]:
    later = after(held, caught_up(held))
    world = replace(definition.world, ledger=held.world.ledger, personal=later.world.personal)
    changed = reckoned_again(replace(later, world=world), WORLD)
    before = views.due_days(held.program, later.case)
    then = views.due_days(held.program, changed.case)
    return tuple(
        Move(held.case.id, held.case.person, name, before.get(name), then.get(name))
        for name in sorted({*before, *then})
        if before.get(name) != then.get(name)
    )
