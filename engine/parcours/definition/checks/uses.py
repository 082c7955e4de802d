"""Actions that some plugin carries out, with the parameters it takes."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from parcours.definition import codes
from parcours.definition.checks.subject import Subject
from parcours.definition.faults import Fault
from parcours.definition.finding import Finding
from parcours.definition.schema import departures
from parcours.definition.tree import Node, Path
from parcours.definition.value_types import WRITE_AS, written
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean
from parcours.model.workflow import Action

OWN_USES: Final = frozenset({"task"})


def uses_are_known(subject: Subject) -> Iterator[Finding]:
    """A use that no plugin answers to; not judged when the plugins are not known."""
    for action in subject.workflow.actions.values():
        if subject.actions and action.use not in subject.actions and action.use not in OWN_USES:
            cause = Text("Aucune extension ne fait « {use} ».", use=action.use)
            known = sorted({*subject.actions, *OWN_USES})
            remedy = did_you_mean(action.use, known) or Text("Choisissez parmi : {uses}.", uses=", ".join(known))
            yield Finding(codes.UNKNOWN_USE, ("actions", action.id, "use"), cause, remedy)


def parameters_are_accepted(subject: Subject) -> Iterator[Finding]:
    """What `with` says is what the plugin of that use asks for."""
    for action in subject.workflow.actions.values():
        shape = subject.actions.get(action.use)
        if shape is None:
            continue
        path = ("actions", action.id, "with")
        said = subject.root.at(path) or Node({}, subject.root.span)
        for fault in departures(said, shape):
            yield from _told(fault, action, path, shape)


def _told(fault: Fault, action: Action, path: Path, shape: Mapping[str, Any]) -> Iterator[Finding]:
    at = (*path, *fault.path)
    match fault.keyword:
        case "required":
            for key in (key for key in fault.asked if key not in fault.found):
                cause = Text("« {use} » demande « {key} », et cette action ne le dit pas.", use=action.use, key=key)
                yield Finding(codes.ACTION_PARAMETERS, at, cause, Text("Ajoutez « {key}: … » sous « with ».", key=key))
        case "additionalProperties":
            known = fault.shape.get("properties", {})
            for key in (key for key in fault.found if key not in known):
                cause = Text("« {key} » n'est pas un réglage de « {use} ».", key=key, use=action.use)
                remedy = did_you_mean(key, known) or Text("Choisissez parmi : {keys}.", keys=", ".join(known))
                yield Finding(codes.ACTION_PARAMETERS, (*at, key), cause, remedy, on_key=True)
        case _ if not _is_filled_later(fault.found):
            cause = Text("« {found} » ne convient pas à « {use} ».", found=written(fault.found), use=action.use)
            yield Finding(codes.ACTION_PARAMETERS, at, cause, _remedy(fault, shape))


def _remedy(fault: Fault, shape: Mapping[str, Any]) -> Text | None:
    """How to write a value of the type that is wanted, else what the plugin says of its parameter."""
    if fault.keyword == "type":
        wanted = fault.asked if isinstance(fault.asked, str) else fault.asked[0]
        return WRITE_AS[wanted](fault.found)
    about = _description(shape, fault.path)
    return Text("Ce réglage : {about}", about=about) if about else None


def _is_filled_later(value: object) -> bool:
    """A template's form is only known once it is filled; without quotes it leaves an empty table, told already."""
    return value == {} or (isinstance(value, str) and "{{" in value)


def _description(shape: Mapping[str, Any], path: Path) -> str:
    """What the plugin says of its own parameter."""
    here: Any = shape
    for step in path:
        here = here.get("properties", {}).get(step, {}) if isinstance(step, str) else here
    return str(here.get("description", ""))


CHECKS: Final = (uses_are_known, parameters_are_accepted)
