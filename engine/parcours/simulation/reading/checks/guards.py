"""What the parcours asks before it lets somebody through, and whether the scenario ever gives it."""

from collections.abc import Iterator
from typing import Final

from parcours.definition import codes
from parcours.definition.finding import Finding, warning
from parcours.expressions.condition import compile_condition
from parcours.expressions.environment import Environment
from parcours.expressions.names import names_of, names_of_event
from parcours.expressions.problems import ExpressionError
from parcours.expressions.values import DOSSIER, FILLED
from parcours.messages import Text
from parcours.model.workflow import Guard
from parcours.simulation.reading.subject import Spot, Subject

TASK: Final = "task."
DONE: Final = ".done"
PARAMETER: Final = "parameter."


def awaited_tasks_are_done(subject: Subject) -> Iterator[Finding]:
    """A guard that waits for a task which nobody of the scenario ever does."""
    done = {spot.name for spot in subject.spots if spot.piece.flag("done")}
    for spot, guard, names in _guarded(subject):
        for task in sorted(_tasks(names) - done):
            cause = Text(
                "« {event} » attend que la tâche « {task} » soit faite ({guard}), et personne ne la fait.",
                event=spot.event,
                task=task,
                guard=guard.id,
            )
            remedy = Text("Ajoutez sous « tasks » : {task}: {{fait: {{done: true, …}}}}.", task=task)
            yield warning(codes.UNDONE_TASK, spot.piece.at("send").path, cause, remedy)


def awaited_fields_are_filled(subject: Subject) -> Iterator[Finding]:
    """A guard that reads a field which nothing of the scenario ever fills: it refuses everybody."""
    filled = frozenset(_filled(subject))
    for spot, guard, names in _guarded(subject):
        for field in sorted(_fields(names) - filled):
            cause = Text(
                "« {event} » lit « {field} » ({guard}), que rien ne remplit : tout le monde sera refusé.",
                event=spot.event,
                field=field,
                guard=guard.id,
            )
            remedy = Text("Ajoutez « {field} » sous « dossier », ou à un acte qui l'écrit.", field=field)
            yield warning(codes.UNFILLED_FIELD, spot.piece.at("send").path, cause, remedy)


def parameters_have_a_value_by_then(subject: Subject) -> Iterator[Finding]:
    """A guard that reads a parameter before its first value refuses everybody."""
    begins = subject.file.date("from")
    read = {name for _, _, names in _guarded(subject) for name in names if name.startswith(PARAMETER)}
    for name in sorted(each.removeprefix(PARAMETER) for each in read):
        values = subject.definition.parameters.get(name, ())
        if begins is not None and values and values[0].since > begins:
            since = values[0].since
            cause = Text(
                "« {name} » n'a de valeur que depuis le {since} : d'ici là, ce qui le lit est refusé.",
                name=name,
                since=since,
            )
            remedy = Text("Commencez la simulation ce jour-là, ou donnez au paramètre une valeur d'avant.")
            yield warning(codes.VALUE_TOO_LATE, ("from",), cause, remedy)


def _guarded(subject: Subject) -> Iterator[tuple[Spot, Guard, frozenset[str]]]:
    """Each guard that each act meets, with the names it reads."""
    workflow = subject.workflow
    met = [(spot, guard) for spot in subject.spots if spot.event in workflow.events for guard in _guards(spot, subject)]
    environments = {
        event: Environment.declare({**names_of(workflow), **names_of_event(workflow, workflow.events[event])})
        for event in dict.fromkeys(spot.event for spot, _ in met)
    }
    for spot, guard in met:
        yield spot, guard, _names(guard.condition, environments[spot.event])


def _guards(spot: Spot, subject: Subject) -> dict[Guard, None]:
    """Those of the transitions that the act of a spot may take, each once."""
    entries = [subject.workflow.entry] if spot.kind is None else [each.transitions for each in subject.threads(spot)]
    return dict.fromkeys(guard for each in entries if spot.event in each for guard in each[spot.event].when)


def _names(condition: str, environment: Environment) -> frozenset[str]:
    try:
        return frozenset(compile_condition(condition, environment).names)
    except ExpressionError:  # told of the parcours itself
        return frozenset()


def _tasks(names: frozenset[str]) -> set[str]:
    return {name.removeprefix(TASK).removesuffix(DONE) for name in names if name.startswith(TASK)}


def _fields(names: frozenset[str]) -> set[str]:
    """Fields whose being empty refuses: a guard that asks whether one is filled has thought of it."""
    read = {name.removeprefix(DOSSIER).partition(".")[0] for name in names if name.startswith(DOSSIER)}
    return read - {name.removeprefix(FILLED) for name in names if name.startswith(FILLED)}


def _filled(subject: Subject) -> Iterator[str]:
    yield from (name for name, _ in subject.file.at("dossier").entries())
    for spot in subject.spots:
        yield from (name for name, _ in spot.piece.at("write").entries())
        event = subject.workflow.events.get(spot.event)
        given = {name for name, _ in spot.piece.at("with").entries()}
        yield from (field.into for field in (event.input if event is not None else ()) if field.id in given)


CHECKS = (awaited_tasks_are_done, awaited_fields_are_filled, parameters_have_a_value_by_then)
