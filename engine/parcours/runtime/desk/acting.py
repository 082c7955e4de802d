"""What somebody signed in does to a dossier: everybody's commands, sent under their name and one of their roles."""

from collections.abc import Mapping
from dataclasses import dataclass

from parcours.errors import RefusedError
from parcours.kernel.inputs import INPUT
from parcours.messages import Text
from parcours.model.definition import Definition
from parcours.model.fields import FieldError, read_date
from parcours.model.step import Assign, Author, Layer
from parcours.runtime import commands
from parcours.runtime.desk.dossier import Asker
from parcours.runtime.engine import Engine
from parcours.runtime.opening import Entrance, start
from parcours.runtime.perform import Accepted
from parcours.runtime.refusals import refused


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sending of a form: what stood before the eyes of whoever filled it in, and a key that makes two of it one."""

    seq: int
    key: str


def send(engine: Engine, case: str, event: str, raw: Mapping[str, object], by: Author, attempt: Attempt) -> Accepted:
    """An event, unless the dossier has moved since its form was shown. Raises what `commands.send` raises."""
    return commands.send(engine, case, event, raw, by, key=attempt.key, expected=attempt.seq)


def edit(engine: Engine, case: str, raw: Mapping[str, object], asker: Asker, attempt: Attempt) -> Accepted:
    """Fields written by hand, under the same condition."""
    return commands.update(engine, case, raw, _somebody(asker), key=attempt.key, expected=attempt.seq)


def mark_done(engine: Engine, case: str, task: str, raw: Mapping[str, object], asker: Asker, key: str) -> Accepted:
    """A task, as the role it is asked of where they have it: the kernel refuses it of another.

    `raw` holds `on` as typed, and `proof`. Raises StepRefusedError for a day that is none.
    """
    by = Author(_of_task(engine, case, task, asker), asker.user)
    try:
        on = read_date("on", raw.get("on"))
    except FieldError as error:
        raise refused(Layer.INPUT, INPUT, error.text) from None
    return commands.task_done(engine, case, task, by, on=on, proof=str(raw.get("proof", "")), key=key)


def undo(engine: Engine, case: str, task: str, asker: Asker, key: str) -> Accepted:
    """Opens again a task called done by mistake, as the role it is asked of where they have it."""
    by = Author(_of_task(engine, case, task, asker), asker.user)
    return commands.task_undo(engine, case, task, by, key=key)


def withdraw(engine: Engine, case: str, fact: int, asker: Asker, key: str) -> Accepted:
    """Takes back an event whose day is to come."""
    return commands.withdraw(engine, case, fact, _somebody(asker), key=key)


def assign(engine: Engine, case: str, role: str, user: str, asker: Asker, key: str) -> Accepted:
    """Says who holds a role for this dossier."""
    return commands.assign(engine, case, Assign(role, user, _somebody(asker)), key=key)


def enrol(
    engine: Engine, definition: Definition, person: str, event: str, raw: Mapping[str, object], asker: Asker, key: str
) -> Accepted:
    """A person enters a parcours by one of its doors, as the first role of that door that they have."""
    allowed = definition.workflow.events[event].by
    role = next((each for each in allowed if each in asker.roles), "")
    if not role:
        raise _not_theirs()
    return start(engine, Entrance(definition, person, by=Author(role, asker.user), key=key), event, raw)


def _somebody(asker: Asker) -> Author:
    """What any role may do takes one all the same. RefusedError for whoever only looks on."""
    if not asker.roles:
        raise _not_theirs()
    return Author(asker.roles[0], asker.user)


def _of_task(engine: Engine, case: str, task: str, asker: Asker) -> str:
    somebody = _somebody(asker).role
    with engine.store.reading() as reader:
        cae = reader.locate(case)
        found = reader.case(cae, case) if cae is not None else None
    asked = found.tasks.get(task) if found is not None else None
    return asked.role if asked is not None and asked.role in asker.roles else somebody


def _not_theirs() -> RefusedError:
    return RefusedError(
        Text("Vos rôles dans cette coopérative ne permettent pas cela."),
        Text("Demandez-le à qui gère les accès."),
    )
