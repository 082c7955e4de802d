"""What a date is for, to somebody who did not write the file: its label, else what it does when its day comes."""

import datetime
from typing import Final

from parcours.calendar import wording
from parcours.calendar.duration import DAYS_IN_A_MONTH
from parcours.messages import Text, all_of
from parcours.model.case import Part
from parcours.model.deadline import Deadline, Recurrence
from parcours.model.workflow import Workflow
from parcours.runtime import labels

MONTHS_FROM: Final = 60  # days: two months and more are said in months
YEARS_FROM: Final = 24  # months: two years and more in years


def date_label(workflow: Workflow, key: str) -> Text:
    """Of a timer, by its key."""
    owner, name, part = key.split("/")[:3]
    if part in {Part.RETENTION, Part.RESUME, Part.KEPT}:
        return labels.timer_label(workflow, key)
    place = owner.partition("#")[0].partition(":")[2]
    return due_label(workflow, f"{place}.{name}")


def due_label(workflow: Workflow, name: str) -> Text:
    """Of a due date, by its full name `<owner>.<deadline>`, or that of the action of a task."""
    found = _declared(workflow, name)
    if found is None or found.label:
        return labels.due_label(workflow, name)
    if isinstance(found, Deadline) and found.fire:
        return Text("{event}", event=labels.event_label(workflow, found.fire))
    does = found.do or (found.otherwise if isinstance(found, Recurrence) else ())
    told = [action_label(workflow, action) for action in does]
    return all_of(told) if told else labels.due_label(workflow, name)


def action_label(workflow: Workflow, action: str) -> str:
    """The words of the file, else its name without what only a machine needs."""
    found = workflow.actions.get(action)
    return found.label if found is not None and found.label else action.replace("_", " ").capitalize()


def away(day: datetime.date, today: datetime.date) -> Text:
    """How far a day is, as people say it: `demain`, `dans 12 jours`, `il y a 3 mois`, `dans 14 ans`."""
    days = (day - today).days
    near = {0: Text("aujourd'hui"), 1: Text("demain"), -1: Text("hier")}
    if days in near:
        return near[days]
    long = _long(abs(days))
    return Text("dans {long}", long=long) if days > 0 else Text("il y a {long}", long=long)


def _long(days: int) -> Text:
    """In days, then in months, then in years, none of them begun only."""
    if days < MONTHS_FROM:
        return wording.days(days)
    months = int(days / DAYS_IN_A_MONTH)
    return wording.months(months) if months < YEARS_FROM else Text("{years} ans", years=months // 12)


def _declared(workflow: Workflow, name: str) -> Deadline | Recurrence | None:
    owner, _, own = name.rpartition(".")
    held = labels.duties(workflow).get(owner, labels.NONE)
    each_of: tuple[Deadline | Recurrence, ...] = (*held.deadlines, *held.every)
    return next((each for each in each_of if each.id == own), None)
