"""Tasks done and undone by people; a declaration keeps whether it was late."""

import datetime
from dataclasses import replace

from parcours.kernel import actions, lives, roles
from parcours.kernel.turn import Turn
from parcours.law.versions import quoted
from parcours.messages import Text
from parcours.model.case import Task, TaskStatus
from parcours.model.change import TaskChanged
from parcours.model.fact import FactKind
from parcours.model.fields import Sealed, Value
from parcours.model.step import Author, Layer, MarkDone, Reason, Refusal, Secret, Undo


def mark_done(turn: Turn, act: MarkDone) -> Refusal | None:
    """Refuses an unknown task, another role's, or a declaration sent before the law accepts it."""
    task = _find(turn, act.task, TaskStatus.OPEN)
    if task is None:
        return _not_there(turn, act.task)
    refusal = _role_refusal(turn, task, act.by)
    if refusal is not None:
        return refusal
    on = act.on or turn.today
    if on > turn.today:
        text = Text("Le {day} est à venir : une tâche se dit faite une fois faite.", day=on)
        return Refusal(Layer.INPUT, (Reason("input", text),))
    early = _early_refusal(turn, task, on)
    if early is not None:
        return early
    late = task.due is not None and on > task.due
    turn.record(TaskChanged(replace(task, status=TaskStatus.DONE, done_on=on, late=late)))
    lives.reconsider(turn)
    data: dict[str, Value] = {"task": task.id}
    if act.proof:
        turn.secrets.append(Secret(turn.number, "fact.proof", act.proof))
        data["proof"] = Sealed.PRESENT
    turn.write(FactKind.TASK, task.action, on, _author(task, act.by), data=data, sealed=("proof",) if act.proof else ())
    return None


def undo(turn: Turn, act: Undo) -> Refusal | None:
    """Reopens the task."""
    task = _find(turn, act.task, TaskStatus.DONE)
    if task is None:
        return _not_there(turn, act.task)
    refusal = _role_refusal(turn, task, act.by)
    if refusal is not None:
        return refusal
    turn.record(TaskChanged(replace(task, status=TaskStatus.OPEN, done_on=None, late=False)))
    lives.reconsider(turn)
    turn.write(FactKind.TASK, task.action, turn.today, _author(task, act.by), data={"task": task.id, "undone": True})
    return None


def _find(turn: Turn, name: str, status: TaskStatus) -> Task | None:
    """By its id, or by its action: then the latest of that status."""
    tasks = [task for task in turn.draft.tasks.values() if task.status is status and name in {task.id, task.action}]
    return tasks[-1] if tasks else None


def _not_there(turn: Turn, name: str) -> Refusal:
    """Why there is nothing to change: somebody was quicker, or no such task was ever asked."""
    found = [task for task in turn.draft.tasks.values() if name in {task.id, task.action}]
    match found[-1] if found else None:
        case Task(status=TaskStatus.DONE, done_on=datetime.date() as day):
            text = Text("La tâche « {task} » est déjà faite, le {day}.", task=name, day=day)
        case Task(status=TaskStatus.OPEN):
            text = Text("La tâche « {task} » est encore à faire.", task=name)
        case Task():
            text = Text("La tâche « {task} » n'est plus demandée.", task=name)
        case _:
            text = Text("Il n'y a pas de tâche « {task} » à changer dans ce dossier.", task=name)
    return Refusal(Layer.STAGE, (Reason("task", text),))


def _role_refusal(turn: Turn, task: Task, by: Author) -> Refusal | None:
    """A task that names no role is anybody's."""
    if not task.role:
        return None
    action = turn.program.workflow.actions.get(task.action)
    what = action.label if action is not None and action.label else task.action or task.subject
    text = roles.refusal(turn, what, (task.role,), _author(task, by))
    return Refusal(Layer.ROLE, (Reason("role", text),)) if text is not None else None


def _author(task: Task, by: Author) -> Author:
    return Author(by.role or task.role, by.user)


def _early_refusal(turn: Turn, task: Task, on: datetime.date) -> Refusal | None:
    """A rule of law that no jurist has read yet warns and refuses nothing."""
    law = actions.governing(turn, task)
    window = actions.by_law(turn, law, law.version.not_before, task) if law is not None else None
    if law is not None and window is not None and on < window.due:
        reason = Reason(law.rule.name, quoted(_too_early(window.due), law.version))
        if law.version.binding:
            return Refusal(Layer.LAW, (reason,))
        turn.warnings.append(reason)
    if task.not_before is not None and on < task.not_before:
        return Refusal(Layer.LAW, (Reason(f"task.{task.action}.not_before", _too_early(task.not_before)),))
    return None


def _too_early(day: datetime.date) -> Text:
    return Text("Trop tôt : à faire au plus tôt le {day}", day=day)
