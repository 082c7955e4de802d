"""The one door from a file to a mapping: everything wrong with it, and with its parcours, is said at once."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from parcours.definition import codes
from parcours.definition.finding import placed
from parcours.definition.loader import NO_SCHEMAS, Examined, Schemas, examine
from parcours.definition.piece import Piece
from parcours.definition.schema import validate
from parcours.definition.shelf import Folders, shown
from parcours.definition.source import read
from parcours.definition.tree import Document, Node
from parcours.diagnostics import Diagnostic, Severity, in_file_order, refuses
from parcours.errors import DefinitionError, UsageError
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean
from parcours.model.definition import Definition
from parcours.model.workflow import Workflow
from parcours.resources import folder
from parcours.runtime.exchange.mapping import ImportMapping, PeopleColumns, StepColumns, plain_words
from parcours.runtime.exchange.mapping_checks import columns_of, findings, stage_of_contract
from parcours.runtime.exchange.steps import Meaning

IMPORTS = "imports"


@dataclass(frozen=True, slots=True)
class ExaminedMapping:
    """A mapping with all that was found: it and its `definition` are None when they cannot be used."""

    mapping: ImportMapping | None
    definition: Definition | None
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]


def read_mapping(
    path: Path | str,
    folders: Sequence[Path] = (),
    actions: Schemas = NO_SCHEMAS,
    today: datetime.date = datetime.date.min,
) -> tuple[ImportMapping, Definition]:
    """The mapping of a file, or of an id, with the parcours it leads to.

    Raises DefinitionError with every error of every file, UsageError when there is no such file.
    """
    examined = examine_mapping(path, folders, actions, today)
    if examined.mapping is None or examined.definition is None:
        raise DefinitionError(examined.diagnostics)
    return examined.mapping, examined.definition


def examine_mapping(
    path: Path | str,
    folders: Sequence[Path] = (),
    actions: Schemas = NO_SCHEMAS,
    today: datetime.date = datetime.date.min,
) -> ExaminedMapping:
    """All there is to know of a mapping, whether or not it can be used. UsageError when there is no such file."""
    known, document = _opened(path, (*folders, folder("workflows")))
    found = [*document.diagnostics, *validate(document, "import")]
    texts = {document.name: document.text}
    root = document.root
    workflow = _workflow(root, known, (actions, today), found) if root is not None else None
    texts |= workflow.texts if workflow is not None else {}
    definition = workflow.definition if workflow is not None else None
    if root is not None and definition is not None:
        found += [placed(each, root) for each in findings(Piece(root), definition.workflow)]
    if root is None or definition is None or refuses(found):
        return ExaminedMapping(None, None, in_file_order(found), texts)
    return ExaminedMapping(_built(Piece(root), definition.workflow), definition, in_file_order(found), texts)


def _opened(path: Path | str, known: tuple[Path, ...]) -> tuple[tuple[Path, ...], Document]:
    """The file, or that of an id, and where its parcours is looked for."""
    if isinstance(path, Path) or path.endswith((".yaml", ".yml")) or "/" in path:
        file = Path(path)
        around = file.parent.parent if file.absolute().parent.name == IMPORTS else file.parent
        return tuple(dict.fromkeys((around, *known))), read(file, shown(file))
    shelf = Folders(known)
    document = shelf.find("import", path)
    if document is None:
        remedy = did_you_mean(path, shelf.names("import")) or Text("Donnez un fichier, ou un autre dossier.")
        raise UsageError(Text("Aucune correspondance « {name} ».", name=path), remedy)
    return known, document


def _workflow(
    root: Node, known: Sequence[Path], judged: tuple[Schemas, datetime.date], found: list[Diagnostic]
) -> Examined | None:
    """The parcours of a mapping with its own errors added to `found`; None, which is said, when there is none."""
    named = root.at(("workflow",))
    if named is None or not isinstance(named.value, str) or not named.value:
        return None  # a missing key, told as such
    try:
        examined = examine(named.value, known, *judged)
    except UsageError as error:
        cause = Text(
            "Aucun parcours « {name} » autour de cette correspondance ni parmi ceux fournis.", name=named.value
        )
        found.append(Diagnostic(codes.NO_SUCH_DESTINATION, named.span, cause, error.remedy))
        return None
    found += [each for each in examined.diagnostics if each.severity is Severity.ERROR]
    if examined.definition is not None and examined.definition.workflow.abstract:
        cause = Text("« {name} » est abstrait : personne n'y entre.", name=named.value)
        remedy = Text("Nommez un parcours qui l'étend.")
        found.append(Diagnostic(codes.NO_SUCH_DESTINATION, named.span, cause, remedy))
    return examined


def _built(file: Piece, workflow: Workflow) -> ImportMapping:
    people, steps = file.at("people"), file.at("steps")
    return ImportMapping(
        id=file.text("import"),
        workflow=workflow,
        people=PeopleColumns(
            reference=_words(people, "reference"),
            fields={name: columns_of(each) for name, each in people.at("fields").entries()},
            sheet=_words(people, "sheet"),
        ),
        steps=StepColumns(
            reference=_words(steps, "reference"),
            step=_words(steps, "step"),
            effective=_words(steps, "effective"),
            until=_words(steps, "until"),
            situation=_words(steps, "situation"),
            sheet=_words(steps, "sheet"),
            day_after=steps.text("until_is") == "day_after",
            in_order=steps.text("same_day") == "in_order",
        ),
        labels={plain_words(label): _meaning(each, workflow) for label, each in file.at("labels").entries()},
        encoding=file.text("encoding", "utf-8"),
    )


def _words(piece: Piece, key: str) -> str:
    return plain_words(piece.text(key))


def _meaning(piece: Piece, workflow: Workflow) -> Meaning:
    contract = piece.text("contract")
    stage = piece.text("stage") or (stage_of_contract(workflow, contract) if contract else "")
    return Meaning(stage, contract, piece.text("ends"), piece.flag("leaves"))
