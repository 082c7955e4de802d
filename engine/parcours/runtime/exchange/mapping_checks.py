"""What a mapping says that its parcours contradicts."""

from collections.abc import Iterable, Iterator
from typing import Final

from parcours.definition import codes
from parcours.definition.finding import Finding
from parcours.definition.piece import Piece
from parcours.diagnostics import Code
from parcours.messages import Text
from parcours.messages.suggestion import all_quoted, did_you_mean
from parcours.model.fields import FieldType
from parcours.model.workflow import Workflow
from parcours.runtime.exchange.mapping import plain_words

FLAGS: Final = ("leaves", "ignore")
TEXTS: Final = frozenset({FieldType.TEXT, FieldType.EMAIL})
DAYS_OF_VALIDITY: Final = 2


def findings(file: Piece, workflow: Workflow) -> Iterator[Finding]:
    """All of it, in no order."""
    said: set[str] = set()
    for label, piece in file.at("labels").entries():
        if plain_words(label) in said:
            text = Text("« {label} » est déjà dit plus haut, à des espaces près.", label=plain_words(label))
            yield Finding(codes.ONE_MEANING, piece.path, text, Text("Gardez l'une des deux."), on_key=True)
        said.add(plain_words(label))
        yield from _meaning(piece, workflow)
    yield from _fields(file.at("people").at("fields"), workflow)


def columns_of(piece: Piece) -> tuple[str, ...]:
    """The columns of a field, in their order."""
    return tuple(plain_words(str(each.value)) for each in piece.items())


def stage_of_contract(workflow: Workflow, contract: str) -> str:
    """The one stage where a contract runs; empty when there are several, or none."""
    stages = [stage.id for stage in workflow.stages.values() if stage.contract == contract]
    return stages[0] if len(stages) == 1 else ""


def _meaning(piece: Piece, workflow: Workflow) -> Iterator[Finding]:
    stands = bool(piece.at("stage") or piece.at("contract"))
    said = [stands, bool(piece.at("ends")), *(piece.flag(key) for key in FLAGS)]
    if sum(said) != 1:
        yield Finding(
            codes.ONE_MEANING,
            piece.path,
            Text("Une étiquette veut dire une étape, un contrat, sa fin, un départ ou rien : un seul sens."),
            Text("Gardez « stage », « contract », « ends », « leaves: true » ou « ignore: true »."),
            on_key=True,
        )
        return
    stage, contract = piece.text("stage"), piece.text("contract")
    if stage and stage not in workflow.stages:
        yield _unknown(codes.UNKNOWN_STAGE, piece.at("stage"), _no_stage(stage), stage, workflow.stages)
    elif stage and workflow.stages[stage].final:
        text = Text("« {stage} » est une étape finale : personne n'y est repris.", stage=stage)
        yield Finding(codes.TAKEN_TO_THE_END, piece.at("stage").path, text, Text("Dites « leaves: true »."))
    for key in ("contract", "ends"):
        name = piece.text(key)
        if name and name not in workflow.contracts:
            yield _unknown(codes.UNKNOWN_CONTRACT, piece.at(key), _no_contract(name), name, workflow.contracts)
    if contract in workflow.contracts and (not stage or stage in workflow.stages):
        yield from _stage_of(piece, workflow, contract, stage)


def _stage_of(piece: Piece, workflow: Workflow, contract: str, stage: str) -> Iterator[Finding]:
    """The stage of a contract: said and right, or the only one there is."""
    where = [each.id for each in workflow.stages.values() if each.contract == contract]
    remedy = Text("Là où il court : {stages}.", stages=all_quoted(where)) if where else None
    if stage and stage not in where:
        text = Text("« {contract} » ne court pas à l'étape « {stage} ».", contract=contract, stage=stage)
        yield Finding(codes.STAGE_OF_CONTRACT, piece.at("stage").path, text, remedy)
    elif not stage and len(where) != 1:
        text = Text("« {contract} » ne dit pas à quelle étape il commence.", contract=contract)
        yield Finding(codes.STAGE_OF_CONTRACT, piece.at("contract").path, text, remedy)


def _fields(file: Piece, workflow: Workflow) -> Iterator[Finding]:
    for name, piece in file.entries():
        field = workflow.dossier.get(name)
        if field is None:
            text = Text("« {field} » n'est pas un champ du dossier.", field=name)
            yield _unknown(codes.UNKNOWN_FIELD, piece, text, name, workflow.dossier)
            continue
        most = DAYS_OF_VALIDITY if field.type is FieldType.VALIDITY else None if field.type in TEXTS else 1
        if most is not None and len(columns_of(piece)) > most:
            text = Text("Trop de colonnes pour « {field} » : {most} au plus.", field=name, most=most)
            yield Finding(codes.TOO_MANY_COLUMNS, piece.path, text, on_key=True)
    filled = {name for name, _ in file.entries()}
    for field in workflow.dossier.values():
        if field.required and field.id not in filled:
            text = Text(
                "« {field} » est obligatoire et n'a pas de colonne : personne ne serait repris.", field=field.id
            )
            remedy = Text("Ajoutez-le à « fields », avec le nom de sa colonne.")
            yield Finding(codes.REQUIRED_WITHOUT_COLUMN, ("people",), text, remedy, on_key=True)


def _no_stage(name: str) -> Text:
    return Text("« {stage} » n'est pas une étape du parcours.", stage=name)


def _no_contract(name: str) -> Text:
    return Text("« {contract} » n'est pas un contrat du parcours.", contract=name)


def _unknown(code: Code, piece: Piece, cause: Text, name: str, known: Iterable[str]) -> Finding:
    names = sorted(known)
    there = Text("Il y a : {names}.", names=all_quoted(names)) if names else None
    return Finding(code, piece.path, cause, did_you_mean(name, names) or there, on_key=code is codes.UNKNOWN_FIELD)
