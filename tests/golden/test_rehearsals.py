"""The whole text of every mistake of a file of tests. PARCOURS_REGOLD=1 writes the files anew: read the difference."""

import os
from pathlib import Path

import pytest

from parcours.definition.codes import CODES
from parcours.diagnostics import as_text
from parcours.errors import DefinitionError
from parcours.runtime.rehearsal.runner import rehearsal

HERE = Path(__file__).parent
FOLDERS = sorted(HERE.glob("P80*"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_mistake_is_told_as_pinned(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)  # diagnostics name a file from where people stand
    path = Path("tests/input.yaml")
    with pytest.raises(DefinitionError) as refusal:
        rehearsal(path)

    found = refusal.value.diagnostics
    assert {each.code.id for each in found} == {folder.name[:4]}
    for name, lang in (("expected.txt", "fr"), ("expected.en.txt", "en")):
        text = as_text(found, {str(path): path.read_text(), path.name: path.read_text()}, lang)
        if os.environ.get("PARCOURS_REGOLD"):
            (folder / name).write_text(text)
        assert (folder / name).read_text() == text


def test_every_code_of_tests_has_its_golden_folder() -> None:
    assert {path.name for path in FOLDERS} == {f"{code.id}-{code.slug}" for code in CODES if "P800" < code.id < "P850"}
