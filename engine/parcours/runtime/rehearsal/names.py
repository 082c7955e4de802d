"""A misspelt name would pass in silence when nothing is expected of it: every name must be one of the file."""

from collections.abc import Collection, Iterator
from difflib import get_close_matches

from parcours.definition import codes
from parcours.diagnostics import Diagnostic, Span, in_file_order
from parcours.errors import DefinitionError
from parcours.kernel.prepare import TERM
from parcours.messages import Text
from parcours.model.deadline import Duties
from parcours.model.workflow import Track, Workflow
from parcours.runtime.rehearsal.script import EditDossier, Expectation, MarkActionDone, Scene, Script, SendEvent, Suite


def check_names(suite: Suite, workflow: Workflow) -> None:
    """Raises DefinitionError naming each name that `workflow` does not know."""
    problems = [problem for script in suite.scripts for problem in _of_script(script, workflow)]
    if problems:
        raise DefinitionError(in_file_order(problems))


def due_names(workflow: Workflow) -> frozenset[str]:
    """Everything `due` may speak of: deadlines and recurrences by owner, and tasks by action."""
    return frozenset(_due_names(workflow))


def _of_script(script: Script, workflow: Workflow) -> Iterator[Diagnostic]:
    yield from _unknown(script.span, script.given.dossier, workflow.dossier)
    if script.given.start is not None:
        yield from _unknown(script.span, [script.given.start.stage], workflow.stages)
    for scene in script.scenes:
        yield from _of_scene(scene, workflow)


def _of_scene(scene: Scene, workflow: Workflow) -> Iterator[Diagnostic]:
    match scene.doing:
        case SendEvent(event=event):
            yield from _unknown(scene.span, [event], workflow.events)
        case MarkActionDone(action=action):
            yield from _unknown(scene.span, [action], workflow.actions)
        case EditDossier(values=values):
            yield from _unknown(scene.span, values, workflow.dossier)
        case None:
            pass
    for each in scene.expectations:
        yield from _of_expectation(each, workflow)


def _of_expectation(each: Expectation, workflow: Workflow) -> Iterator[Diagnostic]:
    said = [str(each.expected)] if each.expected else []
    match each.path:
        case ["stage"]:
            yield from _unknown(each.span, said, workflow.stages)
        case ["situation"]:
            yield from _unknown(each.span, said, workflow.situations)
        case ["did" | "not_did"]:
            yield from _unknown(each.span, said, workflow.actions)
        case ["pending", event]:
            yield from _unknown(each.span, [event], workflow.events)
        case ["due", name]:
            yield from _unknown(each.span, [name], due_names(workflow))
        case ["contract", contract, *_]:
            yield from _unknown(each.span, [contract], workflow.contracts)
        case ["track", track]:
            yield from _unknown(each.span, [track], workflow.tracks)
            if track in workflow.tracks:
                yield from _unknown(each.span, said, workflow.tracks[track].stages)
        case _:
            pass


def _unknown(span: Span, said: Collection[str], known: Collection[str]) -> Iterator[Diagnostic]:
    for name in said:
        if name not in known:
            cause = Text("Le parcours ne connaît pas « {name} ».", name=name)
            yield Diagnostic(codes.UNKNOWN_NAME, span, cause, _remedy(name, known))


def _remedy(name: str, known: Collection[str]) -> Text:
    near = get_close_matches(name, known, n=1)
    if near:
        return Text("Vouliez-vous dire « {near} » ?", near=near[0])
    if known:
        return Text("Le parcours a : {names}.", names=", ".join(sorted(known)))
    return Text("Le parcours n'a rien de tel : retirez cette attente.")


def _due_names(workflow: Workflow) -> Iterator[str]:
    yield from workflow.actions
    for stage in workflow.stages.values():
        yield from _of_duties(stage.duties, stage.id)
        yield from (f"retention.{each.then}" for each in stage.retention)
    for contract in workflow.contracts.values():
        yield f"{contract.id}.{TERM}"
        yield from _of_duties(contract.duties, contract.id)
    yield from (name for track in workflow.tracks.values() for name in _of_track(track))


def _of_track(track: Track) -> Iterator[str]:
    yield from _of_duties(track.duties, track.id)
    for stage in track.stages.values():
        yield from _of_duties(stage.duties, f"{track.id}.{stage.id}")


def _of_duties(duties: Duties, owner: str) -> Iterator[str]:
    yield from (f"{owner}.{each.id}" for each in duties.deadlines)
    yield from (f"{owner}.{each.id}" for each in duties.every)
