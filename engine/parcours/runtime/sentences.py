"""The journal in words: one sentence a fact."""

import datetime
from collections.abc import Callable, Mapping
from typing import Final

from parcours.kernel.naming import named
from parcours.messages import Text, all_of
from parcours.model.case import Part
from parcours.model.fact import Fact, FactKind, StageEntered, TaskChanged, TimerPassed
from parcours.model.workflow import Workflow
from parcours.runtime import labels
from parcours.runtime.changes import change_told, silent_told
from parcours.runtime.moves import moves_told

WORLD: Final = "world"  # the cause of a fact that a new edition of the dated data made


def fact_told(workflow: Workflow, fact: Fact, day: datetime.date | None = None) -> Text:
    """`15 janvier 2026 : Signature du contrat (accueil)`: what happened, for which day (unless said), by whom."""
    told, on = _KINDS[fact.kind](workflow, fact), day or _day(fact)
    if not fact.role:
        return Text("{on} : {told}", on=on, told=told)
    return Text("{on} : {told} ({role})", on=on, told=told, role=labels.role_label(workflow, fact.role))


def changes_told(workflow: Workflow, fact: Fact) -> tuple[Text, ...]:
    """What the fact changed, in order, then the dates it left silent or moved, then what it asked of machines."""
    said = (change_told(workflow, change) for change in fact.changes)
    effects = (
        Text("action : {action}", action=labels.action_label(workflow, effect.action))
        for effect in fact.effects
        if not effect.task
    )
    dates = (*silent_told(workflow, fact), *moves_told(workflow, fact))
    return (*(each for each in said if each is not None), *dates, *effects)


def _day(fact: Fact) -> datetime.date:
    """A deadline is told on its own day, though what it fires at the end of it takes effect on the next."""
    if fact.kind is not FactKind.TIMER:
        return fact.on
    return next((change.day for change in fact.changes if isinstance(change, TimerPassed)), fact.on)


def _event(workflow: Workflow, fact: Fact) -> Text:
    return Text("{event}", event=labels.event_label(workflow, fact.name))


def _effective(workflow: Workflow, fact: Fact) -> Text:
    return Text("{event} : prend effet", event=labels.event_label(workflow, fact.name))


def _refused_later(workflow: Workflow, fact: Fact) -> Text:
    event, why = labels.event_label(workflow, fact.name), str(fact.data.get("why", ""))
    if not why:
        return Text("{event} : refusé le jour de son effet", event=event)
    said = labels.refusal_label(workflow, fact.name, why)
    return Text("{event} : refusé le jour de son effet ({why})", event=event, why=said)


def _timer(workflow: Workflow, fact: Fact) -> Text:
    name = labels.deadline_label(workflow, fact.name)
    passed = (change for change in fact.changes if isinstance(change, TimerPassed))
    if any(f"/{Part.REMIND}/" in change.key for change in passed):
        return Text("rappel de l'échéance « {name} »", name=name)
    return Text("échéance « {name} »", name=name)


def _task(workflow: Workflow, fact: Fact) -> Text:
    task = next((change.task for change in fact.changes if isinstance(change, TaskChanged)), None)
    label = labels.task_label(workflow, task) if task is not None else fact.name
    return Text("tâche « {action} »", action=label)


def _edit(_workflow: Workflow, _fact: Fact) -> Text:
    return Text("dossier modifié")


def _withdrawal(workflow: Workflow, fact: Fact) -> Text:
    return Text("{event} : retiré avant son effet", event=labels.event_label(workflow, fact.name))


def _closure(_workflow: Workflow, _fact: Fact) -> Text:
    return Text("dossier clos hors parcours")


def _assignment(workflow: Workflow, fact: Fact) -> Text:
    return Text("rôle confié : {role}", role=labels.role_label(workflow, fact.name))


def _revocation(_workflow: Workflow, _fact: Fact) -> Text:
    return Text("retour en arrière")


def _adoption(workflow: Workflow, fact: Fact) -> Text:
    entered = next((change.stage for change in fact.changes if isinstance(change, StageEntered)), "")
    return Text("repris à l'étape « {stage} »", stage=labels.stage_label(workflow, entered))


def _world(_workflow: Workflow, fact: Fact) -> Text:
    if fact.name == WORLD:
        return Text("dates recalculées : le droit, le calendrier ou les paramètres ont changé")
    return Text("dates recalculées : le dossier {case} de la même personne a changé", case=fact.name)


def _report(workflow: Workflow, fact: Fact) -> Text:
    return Text("« {action} » n'a joint personne", action=labels.action_label(workflow, fact.name))


def _reissue(workflow: Workflow, fact: Fact) -> Text:
    moved = [named(workflow, "", name) for name in str(fact.data.get("moved", "")).split(", ") if name]
    action = labels.action_label(workflow, fact.name)
    return Text("nouvelle édition de « {action} » ; a changé : {moved}", action=action, moved=all_of(moved or ["—"]))


_KINDS: Final[Mapping[FactKind, Callable[[Workflow, Fact], Text]]] = {
    FactKind.EVENT: _event,
    FactKind.EFFECTIVE: _effective,
    FactKind.REFUSED_LATER: _refused_later,
    FactKind.TIMER: _timer,
    FactKind.TASK: _task,
    FactKind.EDIT: _edit,
    FactKind.WITHDRAWAL: _withdrawal,
    FactKind.CLOSURE: _closure,
    FactKind.ASSIGNMENT: _assignment,
    FactKind.REVOCATION: _revocation,
    FactKind.ADOPTION: _adoption,
    FactKind.WORLD: _world,
    FactKind.REPORT: _report,
    FactKind.REISSUE: _reissue,
}
