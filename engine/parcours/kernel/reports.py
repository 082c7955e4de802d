"""What became of an effect: a person has to see to it, or what it printed is no longer true."""

from parcours.kernel import actions
from parcours.kernel.turn import Turn
from parcours.model.case import TaskStatus
from parcours.model.fact import Effect, FactKind
from parcours.model.step import Reissue, Report

UNREACHABLE = "unreachable"
"""What begins the subject of a task that says whom an action could not reach."""


def report(turn: Turn, act: Report) -> None:
    """Somebody of the role is asked to reach the person otherwise; once, however many messages come back."""
    subject = f"{UNREACHABLE}:{act.action}"
    asked = (task for task in turn.draft.tasks.values() if task.status is TaskStatus.OPEN)
    if subject not in {task.subject for task in asked}:
        actions.ask_somebody(turn, act.role, subject)
    turn.write(FactKind.REPORT, act.action, turn.today, cause=act.cause, data={"role": act.role})


def reissue(turn: Turn, act: Reissue) -> None:
    """The same action once more: its task, if it has one, stays the one that was opened for the first edition."""
    action = turn.program.workflow.actions[act.action]
    turn.effects.append(Effect(len(turn.effects), action.id, action.use, act.task, after=action.after))
    turn.write(FactKind.REISSUE, act.action, turn.today, cause=act.cause, data={"moved": ", ".join(act.moved)})
