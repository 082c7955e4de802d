"""What is written by hand, outside of the events of the file: fields, closures, assignments, withdrawals."""

from parcours.kernel import actions, inputs, kept, lives, retention, stages, suspension, tracks
from parcours.kernel.contracts import running
from parcours.kernel.opening import open_once
from parcours.kernel.roots import WORLD
from parcours.kernel.turn import Turn
from parcours.messages import Text
from parcours.model.case import Assignment, Task, TaskStatus
from parcours.model.change import CaseEnded, FieldsWritten, RoleAssigned
from parcours.model.fact import FactKind
from parcours.model.fields import Sealed, Value
from parcours.model.step import Assign, Close, Edit, Layer, Reason, Refusal, Secret, Withdraw, WorldChanged

CLOSED = "closed"


def edit(turn: Turn, act: Edit) -> Refusal | None:
    """Dossier fields; a day that moves moves its deadlines."""
    fields = turn.program.workflow.dossier
    unknown = [name for name in act.values if name not in fields]
    if unknown:
        text = Text("« {field} » n'est pas un champ du dossier.", field=", ".join(unknown))
        return Refusal(Layer.INPUT, (Reason("input", text),))
    emptied = [name for name, value in act.values.items() if value is None and fields[name].required]
    if emptied:
        return Refusal(Layer.INPUT, tuple(Reason("input", inputs.missing(fields[name])) for name in emptied))
    open_once(turn, turn.today)
    written: dict[str, Value | None] = {}
    for name, value in act.values.items():
        if fields[name].personal:
            turn.secrets.append(Secret(turn.number, f"dossier.{name}", value))
        written[name] = Sealed.PRESENT if fields[name].personal and value is not None else value
    turn.record(FieldsWritten(written))
    lives.reconsider(turn)
    turn.write(FactKind.EDIT, ",".join(sorted(written)), turn.today, act.by)
    return None


def withdraw(turn: Turn, act: Withdraw) -> Refusal | None:
    """Takes back an event that waits for its day."""
    held = turn.draft.kept.get(act.fact)
    if held is None:
        text = Text("Aucun événement n'attend sous le numéro {fact}.", fact=act.fact)
        return Refusal(Layer.STAGE, (Reason("kept", text),))
    kept.drop(turn, act.fact, kept.WITHDRAWN)
    told = [task for task in turn.draft.tasks.values() if task.id.startswith(f"{act.fact}.") and _was_told(turn, task)]
    if told:
        actions.ask_somebody(turn, held.role, f"{actions.DELIVERED}:{','.join(task.action for task in told)}")
    lives.reconsider(turn)
    turn.write(FactKind.WITHDRAWAL, held.event, turn.today, act.by, cause=act.fact)
    return None


def _was_told(turn: Turn, task: Task) -> bool:
    """A declaration that was made: whoever received it must hear that it no longer holds."""
    action = turn.program.workflow.actions.get(task.action)
    return task.status is TaskStatus.DONE and action is not None and action.use == actions.DECLARATION


def close(turn: Turn, act: Close) -> Refusal | None:
    """Ends a case out of turn: death, duplicate, transfer. Contracts end that day, nothing more is asked."""
    out_of_place = _not_open(turn)
    if out_of_place is not None:
        return out_of_place
    turn.silent = True
    for fact in list(turn.draft.kept):
        kept.drop(turn, fact, kept.ENDED)
    for contract in turn.program.workflow.contracts:
        state = running(turn, contract)
        if state is not None:
            stages.close(turn, state, turn.today)
    lives.bury(turn, lives.stage_owner(turn), turn.today)
    tracks.end_with(turn, tracks.CASE, turn.today)
    tracks.end_with(turn, tracks.NEVER, turn.today)
    turn.record(CaseEnded(turn.today, CLOSED))
    if turn.draft.suspension is not None:
        suspension.end(turn, turn.today)
    retention.arm(turn)
    turn.secrets.append(Secret(turn.number, "fact.reason", act.reason))
    lives.reconsider(turn)
    turn.silent = False
    turn.write(FactKind.CLOSURE, CLOSED, turn.today, act.by, data={"reason": Sealed.PRESENT}, sealed=("reason",))
    return None


def assign(turn: Turn, act: Assign) -> Refusal | None:
    """Gives a role of this case to a user, with a stand-in for absences."""
    out_of_place = _not_open(turn)
    if out_of_place is not None:
        return out_of_place
    role = turn.program.workflow.roles.get(act.role)
    if role is None or not role.per_case:
        known = ", ".join(each.id for each in turn.program.workflow.roles.values() if each.per_case)
        text = Text(
            "« {role} » n'est pas un rôle tenu dossier par dossier (`per_case`). Le sont : {known}.",
            role=act.role,
            known=known or "—",
        )
        return Refusal(Layer.INPUT, (Reason("input", text),))
    assignment = Assignment(act.user, turn.today, act.stand_in, act.stand_in_from, act.stand_in_until)
    turn.record(RoleAssigned(act.role, assignment))
    turn.write(FactKind.ASSIGNMENT, act.role, turn.today, act.by)
    return None


def _not_open(turn: Turn) -> Refusal | None:
    if turn.draft.opened_on is None:
        text = Text("Le dossier n'est pas encore ouvert.")
    elif turn.draft.ended_on is not None:
        text = Text("Le dossier est clos depuis le {day}.", day=turn.draft.ended_on)
    else:
        return None
    return Refusal(Layer.STAGE, (Reason("stage", text),))


def world_changed(turn: Turn, act: WorldChanged) -> None:
    """Reckons every date again; writes a fact only if one of them moved."""
    turn.touch(WORLD)
    lives.reconsider(turn)
    if turn.changes:
        turn.write(FactKind.WORLD, act.cause, turn.today)
