"""In whose name somebody acts: a role they have, and the user that facts will name. Never a role they lack."""

from parcours.errors import RefusedError
from parcours.messages import Text
from parcours.model.step import Author
from parcours.runtime.desk.dossier import Asker, at_hand, role_for
from parcours.runtime.engine import Engine, stored


class RoleNotHeldError(RefusedError):
    """Somebody speaks as a role that is not theirs."""

    def __init__(self) -> None:
        super().__init__(
            Text("Vos rôles dans cette coopérative ne permettent pas cela."),
            Text("Demandez-le à qui gère les accès."),
        )


def sending(engine: Engine, case: str, event: str, asker: Asker, role: str = "") -> Author:
    """As whom they send an event: `role` if they say one, else the first of theirs that may. Raises RoleNotHeldError.

    When none may, one of theirs all the same: the kernel says why.
    """
    if role or not asker.roles:
        return speaking(asker, role)
    with engine.store.reading() as reader:
        held = at_hand(engine, reader, case)
        declared = held.program.workflow.events.get(event)
        found = role_for(held, declared, asker) if declared is not None else ""
    return Author(found or asker.roles[0], asker.user)


def entering(asked_of: tuple[str, ...], asker: Asker, role: str = "") -> Author:
    """The same of an event by which a case opens, `asked_of` being the roles that the file lets send it."""
    theirs = next((each for each in asked_of if each in asker.roles), "")
    return speaking(asker, role or theirs)


def doing(engine: Engine, case: str, task: str, asker: Asker, role: str = "") -> Author:
    """As whom they do a task, or open it again: as the role it is asked of, when that is theirs."""
    with engine.store.reading() as reader:
        found = stored(reader, case).tasks.get(task)
    theirs = found.role if found is not None and found.role in asker.roles else ""
    return speaking(asker, role or theirs)


def speaking(asker: Asker, role: str = "") -> Author:
    """As whom they do what any role may. Raises RoleNotHeldError, also for somebody who has no role at all."""
    if not asker.roles or (role and role not in asker.roles):
        raise RoleNotHeldError
    return Author(role or asker.roles[0], asker.user)
