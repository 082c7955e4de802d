"""The words of a file for its ids; an id nobody labels stands for itself."""

from collections.abc import Mapping
from typing import Final

from parcours.kernel import actions, reports
from parcours.kernel.prepare import TERM
from parcours.messages import Text
from parcours.model.case import Part, Task
from parcours.model.deadline import Duties
from parcours.model.fact import Effect, Fact
from parcours.model.workflow import Workflow

NONE: Final = Duties()
RETENTION: Final = "retention."
_THEN: Final = {"archive": Text("à archiver"), "anonymise": Text("à anonymiser"), "erase": Text("à effacer")}


def stage_label(workflow: Workflow, stage: str) -> str:
    found = workflow.stages.get(stage)
    return found.label if found is not None and found.label else stage


def event_label(workflow: Workflow, event: str) -> str:
    found = workflow.events.get(event)
    return found.label if found is not None and found.label else event


def refusal_label(workflow: Workflow, event: str, code: str) -> str:
    """What a guard says; a rule of the law or of the contract is named by its code."""
    places = [
        *workflow.stages.values(),
        *(stage for track in workflow.tracks.values() for stage in track.stages.values()),
    ]
    heard = [workflow.entry, *(place.transitions for place in places)]
    guards = (guard for each in heard if event in each for guard in each[event].when)
    return next((guard.say for guard in guards if guard.id == code), code)


def role_label(workflow: Workflow, role: str) -> str:
    found = workflow.roles.get(role)
    return found.label if found is not None and found.label else role


def action_label(workflow: Workflow, action: str) -> str:
    found = workflow.actions.get(action)
    return found.label if found is not None and found.label else action


def track_label(workflow: Workflow, track: str) -> str:
    found = workflow.tracks.get(track)
    return found.label if found is not None and found.label else track


def track_stage_label(workflow: Workflow, track: str, stage: str) -> str:
    found = workflow.tracks.get(track)
    place = found.stages.get(stage) if found is not None else None
    return place.label if place is not None and place.label else stage


def contract_label(workflow: Workflow, key: str) -> str:
    """The label of a contract, by its id or by its key `<id>#<number>`."""
    contract = key.partition("#")[0]
    found = workflow.contracts.get(contract)
    return found.label if found is not None and found.label else contract


def field_label(workflow: Workflow, field: str) -> str:
    found = workflow.dossier.get(field)
    return found.label if found is not None and found.label else field


def input_label(workflow: Workflow, fact: Fact, name: str) -> Text:
    """The words of an input of the event a fact records; `reason` and `proof` are the engine's own questions."""
    event = workflow.events.get(fact.name)
    declared = {field.id: field.label for field in event.input} if event is not None else {}
    own = {"reason": Text("motif"), "proof": Text("preuve")}
    if name in own and name not in declared:
        return own[name]
    return Text("{name}", name=declared.get(name) or name)


def deadline_label(workflow: Workflow, name: str) -> Text:
    """The words of a deadline or a recurrence, by its full name `<owner>.<deadline>`."""
    owner, _, own = name.rpartition(".")
    if own == TERM and owner in workflow.contracts:
        return Text("terme : {contract}", contract=contract_label(workflow, owner))
    held = duties(workflow).get(owner, NONE)
    labels = {each.id: each.label for each in held.deadlines} | {each.id: each.label for each in held.every}
    return Text("{name}", name=labels.get(own) or name)


def timer_label(workflow: Workflow, key: str) -> Text:
    """The words of what a timer was armed for, by its key."""
    owner, name, part = key.split("/")[:3]
    if part == Part.RETENTION:
        return due_label(workflow, f"{RETENTION}{name}")
    place = owner.partition("#")[0].partition(":")[2]
    return deadline_label(workflow, f"{place}.{name}" if place else name)


def timer_part(key: str) -> str:
    return key.split("/")[2]


def due_label(workflow: Workflow, name: str) -> Text:
    """The words of a due date, whether it is a deadline's, an action's or the end of a retention."""
    if name.startswith(RETENTION):
        return Text("fin de conservation, {then}", then=retention_label(name.removeprefix(RETENTION)))
    if name in workflow.actions:
        return Text("{name}", name=action_label(workflow, name))
    return deadline_label(workflow, name)


def retention_label(then: str) -> Text:
    """What becomes of a file at the end of its retention."""
    return _THEN[then]


def task_label(workflow: Workflow, task: Task) -> Text | str:
    """The action of a task; for one the engine opened by itself, what it is about."""
    if task.action:
        return action_label(workflow, task.action)
    about, _, of = task.subject.partition(":")
    named = ", ".join(action_label(workflow, action) for action in of.split(","))
    match about:
        case actions.UNNAMED:
            return Text("décider : aucune date ne convient à « {name} »", name=timer_label(workflow, of))
        case actions.DELIVERED:
            return Text("dire que cela ne vaut plus : {actions}", actions=named)
        case reports.UNREACHABLE:
            return Text("joindre autrement la personne : {actions}", actions=named)
        case _:
            return event_label(workflow, task.subject)


def effect_label(workflow: Workflow, tasks: Mapping[str, Task], effect: Effect) -> Text | str:
    """The action of an effect; for one that announces a task the engine opened by itself, what that is about."""
    if effect.action:
        return action_label(workflow, effect.action)
    task = tasks.get(effect.task)
    return task_label(workflow, task) if task is not None else effect.subject


def duties(workflow: Workflow) -> dict[str, Duties]:
    """Deadlines and recurrences by their owner: a stage, a contract, a track, the stage of a track."""
    owners = {stage.id: stage.duties for stage in workflow.stages.values()}
    owners |= {contract.id: contract.duties for contract in workflow.contracts.values()}
    for track in workflow.tracks.values():
        owners[track.id] = track.duties
        owners |= {f"{track.id}.{stage.id}": stage.duties for stage in track.stages.values()}
    return owners
