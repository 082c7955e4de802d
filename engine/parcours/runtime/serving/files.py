"""The site's files read again: their words replace those kept, and a broken one keeps what was there."""

from collections.abc import Callable
from dataclasses import dataclass

from parcours.diagnostics import Severity
from parcours.errors import DefinitionError, UsageError
from parcours.messages import Text
from parcours.model.definition import Definition
from parcours.runtime.alarms import FILE, NODES, end, sound
from parcours.runtime.engine import Engine

LoadWorkflow = Callable[[str], Definition]
"""The definition of a workflow by its id, from the files of the site. Raises DefinitionError, UsageError."""


@dataclass(frozen=True, slots=True)
class Reloaded:
    """What became of the file of one workflow in use: `broken` says why it was left aside, `mended` that it was."""

    workflow: str
    broken: Text | None = None
    mended: bool = False


def reload(engine: Engine, load: LoadWorkflow) -> tuple[Reloaded, ...]:
    """Reads the file of every workflow that open cases are held to.

    Rules stay those each case began with; labels, templates and parameters of actions follow the file. Its law and
    its calendar wait for `world apply`.
    """
    pinned: dict[str, set[str]] = {}
    with engine.store.reading() as reader:
        for workflow, rules, _ in reader.rules_in_use():
            pinned.setdefault(workflow, set()).add(rules)
    return tuple(_reload(engine, load, workflow, rules) for workflow, rules in pinned.items())


def _reload(engine: Engine, load: LoadWorkflow, workflow: str, rules: set[str]) -> Reloaded:
    now = engine.clock.now()
    try:
        definition = load(workflow)
    except (DefinitionError, UsageError) as error:
        why = _why(error)
        with engine.store.transaction() as transaction:
            sound(transaction, NODES, FILE, workflow, why, now)
        return Reloaded(workflow, broken=why)
    with engine.store.transaction() as transaction:
        if definition.workflow.hash in rules:
            transaction.keep_definition(definition, now)
        mended = end(transaction, NODES, FILE, workflow, Text("Le fichier est de nouveau lisible."), now)
    if definition.workflow.hash in rules:
        engine.programs.of(definition)
    return Reloaded(workflow, mended=mended)


def _why(error: DefinitionError | UsageError) -> Text:
    """The first error with its place: `fichier.yaml:12:3: P104`."""
    if not isinstance(error, DefinitionError):
        return error.text
    first = next(each for each in error.diagnostics if each.severity is Severity.ERROR)
    place = f"{first.span.file}:{first.span.line}"
    return Text("{place} : {code}, {count} erreur(s).", place=place, code=str(first.code), count=len(error.diagnostics))
