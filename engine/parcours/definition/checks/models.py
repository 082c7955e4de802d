"""Files that parameters of actions name: letters, documents."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from parcours.definition import codes
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean

FILE: Final = "x-file"
"""In the schema of a parameter: the files one of which it names, by what stands for `*`."""


def models_are_there(subject: Subject) -> Iterator[Finding]:
    """A parameter that names no file of those a plugin looks among; one filled at delivery is not judged."""
    files = subject.files
    if files is None:
        return
    for action in subject.workflow.actions.values():
        for key, pattern in _patterns(subject.actions.get(action.use, {})):
            path = ("actions", action.id, "with", key)
            said = subject.root.at(path)
            name = said.plain() if said is not None else None
            if isinstance(name, str) and "{{" not in name:
                known = files.names(pattern)
                if name not in known:
                    yield _missing(path, name, pattern, known)


def _patterns(shape: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, part in shape.get("properties", {}).items():
        if isinstance(part, Mapping) and isinstance(part.get(FILE), str):
            yield key, part[FILE]


def _missing(path: tuple[str, ...], name: str, pattern: str, known: tuple[str, ...]) -> Finding:
    file = pattern.replace("*", name)
    cause = Text("Aucun modèle « {name} » : {file} n'est ni dans vos dossiers ni livré.", name=name, file=file)
    remedy = Text("Écrivez {file} dans un dossier que nomme --workflows.", file=file)
    if known:
        listed = Text("Modèles connus : {known}.", known=", ".join(known))
        near = did_you_mean(name, known)
        remedy = Text("{near} {known}", near=near, known=listed) if near is not None else listed
    return Finding(codes.MISSING_MODEL, path, cause, remedy)


CHECKS: Final = (models_are_there,)
