"""Deadlines, quotas and recurrences: what must have a clock of its own."""

from collections.abc import Iterator
from typing import Final

from parcours.calendar.duration import Duration
from parcours.definition import codes
from parcours.definition.checks.duties import deadlines, recurrences
from parcours.definition.checks.law.compare import is_later, is_longer
from parcours.definition.checks.law.judged import Judged, judged
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.definition.tree import Path
from parcours.messages import Text
from parcours.model.deadline import Deadline, Recurrence
from parcours.model.law import RuleKind


def law_deadlines_are_watched(subject: Subject) -> Iterator[Finding]:
    """A limit of the law has a deadline that carries it out, and not a later one."""
    for each in judged(subject, RuleKind.DEADLINE):
        watching = [(deadline, path) for _, deadline, path in deadlines(subject) if deadline.law == each.item]
        done_by = any(action.law == each.item for action in subject.workflow.actions.values())
        if not watching and not done_by:
            cause = Text("Rien ne surveille ce délai : ajoutez une échéance avec « law: {item} ».", item=each.item)
            yield each.breach(codes.LAW_DEADLINE_MISSING, each.path, cause)
        yield from _late(each, watching)


def _late(each: Judged, watching: list[tuple[Deadline, Path]]) -> Iterator[Finding]:
    within = each.version.within
    for deadline, path in watching if within is not None else ():
        if within is not None and is_later(deadline.rule, within, each.contract, ""):
            cause = Text("Cette échéance tombe après le délai de la loi.")
            yield each.breach(codes.LAW_DEADLINE_LATE, path, cause)


def goals_of_the_law_exist(subject: Subject) -> Iterator[Finding]:
    """What a limit waits for, a situation or a task, is something a person can come to here."""
    situations = {stage.situation for stage in subject.workflow.stages.values()}
    for each in judged(subject, RuleKind.DEADLINE):
        situation, task = each.rule.until_situation, each.rule.until_task
        if situation and situation not in situations:
            cause = Text("La loi attend la situation « {name} », et aucune étape n'y mène.", name=situation)
            yield each.breach(codes.LAW_GOAL_MISSING, each.path, cause)
        if task and task not in subject.workflow.actions:
            cause = Text("La loi attend la tâche « {name} », et ce parcours ne l'a pas.", name=task)
            yield each.breach(codes.LAW_GOAL_MISSING, each.path, cause)


def quotas_are_counted(subject: Subject) -> Iterator[Finding]:
    """So many a period, at least."""
    for each in judged(subject, RuleKind.QUOTA):
        counting = _carrying_out(each, subject)
        if not counting:
            yield _nothing_recurs(each)
        for recurrence, path in counting:
            per = each.version.per
            if per is not None and _counts_less(recurrence, each.version.at_least, per):
                cause = Text(
                    "Le fichier demande {own} au moins en {period}, la loi {least} en {per}.",
                    own=recurrence.at_least,
                    period=recurrence.period.each.text(),
                    least=each.version.at_least,
                    per=per.text(),
                )
                yield each.breach(codes.QUOTA_LOW, (*path, "at_least"), cause)


def _counts_less(recurrence: Recurrence, least: int, per: Duration) -> bool:
    """Fewer, or as many over a longer period."""
    own = recurrence.period.each
    if own.months == 0 or per.months == 0:
        return recurrence.at_least < least
    return recurrence.at_least * per.months < least * own.months


def recurrences_come_often_enough(subject: Subject) -> Iterator[Finding]:
    """What the law wants every month comes every month."""
    for each in judged(subject, RuleKind.RECURRENCE):
        recurring = _carrying_out(each, subject)
        if not recurring:
            yield _nothing_recurs(each)
        for recurrence, path in recurring:
            if each.version.each is not None and is_longer(recurrence.period.each, each.version.each):
                cause = Text(
                    "Cette obligation revient tous les {own}, la loi dit {least}.",
                    own=recurrence.period.each.text(),
                    least=each.version.each.text(),
                )
                yield each.breach(codes.RECURRENCE_RARE, (*path, "each"), cause)


def _nothing_recurs(each: Judged) -> Finding:
    cause = Text(
        "Rien ne revient pour cette règle : ajoutez sous « every » un élément « law: {item} ».", item=each.item
    )
    return each.breach(codes.RECURRENCE_MISSING, each.path, cause)


def _carrying_out(each: Judged, subject: Subject) -> list[tuple[Recurrence, Path]]:
    return [(recurrence, path) for _, recurrence, path in recurrences(subject) if recurrence.law == each.item]


CHECKS: Final = (
    law_deadlines_are_watched,
    goals_of_the_law_exist,
    quotas_are_counted,
    recurrences_come_often_enough,
)
