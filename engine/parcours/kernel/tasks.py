"""Tasks done and undone by people; a declaration keeps whether it was late."""

from dataclasses import replace

from parcours.kernel import days, lives
from parcours.kernel.turn import Turn
from parcours.law.versions import in_force, quoted
from parcours.messages import Text
from parcours.model.case import Task, TaskStatus
from parcours.model.fact import FactKind, TaskChanged
from parcours.model.step import Author, Layer, MarkDone, Reason, Refusal, Undo


def mark_done(turn: Turn, act: MarkDone) -> Refusal | None:
    """Refuses an unknown task, another role's, or a declaration sent before the law accepts it."""
    task = _find(turn, act.task, TaskStatus.OPEN)
    if task is None:
        return _unknown(act.task)
    role = _role_reason(turn, task, act.by)
    if role is not None:
        return Refusal(Layer.ROLE, (role,))
    on = act.on or turn.today
    if on > turn.today:
        text = Text("Le {day} est à venir : une tâche se dit faite une fois faite.", day=on)
        return Refusal(Layer.INPUT, (Reason("input", text),))
    if task.not_before is not None and on < task.not_before:
        return Refusal(Layer.LAW, (_too_early(turn, task),))
    late = task.due is not None and on > task.due
    turn.record(TaskChanged(replace(task, status=TaskStatus.DONE, done_on=on, late=late)))
    lives.reconsider(turn)
    turn.write(FactKind.TASK, task.action, on, _author(task, act.by), data={"task": task.id})
    return None


def undo(turn: Turn, act: Undo) -> Refusal | None:
    """Reopens the task."""
    task = _find(turn, act.task, TaskStatus.DONE)
    if task is None:
        return _unknown(act.task)
    role = _role_reason(turn, task, act.by)
    if role is not None:
        return Refusal(Layer.ROLE, (role,))
    turn.record(TaskChanged(replace(task, status=TaskStatus.OPEN, done_on=None, late=False)))
    lives.reconsider(turn)
    turn.write(FactKind.TASK, task.action, turn.today, _author(task, act.by), data={"task": task.id, "undone": True})
    return None


def _find(turn: Turn, name: str, status: TaskStatus) -> Task | None:
    """By its id, or by its action: then the latest of that status."""
    tasks = [task for task in turn.draft.tasks.values() if task.status is status and name in {task.id, task.action}]
    return tasks[-1] if tasks else None


def _unknown(name: str) -> Refusal:
    text = Text("Il n'y a pas de tâche « {task} » à changer dans ce dossier.", task=name)
    return Refusal(Layer.STAGE, (Reason("task", text),))


def _role_reason(turn: Turn, task: Task, by: Author) -> Reason | None:
    if not by.role or by.role == task.role:
        return None
    roles = turn.program.workflow.roles
    label = roles[task.role].label if task.role in roles else task.role
    return Reason("role", Text("Cette tâche revient à : {role}.", role=label))


def _author(task: Task, by: Author) -> Author:
    return Author(by.role or task.role, by.user)


def _too_early(turn: Turn, task: Task) -> Reason:
    text = Text("Trop tôt : à faire au plus tôt le {day}", day=task.not_before or turn.today)
    file, rule = days.law_rule(turn, task.law)
    contract = days.governed(turn, file, "") if file is not None else None
    version = in_force(rule, contract.signed_on, turn.today) if rule is not None and contract is not None else None
    if rule is None or version is None:
        return Reason(f"task.{task.action}.not_before", text)
    return Reason(rule.name, quoted(text, version))
