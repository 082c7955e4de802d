"""What is declared and serves nothing: a warning, since it hurts nobody."""

import re
from collections.abc import Iterator
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.conditions import guards
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding, warning
from parcours.definition.mentions import ACTIONS, AFTER, CONTRACTS, EVENTS, ROLES, TRACKS
from parcours.definition.tree import Path
from parcours.messages import Text

DECLARED: Final[tuple[Path, ...]] = (ROLES, EVENTS, ACTIONS, TRACKS, CONTRACTS)
PARAMETER: Final = re.compile(r"\bparameter\.(\w+)")


def declared_things_are_used(subject: Subject) -> Iterator[Finding]:
    """Roles, actions, tracks and contracts that nothing names, events that nothing sends or hears."""
    # To come after an action does not have it done.
    done = (each for each in subject.mentions if (each.scope, each.at[-1]) != (ACTIONS, AFTER))
    said = {(mention.scope, mention.name) for mention in done}
    for scope in () if subject.workflow.abstract else DECLARED:
        for name in subject.names(scope):
            if (scope, name) not in said and not _stands_alone(scope, name, subject):
                yield _unused((*scope, name))


def _stands_alone(scope: Path, name: str, subject: Subject) -> bool:
    """An event that people send is judged elsewhere: it may be a note."""
    event = subject.workflow.events.get(name) if scope == EVENTS else None
    return event is not None and (bool(event.by) or event.note)


def parameters_are_read(subject: Subject) -> Iterator[Finding]:
    """A parameter that no condition and no text reads."""
    texts = [guard.condition for _, _, guard in guards(subject)]
    texts += [str(values) for values in subject.definition.parameters_of_actions.values()]
    read = {name for text in texts for name in PARAMETER.findall(text)}
    for name in () if subject.workflow.abstract else subject.workflow.parameters:
        if name not in read:
            yield _unused(("parameters", name))


def _unused(path: Path) -> Finding:
    cause = Text("Rien n'utilise « {name} ».", name=str(path[-1]))
    return warning(codes.UNUSED, path, cause, Text("Retirez-le, ou nommez-le là où il doit servir."))


CHECKS: Final = (declared_things_are_used, parameters_are_read)
