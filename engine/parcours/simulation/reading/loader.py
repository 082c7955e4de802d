"""The one door from files to a scenario: everything wrong with it, and with its parcours, is said at once."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from parcours.definition import codes
from parcours.definition.build.problems import Problems
from parcours.definition.build.world import calendar
from parcours.definition.chain import Reading, lineage
from parcours.definition.finding import Finding, placed
from parcours.definition.loader import NO_SCHEMAS, Examined, Schemas, examine
from parcours.definition.misspelt import with_inherited_names
from parcours.definition.overlay import Overlay, resolve
from parcours.definition.piece import Piece
from parcours.definition.schema import validate_tree
from parcours.definition.shelf import Folders, Kind, shown
from parcours.definition.source import read
from parcours.definition.tree import Document, Node, laid_over
from parcours.diagnostics import Diagnostic, Severity, in_file_order, refuses
from parcours.errors import DefinitionError, UsageError
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean
from parcours.model.definition import Definition
from parcours.resources import folder
from parcours.simulation.reading.build import scenario
from parcours.simulation.reading.checks import FROM_ABSENCE, findings
from parcours.simulation.reading.keys import OF_SCENARIO
from parcours.simulation.reading.provenance import Ranks
from parcours.simulation.reading.ranges import UNVARIED, varied
from parcours.simulation.reading.subject import Subject
from parcours.simulation.scenario.scenario import Scenario

SCENARIOS: Final = "scenarios"
REFERENCE: Final = "reference"  # the folder of the parcours that engines are compared on


@dataclass(frozen=True, slots=True)
class ExaminedScenario:
    """A scenario with all that was found: it and its `definition` are None when they cannot be read at all.

    `texts` holds each file read by the name its diagnostics use, `subject` what the checks looked at.
    """

    scenario: Scenario | None
    definition: Definition | None
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    subject: Subject | None = None


def read_scenario(
    path: Path | str,
    folders: Sequence[Path] = (),
    actions: Schemas = NO_SCHEMAS,
    values: Mapping[str, float] = UNVARIED,
) -> tuple[Scenario, Definition]:
    """The scenario of a file, or of an id, with the parcours it simulates.

    An id, a parent and the parcours are looked for around the file, in `folders`, then among those shipped. `values`
    take the place of numbers written at those paths (minutes where a duration is written). Raises DefinitionError with
    every error of every file, UsageError when there is no such file, KeyError for a path that leads nowhere.
    """
    examined = examine_scenario(path, folders, actions, values=values)
    if examined.scenario is None or examined.definition is None or refuses(examined.diagnostics):
        raise DefinitionError(examined.diagnostics)
    return examined.scenario, examined.definition


def examine_scenario(
    path: Path | str,
    folders: Sequence[Path] = (),
    actions: Schemas = NO_SCHEMAS,
    today: datetime.date = datetime.date.min,
    values: Mapping[str, float] = UNVARIED,
) -> ExaminedScenario:
    """All there is to know of a scenario, whether or not it can be used. UsageError when there is no such file."""
    shelf, document = _opened(path, (*folders, folder("workflows")))
    reading = Reading(shelf)
    trees = lineage(document, reading, "scenario")
    if not trees:
        return ExaminedScenario(None, None, in_file_order(reading.found), reading.shown)
    overlay = resolve(trees, OF_SCENARIO)
    found = [*reading.found, *overlay.diagnostics]
    workflow = _workflow(overlay.root, shelf.folders.paths, (actions, today), found)
    texts = {**reading.shown, **(workflow.texts if workflow is not None else {})}
    found += _lacking(overlay.root, found)
    if workflow is None or workflow.definition is None or refuses(workflow.diagnostics):
        return ExaminedScenario(None, None, in_file_order(found), texts)
    definition = _dated(overlay.root, workflow.definition, workflow.tree, found)
    overlay = replace(overlay, root=varied(overlay.root, values))
    subject = _built(overlay, definition, _ranks(trees), found)
    found = list(with_inherited_names(found, overlay.root, overlay.inherited))
    return ExaminedScenario(subject.scenario, definition, in_file_order(found), texts, subject)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Folders, and before them the one where the file itself stands."""

    folders: Folders
    beside: Path | None = None

    def find(self, kind: Kind, name: str, beneath: int = 0) -> Document | None:
        near = self.beside / f"{name}.yaml" if self.beside is not None and kind == "scenario" else None
        if near is not None and near.is_file():
            return read(near, shown(near))
        return self.folders.find(kind, name, beneath)

    def names(self, kind: Kind) -> tuple[str, ...]:
        return self.folders.names(kind)


def _opened(path: Path | str, known: tuple[Path, ...]) -> tuple[Shelf, Document]:
    """The file, or that of an id, and where all that it names is looked for."""
    if isinstance(path, Path) or path.endswith((".yaml", ".yml")) or "/" in path:
        file = Path(path)
        around = tuple(dict.fromkeys((_around(file), *known)))
        return Shelf(Folders(around), file.parent), read(file, shown(file))
    shelf = Shelf(Folders(known))
    document = shelf.find("scenario", path)
    if document is None:
        remedy = did_you_mean(path, shelf.names("scenario")) or Text("Donnez un fichier, ou un autre dossier.")
        raise UsageError(Text("Aucun scénario « {name} ».", name=path), remedy)
    return shelf, document


def _around(file: Path) -> Path:
    """Where the parcours of a file is looked for first: its folder, or the one above that of scenarios."""
    if file.absolute().parent.name != SCENARIOS:
        return file.parent
    return file.parent.parent if file.parent.name else Path("..")


def _workflow(
    root: Node, known: Sequence[Path], judged: tuple[Schemas, datetime.date], found: list[Diagnostic]
) -> Examined | None:
    """The parcours of a scenario with its own errors added to `found`; None, which is said, when there is none."""
    named = root.at(("workflow",))
    if named is None or not isinstance(named.value, str) or not named.value:
        return None  # a missing key, told as such
    name = named.value
    try:
        examined = examine(name, (*known, *(each / REFERENCE for each in known)), *judged)
    except UsageError as error:
        cause = Text("Aucun parcours « {name} » autour de ce scénario ni parmi ceux fournis.", name=name)
        found.append(Diagnostic(codes.UNKNOWN_WORKFLOW, named.span, cause, error.remedy))
        return None
    found += [each for each in examined.diagnostics if each.severity is Severity.ERROR]
    if examined.definition is not None and examined.definition.workflow.abstract:
        cause = Text("« {name} » est abstrait : personne n'y entre.", name=name)
        remedy = Text("Nommez un parcours qui l'étend.")
        found.append(Diagnostic(codes.UNKNOWN_WORKFLOW, named.span, cause, remedy))
        return replace(examined, definition=None)
    return examined


def _dated(root: Node, definition: Definition, tree: Node | None, found: list[Diagnostic]) -> Definition:
    """The parcours under the calendar that the scenario lays over its own."""
    above, below = root.at(("calendar",)), tree.at(("calendar",)) if tree is not None else None
    if above is None or below is None:
        return definition
    node, problems = laid_over(below, above), Problems()
    made = calendar(Piece(node), problems)
    found += [placed(each, node) for each in problems.found]
    return replace(definition, calendar=made)


def _lacking(root: Node, said: Sequence[Diagnostic]) -> Iterator[Diagnostic]:
    """What only the resolved scenario lacks: its shapes were judged file by file."""
    places, causes = {each.span for each in said}, {each.cause for each in said}
    for each in validate_tree(root, "scenario-resolved"):
        if each.span not in places and each.cause not in causes:
            yield each


def _ranks(trees: Sequence[Node]) -> Ranks:
    return {tree.span.file: rank for rank, tree in enumerate(trees)}


def _built(overlay: Overlay, definition: Definition, ranks: Ranks, found: list[Diagnostic]) -> Subject:
    """What the tree says, with all that is wrong with it added to `found`."""
    problems = Problems()
    subject = Subject(definition, scenario(overlay.root, definition, ranks, problems), overlay, ranks)
    told = [*problems.found, *findings(subject)]
    is_whole = not refuses(found) and not any(each.code == codes.UNKNOWN_IN_SCENARIO for each in told)
    found += [placed(each, overlay.root) for each in told if is_whole or not _argues_from_absence(each)]
    return subject


def _argues_from_absence(finding: Finding) -> bool:
    return finding.code in FROM_ABSENCE
