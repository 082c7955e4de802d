"""What a fact changed, in words: one sentence for each change that matters to people."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from parcours.messages import Text
from parcours.model import fact as facts
from parcours.model.case import TaskStatus
from parcours.model.fact import Change, Fact, FactKind, TimerPassed
from parcours.model.workflow import Workflow
from parcours.runtime import labels
from parcours.runtime.moves import TOLD, task_moved


def change_told(workflow: Workflow, change: Change) -> Text | None:
    """The sentence of a change; None for clocks armed or stopped: `explain` tells them, `moves` those that moved."""
    say = _CHANGES.get(type(change))
    return say(workflow, change) if say is not None else None


def silent_told(workflow: Workflow, fact: Fact) -> Iterator[Text]:
    """One sentence for each deadline that a takeover found past, for which nothing left; none for any other fact."""
    if fact.kind is not FactKind.ADOPTION:
        return
    said: dict[Text, None] = {}  # a deadline that both does and fires is said once
    for change in fact.changes:
        if isinstance(change, TimerPassed) and labels.timer_part(change.key) in TOLD:
            label = labels.timer_label(workflow, change.key)
            said[Text("passée, rien n'est parti : {label} le {day}", label=label, day=change.day)] = None
    yield from said


def _stage_entered(workflow: Workflow, change: facts.StageEntered) -> Text:
    return Text("entre à l'étape « {stage} » le {on}", stage=labels.stage_label(workflow, change.stage), on=change.on)


def _case_ended(_workflow: Workflow, change: facts.CaseEnded) -> Text:
    return Text("le parcours prend fin le {on}", on=change.on)


def _signed(workflow: Workflow, change: facts.ContractSigned) -> Text:
    contract, label = change.contract, labels.contract_label(workflow, change.contract.key)
    if contract.ends_on is None:
        return Text("{contract} à partir du {starts_on}, sans terme", contract=label, starts_on=contract.starts_on)
    return Text(
        "{contract} du {starts_on} au {ends_on} inclus",
        contract=label,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
    )


def _begun(workflow: Workflow, change: facts.ContractBegun) -> Text:
    return Text("{contract} : en cours", contract=labels.contract_label(workflow, change.key))


def _renewed(workflow: Workflow, change: facts.ContractRenewed) -> Text:
    label, period = labels.contract_label(workflow, change.key), change.period
    if period.ends_on is None:
        return Text("{contract} renouvelé à partir du {starts_on}", contract=label, starts_on=period.starts_on)
    return Text(
        "{contract} renouvelé du {starts_on} au {ends_on} inclus",
        contract=label,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
    )


def _ended(workflow: Workflow, change: facts.ContractEnded) -> Text:
    return Text("{contract} : dernier jour le {on}", contract=labels.contract_label(workflow, change.key), on=change.on)


def _contract_withdrawn(workflow: Workflow, change: facts.ContractWithdrawn) -> Text:
    return Text("{contract} : retiré avant de commencer", contract=labels.contract_label(workflow, change.key))


def _track_entered(workflow: Workflow, change: facts.TrackEntered) -> Text:
    track = labels.track_label(workflow, change.track)
    stage = labels.track_stage_label(workflow, change.track, change.stage)
    if stage == track:  # a track of one stage, which has no words of its own
        return Text("volet « {track} » : commence", track=track)
    return Text("volet « {track} » : {stage}", track=track, stage=stage)


def _track_ended(workflow: Workflow, change: facts.TrackEnded) -> Text:
    return Text("volet « {track} » : terminé", track=labels.track_label(workflow, change.track))


def _track_resumed(workflow: Workflow, change: facts.TrackResumed) -> Text:
    return Text("volet « {track} » : reprend où il en était", track=labels.track_label(workflow, change.track))


def _task_opened(workflow: Workflow, change: facts.TaskOpened) -> Text:
    task = change.task
    label, role = labels.task_label(workflow, task), labels.role_label(workflow, task.role)
    if task.due is None:
        return Text("à faire par {role} : {action}", role=role, action=label)
    return Text("à faire par {role} avant le {due} inclus : {action}", role=role, action=label, due=task.due)


def _task_changed(workflow: Workflow, change: facts.TaskChanged) -> Text:
    task, label = change.task, labels.task_label(workflow, change.task)
    if task.status is TaskStatus.WITHDRAWN:
        return Text("tâche retirée : {action}", action=label)
    if task.status is TaskStatus.OPEN and change.was is not None:
        return task_moved(workflow, task, change.was)
    if task.status is TaskStatus.OPEN:
        return _task_opened(workflow, facts.TaskOpened(task))
    return Text("fait en retard : {action}", action=label) if task.late else Text("fait : {action}", action=label)


def _fields_written(workflow: Workflow, change: facts.FieldsWritten) -> Text:
    names = ", ".join(labels.field_label(workflow, name) for name in change.values)
    return Text("dossier : {fields}", fields=names)


def _kept(workflow: Workflow, change: facts.EventKept) -> Text:
    return Text(
        "{event} : prendra effet le {on}", event=labels.event_label(workflow, change.kept.event), on=change.kept.on
    )


def _suspended(_workflow: Workflow, change: facts.CaseSuspended) -> Text:
    if change.suspension.until is None:
        return Text("suspendu depuis le {since}", since=change.suspension.since)
    return Text("suspendu du {since} au {until}", since=change.suspension.since, until=change.suspension.until)


def _resumed(_workflow: Workflow, change: facts.CaseResumed) -> Text:
    return Text("reprend le {on}", on=change.on)


def _role_assigned(workflow: Workflow, change: facts.RoleAssigned) -> Text:
    return Text("{role} : {user}", role=labels.role_label(workflow, change.role), user=change.assignment.user)


def _restored(_workflow: Workflow, change: facts.StateRestored) -> Text:
    return Text("tout ce qui suit le fait {to} ne compte plus", to=change.to)


def _retained(_workflow: Workflow, change: facts.RetentionReached) -> Text:
    return Text("durée de conservation atteinte, {then}", then=labels.retention_label(change.then))


_CHANGES: Final[Mapping[type[Change], Callable[[Workflow, Any], Text]]] = {
    facts.StageEntered: _stage_entered,
    facts.CaseEnded: _case_ended,
    facts.ContractSigned: _signed,
    facts.ContractBegun: _begun,
    facts.ContractRenewed: _renewed,
    facts.ContractEnded: _ended,
    facts.ContractWithdrawn: _contract_withdrawn,
    facts.TrackEntered: _track_entered,
    facts.TrackEnded: _track_ended,
    facts.TrackResumed: _track_resumed,
    facts.TaskOpened: _task_opened,
    facts.TaskChanged: _task_changed,
    facts.FieldsWritten: _fields_written,
    facts.EventKept: _kept,
    facts.CaseSuspended: _suspended,
    facts.CaseResumed: _resumed,
    facts.RoleAssigned: _role_assigned,
    facts.StateRestored: _restored,
    facts.RetentionReached: _retained,
}
