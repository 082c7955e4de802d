"""Doing what the file says: tasks for people, effects for machines."""

import datetime
from collections.abc import Sequence
from dataclasses import replace

from parcours.calendar.dates import DateRule, Reckoning
from parcours.kernel import days
from parcours.kernel.turn import Turn
from parcours.law.versions import in_force
from parcours.model.case import Task, TaskStatus
from parcours.model.fact import Effect, TaskChanged, TaskOpened
from parcours.model.workflow import Action

DECIDE = "decide"
"""The use of a task the engine opens by itself: somebody must look at what could not take effect."""


def run(turn: Turn, names: Sequence[str], on: datetime.date) -> None:
    """Carries out actions born on a day, in order. On an adoption nothing past is done again."""
    if turn.silent:
        return
    for name in names:
        action = turn.program.workflow.actions[name]
        task = _open_task(turn, action, on).id if action.by else ""
        turn.effects.append(Effect(len(turn.effects), action.id, action.use, task))


def ask_somebody(turn: Turn, role: str, subject: str) -> None:
    """A task no file declares, for the author of something that came to nothing."""
    task = Task(_next_id(turn), "", role, turn.today, subject=subject)
    turn.record(TaskOpened(task))
    turn.effects.append(Effect(len(turn.effects), "", DECIDE, task.id, subject))


def reconsider_tasks(turn: Turn, touched: frozenset[str]) -> None:
    """Open tasks whose due day counts from something that has moved are due on another day."""
    for task in list(turn.draft.tasks.values()):
        roots = turn.program.task_roots.get(task.action)
        if task.status is not TaskStatus.OPEN or not roots or roots.isdisjoint(touched):
            continue
        action = turn.program.workflow.actions[task.action]
        due = _due(turn, action, task.opened_on)
        if due is not None and due.due != task.due:
            turn.record(TaskChanged(replace(task, due=due.due, reckoning=due)))


def _open_task(turn: Turn, action: Action, on: datetime.date) -> Task:
    due = _due(turn, action, on)
    not_before = _latest(_own(turn, action.not_before, on), _law_window(turn, action, on, not_before=True))
    task = Task(
        id=_next_id(turn),
        action=action.id,
        role=action.by,
        opened_on=on,
        due=due.due if due is not None else None,
        not_before=not_before.due if not_before is not None else None,
        law=action.law,
        reckoning=due,
    )
    turn.record(TaskOpened(task))
    return task


def _next_id(turn: Turn) -> str:
    return f"{turn.number}.{len(turn.effects)}"


def _due(turn: Turn, action: Action, on: datetime.date) -> Reckoning | None:
    """The stricter of what the file says and what the law says."""
    return _earliest(_own(turn, action.due, on), _law_window(turn, action, on, not_before=False))


def _own(turn: Turn, rule: DateRule | None, on: datetime.date) -> Reckoning | None:
    return days.reckon_rule(turn, rule, "", on) if rule is not None else None


def _law_window(turn: Turn, action: Action, on: datetime.date, *, not_before: bool) -> Reckoning | None:
    if not action.law:
        return None
    file, rule = days.law_rule(turn, action.law)
    contract = days.governed(turn, file, "") if file is not None else None
    if rule is None or contract is None:
        return None
    version = in_force(rule, contract.signed_on, turn.today)
    window = (version.not_before if not_before else version.within) if version is not None else None
    if version is None or window is None:
        return None
    days.note_version(turn, rule, version)
    return days.reckon_rule(turn, days.absolute(window, contract), contract.owner, on)


def _earliest(one: Reckoning | None, other: Reckoning | None) -> Reckoning | None:
    if one is None or other is None:
        return one or other
    return one if one.due <= other.due else other


def _latest(one: Reckoning | None, other: Reckoning | None) -> Reckoning | None:
    if one is None or other is None:
        return one or other
    return one if one.due >= other.due else other
