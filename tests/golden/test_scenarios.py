"""The whole text of every mistake of a scenario.

A folder is named after its code; a code with several ways to go wrong has one folder more for each, `P905-….autre`.
Each file extends `of_scenarios/scenarios/base.yaml`, in which nothing is wrong.
"""

import os
from pathlib import Path

import pytest

from parcours.definition.codes import CODES
from parcours.definition.finding import Finding
from parcours.diagnostics import Code
from parcours.simulation.reading.checks import CHECKS, Check, findings
from parcours.simulation.reading.loader import ExaminedScenario, examine_scenario
from pinned import assert_told, is_missed

HERE = Path(__file__).parent
PARENT = Path("..") / "of_scenarios"  # as it is named in what is pinned
BY_ID = {code.id: code for code in CODES if code.id > "P900"}
FOLDERS = sorted(HERE.glob("P9*"))


def examined(folder: Path) -> ExaminedScenario:
    os.chdir(folder)  # diagnostics name a file from where people stand
    return examine_scenario(Path("input.yaml"), (PARENT,))


@pytest.fixture(autouse=True)
def _come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE)


def test_nothing_is_wrong_with_the_parent() -> None:
    assert examine_scenario("base", (HERE / PARENT.name,)).diagnostics == ()


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
