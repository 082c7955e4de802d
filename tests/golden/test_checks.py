"""The whole text of every mistake the checks find.

A folder is named after its code; a code with several ways to go wrong has one folder more for each, `P508-….autre`.
"""

import datetime
import os
from pathlib import Path

import pytest

from parcours.definition.checks import CHECKS, Check, findings
from parcours.definition.codes import CODES
from parcours.definition.finding import Finding
from parcours.definition.loader import Examined, examine
from parcours.diagnostics import Code
from pinned import assert_told, is_missed

HERE = Path(__file__).parent
TODAY = datetime.date(2026, 1, 1)
LETTER = {
    "type": "object",
    "properties": {
        "a": {"type": "array", "items": {"type": "string"}},
        "copie": {"type": "string"},
        "texte": {"type": "string", "maxLength": 5, "description": "Cinq lettres, pas plus."},
        "exemplaires": {"type": "integer"},
    },
    "required": ["a", "texte"],
    "additionalProperties": False,
}
BY_MODEL = {"properties": {"modele": {"type": "string", "x-file": "modeles/essai/*.md"}}}
PLUGINS = {"email": {}, "document": {}, "declaration": {}, "lettre": LETTER, "fiche": BY_MODEL}
BY_ID = {code.id: code for code in CODES if "P300" < code.id < "P800"}
FOLDERS = sorted(path for path in HERE.glob("P*") if "P300" < path.name < "P800")


def examined(folder: Path) -> Examined:
    os.chdir(folder)  # diagnostics name a file from where people stand
    return examine(Path("input.yaml"), (Path(),), PLUGINS, TODAY)


@pytest.fixture(autouse=True)
def _come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_mistake_is_told_alone_and_as_pinned(folder: Path) -> None:
    result = examined(folder)
    assert_told(folder, BY_ID[folder.name[:4]], result.diagnostics, result.texts)


@pytest.mark.parametrize("code", BY_ID.values(), ids=str)
def test_every_code_has_its_golden_folder(code: Code) -> None:
    assert f"{code.id}-{code.slug}" in {folder.name for folder in FOLDERS}


@pytest.fixture(scope="module")
def found_by_check() -> list[dict[Check, frozenset[Finding]]]:
    """For each golden file, what each check finds in it."""
    here = Path.cwd()
    subjects = [examined(folder).subject for folder in FOLDERS]
    os.chdir(here)
    return [{check: frozenset(findings(each, (check,))) for check in CHECKS} for each in subjects if each]


@pytest.mark.parametrize("removed", CHECKS, ids=lambda check: check.__name__)
def test_without_a_check_some_golden_file_would_change(
    removed: Check, found_by_check: list[dict[Check, frozenset[Finding]]]
) -> None:
    assert is_missed(removed, found_by_check), f"no golden file notices when {removed.__name__} is taken out"
