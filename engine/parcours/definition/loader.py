"""The one door from files to a definition: everything wrong with them is said at once."""

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from parcours.definition.build.law import law_file
from parcours.definition.build.problems import Problems
from parcours.definition.build.workflow import definition
from parcours.definition.chain import Reading, law_lineage, law_trees, lineage
from parcours.definition.checks import FROM_ABSENCE, findings, references
from parcours.definition.checks.law.file import findings_of_law
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import placed
from parcours.definition.law_overlay import complete
from parcours.definition.misspelt import with_inherited_names
from parcours.definition.overlay import Overlay, resolve
from parcours.definition.schema import Kind, validate_tree
from parcours.definition.shelf import Files, Folders, Kept, Shelf, shown
from parcours.definition.source import read
from parcours.definition.tree import Document, Node
from parcours.diagnostics import Diagnostic, in_file_order, refuses
from parcours.errors import DefinitionError, UsageError
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean
from parcours.model.definition import Definition
from parcours.model.law import LawFile
from parcours.resources import folder

Schemas = Mapping[str, Mapping[str, Any]]
NO_SCHEMAS: Final[Schemas] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Examined:
    """A file with all that was found: `definition` and `tree` are None when it cannot be read at all.

    `texts` holds each file read by the name its diagnostics use, `subject` what the checks looked at.
    """

    definition: Definition | None
    tree: Node | None
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    subject: Subject | None = None


def load(
    path: Path | str,
    folders: Sequence[Path] = (),
    actions: Schemas = NO_SCHEMAS,
    today: datetime.date = datetime.date.min,
) -> Definition:
    """The definition of a file, or of the id of one in `folders` or among those shipped.

    `actions` are the parameter schemas of plugins, by `use`; none given, parameters are not checked. Law is judged
    in the versions in force on `today` or later; by default all of them. Raises DefinitionError with every error of
    every file, UsageError when there is no such file.
    """
    return _accepted(examine(path, folders, actions, today))


def check(
    path: Path | str,
    folders: Sequence[Path] = (),
    actions: Schemas = NO_SCHEMAS,
    today: datetime.date = datetime.date.min,
) -> tuple[Diagnostic, ...]:
    """Errors and warnings of a file and of those it stands on, in file order. UsageError when there is no such file."""
    return examine(path, folders, actions, today).diagnostics


def load_sources(sources: Mapping[str, str], name: str) -> Definition:
    """The definition `name` from kept texts, by source name. Only what makes it unreadable raises DefinitionError.

    Rules already in use are not judged again: a check added since must never stop a running case.
    """
    return _accepted(examine_sources(sources, name))


def unjudged(name: str, folders: Sequence[Path] = ()) -> Definition | None:
    """The parcours of an id as far as it can be read, whatever the checks would say of it; None when it cannot be."""
    shelf = Folders((*folders, folder("workflows")))
    document = shelf.find("workflow", name)
    return None if document is None else _examined(document, shelf, None).definition


def examine_sources(sources: Mapping[str, str], name: str) -> Examined:
    """What kept texts say, not judged again. UsageError when they have no such parcours."""
    shelf = Kept(sources)
    document = shelf.find("workflow", name)
    if document is None:
        raise UsageError(Text("Aucun texte gardé pour le parcours « {name} ».", name=name))
    return _examined(document, shelf, None)


def check_sources(
    sources: Mapping[str, str],
    name: str,
    actions: Schemas = NO_SCHEMAS,
    today: datetime.date = datetime.date.min,
) -> tuple[Diagnostic, ...]:
    """What today's checks say of kept texts."""
    shelf = Kept(sources)
    document = shelf.find("workflow", name)
    if document is None:
        raise UsageError(Text("Aucun texte gardé pour le parcours « {name} ».", name=name))
    return _examined(document, shelf, _Judgement(actions, today)).diagnostics


def examine(
    path: Path | str,
    folders: Sequence[Path] = (),
    actions: Schemas = NO_SCHEMAS,
    today: datetime.date = datetime.date.min,
) -> Examined:
    """All there is to know of a file, whether or not it can be used."""
    known = (*folders, folder("workflows"))
    if isinstance(path, str) and not path.endswith((".yaml", ".yml")) and "/" not in path:
        shelf = Folders(known)
        document = shelf.find("workflow", path)
        if document is None:
            raise _no_such_workflow(path, shelf)
    else:
        file = Path(path)
        shelf = Folders(tuple(dict.fromkeys((file.parent, *known))))
        document = read(file, shown(file))
    return _examined(document, shelf, _Judgement(actions, today, Files(known)))


def examine_law(path: Path, folders: Sequence[Path] = ()) -> Examined:
    """All there is to know of a law file by itself, over the one of the same name that it extends."""
    shelf = Folders(tuple(dict.fromkeys((path.parent.parent, *folders, folder("workflows")))))
    reading = Reading(shelf)
    trees = law_lineage(read(path, shown(path)), reading)
    if trees:
        _law(trees, reading)
    return Examined(None, trees[-1] if trees else None, in_file_order(reading.found), reading.shown)


@dataclass(frozen=True, slots=True)
class _Judgement:
    actions: Schemas
    today: datetime.date
    files: Files | None = None

    def of(self, built: Definition, overlay: Overlay) -> Subject:
        return Subject(built, overlay, self.today, self.actions, self.files)


def _no_such_workflow(name: str, shelf: Folders) -> UsageError:
    remedy = did_you_mean(name, shelf.names("workflow")) or Text("Donnez un fichier, ou un autre dossier.")
    return UsageError(Text("Aucun parcours « {name} ».", name=name), remedy)


def _accepted(examined: Examined) -> Definition:
    if examined.definition is None or refuses(examined.diagnostics):
        raise DefinitionError(examined.diagnostics)
    return examined.definition


def _examined(document: Document, shelf: Shelf, judgement: _Judgement | None) -> Examined:
    reading = Reading(shelf)
    trees = lineage(document, reading)
    if not trees:
        return Examined(None, None, in_file_order(reading.found), reading.shown)
    overlay = resolve(trees)
    law = dict(_law_files(overlay.root, reading))
    problems = Problems()
    built = definition(overlay.root, law, reading.sources, problems)
    found = [*reading.found, *overlay.diagnostics, *_missing(overlay.root, reading.found)]
    found += [placed(each, overlay.root) for each in problems.found]
    subject = judgement.of(built, overlay) if judgement is not None else None
    if subject is not None:
        found += _judged(subject, is_whole=not refuses(found))
    found = list(with_inherited_names(found, overlay.root, overlay.inherited))
    return Examined(built, overlay.root, in_file_order(found), reading.shown, subject)


def _judged(subject: Subject, *, is_whole: bool) -> Iterator[Diagnostic]:
    """What the checks find; what only a whole file can show waits until nothing in it is misshapen or misnamed."""
    found = tuple(findings(subject))
    is_whole = is_whole and not any(each.code in references.CODES for each in found)
    for finding in found:
        if is_whole or finding.code not in FROM_ABSENCE:
            yield placed(finding, subject.root)


def _law_files(root: Node, reading: Reading) -> Iterator[tuple[str, LawFile]]:
    for trees in law_trees(root, reading):
        file = _law(trees, reading)
        yield file.id, file


def _law(trees: tuple[Node, ...], reading: Reading) -> LawFile:
    """The law file that those of one name make together; what is wrong with it is in `reading`."""
    completed, problems = complete(trees), Problems()
    root = completed.root
    file = law_file(root, problems)
    reading.found += [*completed.diagnostics, *_missing(root, reading.found, "law-resolved")]
    reading.found += [placed(each, root) for each in (*problems.found, *findings_of_law(root))]
    return file


def _missing(root: Node, said: Sequence[Diagnostic], kind: Kind = "parcours-resolved") -> Iterator[Diagnostic]:
    """What only the resolved file lacks: its shapes were judged file by file."""
    places, causes = {each.span for each in said}, {each.cause for each in said}
    for each in validate_tree(root, kind):
        if each.span not in places and each.cause not in causes:
            yield each
