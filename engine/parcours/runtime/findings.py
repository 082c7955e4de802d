"""What a verification may find, said so that somebody can act on it."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from parcours.messages import Text


class FindingKind(StrEnum):
    """`INDEX_REBUILT` is the one that needs nobody: an index had drifted and has been written again."""

    FACT_CHANGED = "fact_changed"
    FACT_MISSING = "fact_missing"
    FACT_ADDED = "fact_added"
    JOURNAL_SHORTENED = "journal_shortened"
    CASE_VANISHED = "case_vanished"
    CASE_DIFFERS = "case_differs"
    ROW_DIFFERS = "row_differs"
    ROW_STRAY = "row_stray"
    RULES_MISSING = "rules_missing"
    WORLD_MISSING = "world_missing"
    SEAL_BROKEN = "seal_broken"
    CHECKPOINT_BROKEN = "checkpoint_broken"
    CHECKPOINT_MISSING = "checkpoint_missing"
    ERASURE_UNDONE = "erasure_undone"
    ERASURE_UNTOLD = "erasure_untold"
    HOLD_UNDONE = "hold_undone"
    HOLD_UNTOLD = "hold_untold"
    REGISTER_BROKEN = "register_broken"
    INDEX_REBUILT = "index_rebuilt"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold. `case` and `seq` name the journal and the fact, where there is one."""

    kind: FindingKind
    text: Text
    cae: str = ""
    case: str = ""
    seq: int = 0


def fact_changed(cae: str, case: str, seq: int) -> Finding:
    text = Text("Dossier {case}, fait {seq} : le contenu n'est plus celui qui fut écrit.", case=case, seq=seq)
    return Finding(FindingKind.FACT_CHANGED, text, cae, case, seq)


def fact_missing(cae: str, case: str, seq: int) -> Finding:
    text = Text("Dossier {case} : le fait {seq} manque.", case=case, seq=seq)
    return Finding(FindingKind.FACT_MISSING, text, cae, case, seq)


def fact_added(cae: str, case: str, seq: int) -> Finding:
    text = Text("Dossier {case} : le fait {seq} a été ajouté, le dossier ne le connaît pas.", case=case, seq=seq)
    return Finding(FindingKind.FACT_ADDED, text, cae, case, seq)


def journal_shortened(cae: str, case: str, seq: int) -> Finding:
    text = Text("Dossier {case} : le journal est raccourci, il allait jusqu'au fait {seq}.", case=case, seq=seq)
    return Finding(FindingKind.JOURNAL_SHORTENED, text, cae, case, seq)


def case_vanished(cae: str, case: str, seq: int) -> Finding:
    text = Text("Le dossier {case} a disparu, il allait jusqu'au fait {seq}.", case=case, seq=seq)
    return Finding(FindingKind.CASE_VANISHED, text, cae, case, seq)


def case_differs(cae: str, case: str, seq: int, members: str) -> Finding:
    text = Text("Dossier {case} : l'état gardé diffère du journal ({members}).", case=case, members=members)
    return Finding(FindingKind.CASE_DIFFERS, text, cae, case, seq)


def unfoldable(cae: str, case: str, seq: int) -> Finding:
    text = Text("Dossier {case} : le fait {seq} ne suit pas de ceux d'avant.", case=case, seq=seq)
    return Finding(FindingKind.CASE_DIFFERS, text, cae, case, seq)


def row_differs(cae: str, case: str, table: str, name: str) -> Finding:
    """A row that is missing, is too many, or says something else than the journal."""
    text = Text("Dossier {case}, table {table}, ligne {name} : ne dit pas ce que dit le journal.",
                case=case, table=table, name=name)  # fmt: skip
    return Finding(FindingKind.ROW_DIFFERS, text, cae, case)


def row_stray(cae: str, table: str, name: str) -> Finding:
    text = Text("Table {table}, ligne {name} : ne se rattache à aucun dossier.", table=table, name=name)
    return Finding(FindingKind.ROW_STRAY, text, cae)


def rules_missing(workflow: str, rules: str) -> Finding:
    """Cases are pinned to rules that nobody can read any more."""
    text = Text("Parcours « {workflow} » : les règles {rules} manquent, des dossiers y sont tenus.",
                workflow=workflow, rules=rules)  # fmt: skip
    return Finding(FindingKind.RULES_MISSING, text)


def world_missing(workflow: str) -> Finding:
    """Cases follow a parcours whose dated data have no edition left: their dates cannot be reckoned."""
    text = Text("Parcours « {workflow} » : il n'y a plus aucune édition du droit, du calendrier et des paramètres.",
                workflow=workflow)  # fmt: skip
    return Finding(FindingKind.WORLD_MISSING, text)


def seal_broken(cae: str, table: str, name: str) -> Finding:
    text = Text("Table {table}, ligne {name} : le contenu n'est plus celui qui fut écrit.", table=table, name=name)
    return Finding(FindingKind.SEAL_BROKEN, text, cae)


def index_rebuilt(cae: str, case: str) -> Finding:
    text = Text("Dossier {case} : l'index des échéances différait du journal, il a été reconstruit.", case=case)
    return Finding(FindingKind.INDEX_REBUILT, text, cae, case)


def checkpoint_broken(number: int) -> Finding:
    text = Text("Le point de contrôle {number} n'est pas celui qui fut signé.", number=number)
    return Finding(FindingKind.CHECKPOINT_BROKEN, text, seq=number)


def checkpoint_missing(number: int) -> Finding:
    text = Text(
        "Le point de contrôle {number} manque dans la base : elle est plus ancienne que sa copie.", number=number
    )
    return Finding(FindingKind.CHECKPOINT_MISSING, text, seq=number)


def copy_missing(number: int) -> Finding:
    text = Text("La copie du point de contrôle {number}, gardée près de la clé, manque ou diffère.", number=number)
    return Finding(FindingKind.CHECKPOINT_MISSING, text, seq=number)


def erasure_undone(cae: str, person: str) -> Finding:
    text = Text(
        "Personne {person} ({cae}) : effacée selon le registre, la base la connaît encore. Lancez : "
        "parcours erase --due",
        person=person,
        cae=cae,
    )
    return Finding(FindingKind.ERASURE_UNDONE, text, cae)


def erasure_untold(cae: str, person: str) -> Finding:
    text = Text("Personne {person} ({cae}) : effacée, et le registre des effacements ne le dit pas.",
                person=person, cae=cae)  # fmt: skip
    return Finding(FindingKind.ERASURE_UNTOLD, text, cae)


def hold_undone(cae: str, person: str) -> Finding:
    text = Text(
        "Personne {person} ({cae}) : gelée selon le registre, la base ne le sait pas. Lancez : parcours erase --due",
        person=person,
        cae=cae,
    )
    return Finding(FindingKind.HOLD_UNDONE, text, cae)


def hold_untold(cae: str, person: str) -> Finding:
    text = Text("Personne {person} ({cae}) : son gel, ou sa levée, manque au registre des gels.",
                person=person, cae=cae)  # fmt: skip
    return Finding(FindingKind.HOLD_UNTOLD, text, cae)


def register_broken(text: Text) -> Finding:
    return Finding(FindingKind.REGISTER_BROKEN, text)


def register_shortened(path: Path, number: int, signed: int) -> Finding:
    text = Text(
        "Le registre {path} a perdu des lignes : {number} au lieu de {signed}.",
        path=str(path),
        number=number,
        signed=signed,
    )
    return Finding(FindingKind.REGISTER_BROKEN, text)
