"""What people ask of a case: each command is one transaction, accepted whole or refused whole."""

import datetime
from collections.abc import Mapping

from parcours.calendar import zone
from parcours.calendar.zone import local_time
from parcours.kernel import inputs
from parcours.model.fact import Fact, FactKind
from parcours.model.step import (
    Assign,
    Author,
    Close,
    Edit,
    MarkDone,
    Refusal,
    Send,
    Undo,
    Withdraw,
)
from parcours.runtime.dossier import read_dossier
from parcours.runtime.engine import Engine, Held
from parcours.runtime.perform import Accepted, perform
from parcours.runtime.refusals import StepRefusedError, already_renewed
from parcours.runtime.writing import Request, content

NOBODY = Author()


def send(
    engine: Engine,
    case: str,
    event: str,
    raw: Mapping[str, object],
    by: Author = NOBODY,
    *,
    key: str = "",
    expected: int | None = None,
) -> Accepted:
    """Sends an event of the file; `raw` holds its inputs and the engine's own, as typed."""
    request = Request(key, expected, content("send", event=event, raw=raw, by=by.role))

    def act(held: Held) -> Send:
        sent = read_send(held, event, raw, by)
        if not key and expected is None:
            _refuse_twice(held, sent)
        return sent

    return perform(engine, case, request, act)


def update(
    engine: Engine,
    case: str,
    raw: Mapping[str, object],
    by: Author = NOBODY,
    *,
    key: str = "",
    expected: int | None = None,
) -> Accepted:
    """Writes dossier fields by hand; an empty value empties its field."""
    request = Request(key, expected, content("update", raw=raw, by=by.role))

    def act(held: Held) -> Edit:
        return Edit(read_dossier(held.program.workflow, raw, held.world.calendar), by)

    return perform(engine, case, request, act)


def withdraw(engine: Engine, case: str, fact: int, by: Author = NOBODY, *, key: str = "") -> Accepted:
    """Takes back a kept event, named by the fact that recorded it."""
    request = Request(key, None, content("withdraw", fact=fact, by=by.role))
    return perform(engine, case, request, lambda _: Withdraw(fact, by))


def close(engine: Engine, case: str, reason: str, by: Author = NOBODY, *, key: str = "") -> Accepted:
    """Ends a case out of turn: a death, a duplicate, a transfer."""
    request = Request(key, None, content("close", reason=reason, by=by.role))
    return perform(engine, case, request, lambda _: Close(reason, by))


def assign(engine: Engine, case: str, assignment: Assign, *, key: str = "") -> Accepted:
    """Says who holds a role for this case."""
    request = Request(key, None, content("assign", assignment=assignment))
    return perform(engine, case, request, lambda _: assignment)


def task_done(
    engine: Engine,
    case: str,
    task: str,
    by: Author = NOBODY,
    *,
    on: datetime.date | None = None,
    proof: str = "",
    key: str = "",
) -> Accepted:
    """Marks a task done; `task` is its id, or an action's for its latest open task; `proof` is kept sealed."""
    request = Request(key, None, content("task_done", task=task, on=on, proof=proof, by=by.role))

    def act(held: Held) -> MarkDone:
        return MarkDone(task, task_author(held, task, by), on, proof)

    return perform(engine, case, request, act)


def task_undo(engine: Engine, case: str, task: str, by: Author = NOBODY, *, key: str = "") -> Accepted:
    """Opens again a task marked done by mistake."""
    request = Request(key, None, content("task_undo", task=task, by=by.role))
    return perform(engine, case, request, lambda held: Undo(task, task_author(held, task, by)))


def read_send(held: Held, event: str, raw: Mapping[str, object], by: Author) -> Send:
    """The event with its inputs made values. Raises StepRefusedError naming each input that is wrong."""
    fields = inputs.read(held.program, event, raw)
    if isinstance(fields, Refusal):
        raise StepRefusedError(fields)
    return Send(event, fields, sender(held, event, by))


def sender(held: Held, event: str, by: Author) -> Author:
    """Who sends: unless said, the first role the file allows, and the person who holds it for this case."""
    declared = held.program.workflow.events.get(event)
    role = by.role or (declared.by[0] if declared is not None and declared.by else "")
    return _holder(held, role, by)


def task_author(held: Held, task: str, by: Author) -> Author:
    """Who does a task: unless said, the role it is asked of."""
    found = held.case.tasks.get(task)
    action = held.program.workflow.actions.get(found.action if found is not None else task)
    return _holder(held, by.role or (action.by if action is not None else ""), by)


def _holder(held: Held, role: str, by: Author) -> Author:
    assigned = held.case.assignments.get(role)
    return Author(role, by.user or (assigned.user if assigned is not None else ""))


def _refuse_twice(held: Held, sent: Send) -> None:
    """Two people who enter one renewal on one day have signed one renewal: a second would use up a right."""
    renewed = held.program.renews.get(sent.event, "")
    earlier = _sent_today(held, sent) if renewed else None
    if earlier is not None:
        raise already_renewed(renewed, local_time(earlier.at, held.world.calendar.timezone))


def _sent_today(held: Held, sent: Send) -> Fact | None:
    """The same event recorded today and not revoked since, whatever term each of the two typed."""
    found = None
    for fact in held.reader.facts(held.case.cae, held.case.id):
        if fact.kind is FactKind.REVOCATION:
            found = None
        elif fact.kind is FactKind.EVENT and fact.name == sent.event and _today(held, fact):
            found = fact
    return found


def _today(held: Held, fact: Fact) -> bool:
    return zone.local_day(fact.at, held.world.calendar.timezone) == held.today
