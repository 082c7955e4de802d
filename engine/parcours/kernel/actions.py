"""Doing what the file says: tasks for people, effects for machines."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from parcours.calendar.dates import DateRule, Reckoning
from parcours.kernel import days
from parcours.kernel.roots import WORLD
from parcours.kernel.turn import Turn
from parcours.law.versions import in_force
from parcours.model.case import ContractState, Task, TaskStatus
from parcours.model.change import TaskChanged, TaskOpened
from parcours.model.fact import Effect
from parcours.model.law import LawRule, LawVersion
from parcours.model.workflow import Action

DECLARATION = "declaration"
DELIVERED = "delivered"
"""What begins the subject of a task that lists what has left and no longer holds."""
UNNAMED = "unnamed"
"""What begins the subject of a task about a deadline, named by its timer key, that found no date of its list."""
DECIDE = "decide"
"""The use of a task the engine opens by itself: somebody must look at what could not be."""


@dataclass(frozen=True, slots=True)
class Governing:
    """A rule of law, its version in force, and the contract it governs."""

    rule: LawRule
    version: LawVersion
    contract: ContractState


def run(turn: Turn, names: Sequence[str], on: datetime.date) -> None:
    """Carries out actions born on a day, in order. On an adoption nothing past is done again."""
    if turn.silent:
        return
    for name in names:
        action = turn.program.workflow.actions[name]
        task = _open_task(turn, action, on).id if action.by else ""
        turn.effects.append(Effect(len(turn.effects), action.id, action.use, task, after=action.after))


def open_tasks(turn: Turn, names: Sequence[str], on: datetime.date) -> None:
    """Of actions whose day went by unsaid, what people must still be able to do, once; no message is sent."""
    asked = {task.action for task in turn.draft.tasks.values() if task.status is TaskStatus.OPEN}
    for name in names:
        action = turn.program.workflow.actions[name]
        if action.by and name not in asked:
            task = _open_task(turn, action, on).id
            turn.effects.append(Effect(len(turn.effects), action.id, action.use, task, after=action.after))


def ask_somebody(turn: Turn, role: str, subject: str) -> None:
    """A task no file declares: something came to nothing, and somebody must look."""
    task = Task(_next_id(turn), "", role, turn.today, subject=subject)
    turn.record(TaskOpened(task))
    turn.effects.append(Effect(len(turn.effects), "", DECIDE, task.id, subject))


def reconsider_tasks(turn: Turn, touched: Collection[str]) -> None:
    """Open tasks whose window counts from something that has moved have another window."""
    for task in list(turn.draft.tasks.values()):
        roots = turn.program.task_roots.get(task.action)
        if task.status is not TaskStatus.OPEN or roots is None or (WORLD not in touched and roots.isdisjoint(touched)):
            continue
        moved = _in_window(turn, turn.program.workflow.actions[task.action], task)
        if (moved.due, moved.not_before) != (task.due, task.not_before):
            turn.record(TaskChanged(moved, task.due))


def governing(turn: Turn, task: Task) -> Governing | None:
    """The law a task carries out, in the version that governs the contract it was opened for."""
    if not task.law:
        return None
    file, rule = days.law_rule(turn, task.law)
    contract = days.governed(turn, file, f"contract:{task.contract}") if file is not None else None
    version = in_force(rule, contract.signed_on, turn.today) if rule is not None and contract is not None else None
    if rule is None or contract is None or version is None:
        return None
    return Governing(rule, version, contract)


def by_law(turn: Turn, law: Governing | None, window: DateRule | None, task: Task) -> Reckoning | None:
    """One side of the window that the law gives a task; None where it says nothing."""
    if law is None or window is None:
        return None
    days.note_version(turn, law.rule, law.version)
    return days.reckon_rule(turn, days.absolute(window, law.contract), law.contract.owner, task.opened_on)


def _open_task(turn: Turn, action: Action, on: datetime.date) -> Task:
    blank = Task(_next_id(turn), action.id, action.by, on, law=action.law, contract=turn.contract)
    task = _in_window(turn, action, blank)
    turn.record(TaskOpened(task))
    if task.reckoning is not None:
        days.warn_unnamed(turn, action.label or action.id, task.reckoning)
    return task


def _next_id(turn: Turn) -> str:
    return f"{turn.number}.{len(turn.effects)}"


def _in_window(turn: Turn, action: Action, task: Task) -> Task:
    """The task in the stricter window of what the file says and what the law says; an unconfirmed one only warns."""
    law = governing(turn, task)
    within = law.version.within if law is not None else None
    not_before = law.version.not_before if law is not None and law.version.binding else None
    due = _earliest(_own(turn, action.due, task), by_law(turn, law, within, task))
    first = _latest(_own(turn, action.not_before, task), by_law(turn, law, not_before, task))
    return replace(
        task,
        due=due.due if due is not None else None,
        not_before=first.due if first is not None else None,
        reckoning=due,
    )


def _own(turn: Turn, rule: DateRule | None, task: Task) -> Reckoning | None:
    return days.reckon_rule(turn, rule, f"contract:{task.contract}", task.opened_on) if rule is not None else None


def _earliest(one: Reckoning | None, other: Reckoning | None) -> Reckoning | None:
    if one is None or other is None:
        return one or other
    return one if one.due <= other.due else other


def _latest(one: Reckoning | None, other: Reckoning | None) -> Reckoning | None:
    if one is None or other is None:
        return one or other
    return one if one.due >= other.due else other
