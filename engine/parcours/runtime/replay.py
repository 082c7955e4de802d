"""What people did, read back from the journal so that it can be done again."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from parcours.model.case import TaskStatus
from parcours.model.fact import Fact, FactKind, FieldsWritten, RoleAssigned, StateRestored, TaskChanged
from parcours.model.fields import Sealed, Value
from parcours.model.step import Act, Assign, Author, Close, Edit, MarkDone, Send, Undo, Withdraw
from parcours.runtime.engine import Held
from parcours.runtime.sealed import DOSSIER


def later_acts(taken: Sequence[Fact]) -> tuple[Fact, ...]:
    """What people did after the mistake, which is the first thing they did, as far as it still counted.

    Events, withdrawals, dossier edits, tasks done or undone, roles assigned, a closure; neither what an earlier
    revocation took back, nor what comes back by itself with the revocation that was the mistake.
    """
    done = [fact for fact in taken if fact.kind in _ACTS or fact.kind is FactKind.REVOCATION]
    acts: list[Fact] = []
    for fact in done[1:]:
        restored = next((change.to for change in fact.changes if isinstance(change, StateRestored)), None)
        if restored is not None:
            acts = [act for act in acts if act.seq <= restored]
        elif fact.cause != done[0].seq:
            acts.append(fact)
    return tuple(acts)


def replayed_act(held: Held, fact: Fact) -> Act:
    """The act that this fact recorded, personal values read back from the vault."""
    return _ACTS[fact.kind](held, fact, Author(fact.role, fact.user))


def _event(held: Held, fact: Fact, by: Author) -> Send:
    secrets = held.reader.secrets(held.case.cae, held.case.id, fact.seq)
    # Words an input wrote into the dossier are kept there only.
    into = {field.id: f"{DOSSIER}{field.into}" for field in held.program.workflow.events[fact.name].input if field.into}
    clear = {name: value for name, value in fact.data.items() if name not in fact.sealed}
    sealed = {name: secrets[into.get(name, f"fact.{fact.seq}.{name}")] for name in fact.sealed}
    return Send(fact.name, {**clear, **sealed}, by)


def _edit(held: Held, fact: Fact, by: Author) -> Edit:
    secrets = held.reader.secrets(held.case.cae, held.case.id, fact.seq)
    written: dict[str, Value | None] = {}
    for change in fact.changes:
        if isinstance(change, FieldsWritten):
            written |= {
                name: secrets.get(f"{DOSSIER}{name}") if isinstance(value, Sealed) else value
                for name, value in change.values.items()
            }
    return Edit(written, by)


def _task(_held: Held, fact: Fact, by: Author) -> MarkDone | Undo:
    task = next(change.task for change in fact.changes if isinstance(change, TaskChanged))
    # By its action: the task that is opened again has another number.
    return MarkDone(task.action, by, task.done_on) if task.status is TaskStatus.DONE else Undo(task.action, by)


def _assignment(_held: Held, fact: Fact, by: Author) -> Assign:
    change = next(change for change in fact.changes if isinstance(change, RoleAssigned))
    who = change.assignment
    return Assign(change.role, who.user, by, who.stand_in, who.stand_in_from, who.stand_in_until)


def _withdrawal(held: Held, fact: Fact, by: Author) -> Withdraw:
    # By its event: replayed, it waits under another number; refused, it waits under none.
    return Withdraw(next((kept.fact for kept in held.case.kept.values() if kept.event == fact.name), 0), by)


def _closure(held: Held, fact: Fact, by: Author) -> Close:
    return Close(str(held.reader.secrets(held.case.cae, held.case.id, fact.seq)[f"fact.{fact.seq}.reason"]), by)


_ACTS: Final[Mapping[FactKind, Callable[[Held, Fact, Author], Act]]] = {
    FactKind.EVENT: _event,
    FactKind.EDIT: _edit,
    FactKind.TASK: _task,
    FactKind.ASSIGNMENT: _assignment,
    FactKind.WITHDRAWAL: _withdrawal,
    FactKind.CLOSURE: _closure,
}
