"""Dates that moved, in words: the day a fact put off or brought forward, and the day it had been."""

import datetime
from collections.abc import Iterator
from typing import Final

from parcours.messages import Text
from parcours.model.case import Part, Task
from parcours.model.fact import Fact, FactKind, TimerArmed, TimerDisarmed
from parcours.model.workflow import Workflow
from parcours.runtime import labels

# Reminders follow their deadline; kept events and resumptions have words of their own.
TOLD: Final = frozenset({Part.DO, Part.FIRE, Part.RETENTION})


def moves_told(workflow: Workflow, fact: Fact) -> Iterator[Text]:
    """One sentence for each deadline whose day is another than it was; of a change of the world, for each new one too.

    A deadline that both does and fires is said once.
    """
    said: dict[Text, None] = {}
    for change in fact.changes:
        match change:
            case TimerArmed(timer=timer, was=was) if timer.part in TOLD:
                if timer.day != was and (was is not None or fact.kind is FactKind.WORLD):
                    said[_moved(labels.timer_label(workflow, timer.key), timer.day, was)] = None
            case TimerDisarmed(key=key, was=was) if was is not None and labels.timer_part(key) in TOLD:
                said[_moved(labels.timer_label(workflow, key), None, was)] = None
    yield from said


def task_moved(workflow: Workflow, task: Task, was: datetime.date) -> Text:
    """The same for a task that stays to be done."""
    label = labels.task_label(workflow, task)
    if task.due is None:
        return Text("à faire sans date, c'était avant le {was} inclus : {action}", action=label, was=was)
    return Text("à faire avant le {due} inclus au lieu du {was} : {action}", action=label, due=task.due, was=was)


def _moved(name: Text, day: datetime.date | None, was: datetime.date | None) -> Text:
    if day is None:
        return Text("échéance « {name} » : plus de date, c'était le {was}", name=name, was=was or "")
    if was is None:
        return Text("échéance « {name} » : le {day}", name=name, day=day)
    return Text("échéance « {name} » : le {day} au lieu du {was}", name=name, day=day, was=was)
