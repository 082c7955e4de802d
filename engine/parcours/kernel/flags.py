"""Flagging a case: a deadline found no date of the list it aims at, kept its limit, and somebody must decide."""

from collections.abc import Iterator
from dataclasses import replace

from parcours.calendar.dates import Reckoning
from parcours.kernel import actions, days
from parcours.kernel.turn import Turn
from parcours.model.case import Task, TaskStatus
from parcours.model.change import TaskChanged
from parcours.model.deadline import Deadline


def reconsider(turn: Turn, deadline: Deadline, key: str, found: Reckoning) -> None:
    """Asks somebody to look at the deadline of this timer key, once; takes that back when a date has been found."""
    subject = f"{actions.UNNAMED}:{key}"
    if not found.no_named_date:
        forget(turn, subject)
        return
    days.warn_unnamed(turn, deadline.label or deadline.id, found)
    if next(_asked(turn, subject), None) is None:
        actions.ask_somebody(turn, _role(turn, deadline), subject)


def bury(turn: Turn, owner: str) -> None:
    """Nobody need look any more at the deadlines of what has ended."""
    forget(turn, f"{actions.UNNAMED}:{owner}/")


def forget(turn: Turn, prefix: str) -> None:
    """Withdraws what is still asked under that beginning."""
    for task in list(_asked(turn, prefix)):
        turn.record(TaskChanged(replace(task, status=TaskStatus.WITHDRAWN)))


def _asked(turn: Turn, prefix: str) -> Iterator[Task]:
    for task in turn.draft.tasks.values():
        if task.status is TaskStatus.OPEN and not task.action and task.subject.startswith(prefix):
            yield task


def _role(turn: Turn, deadline: Deadline) -> str:
    """Who does what the deadline asks, first of those its file names; else the first role of the file."""
    workflow = turn.program.workflow
    names = (*deadline.do, *(name for rung in deadline.remind for name in rung.do))
    doing = (workflow.actions[name].by for name in names)
    return next((by for by in doing if by), next(iter(workflow.roles), ""))
