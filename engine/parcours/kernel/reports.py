"""What became of an effect, when a person has to see to it."""

from parcours.kernel import actions
from parcours.kernel.turn import Turn
from parcours.model.case import TaskStatus
from parcours.model.fact import FactKind
from parcours.model.step import Report

UNREACHABLE = "unreachable"
"""What begins the subject of a task that says whom an action could not reach."""


def report(turn: Turn, act: Report) -> None:
    """Somebody of the role is asked to reach the person otherwise; once, however many messages come back."""
    subject = f"{UNREACHABLE}:{act.action}"
    asked = (task for task in turn.draft.tasks.values() if task.status is TaskStatus.OPEN)
    if subject not in {task.subject for task in asked}:
        actions.ask_somebody(turn, act.role, subject)
    turn.write(FactKind.REPORT, act.action, turn.today, cause=act.cause, data={"role": act.role})
