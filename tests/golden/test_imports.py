"""The whole text of every mistake of a mapping. PARCOURS_REGOLD=1 writes the files anew: read the difference."""

from pathlib import Path

import pytest

from parcours.definition.codes import CODES
from parcours.runtime.exchange.mapping_file import examine_mapping
from pinned import assert_told

HERE = Path(__file__).parent
BY_ID = {code.id: code for code in CODES if "P850" < code.id < "P900"}
FOLDERS = sorted(path for path in HERE.glob("P8*") if path.name > "P850")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_mistake_is_told_alone_and_as_pinned(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)  # diagnostics name a file from where people stand
    found = examine_mapping(Path("input.yaml"))
    assert found.mapping is None
    assert_told(folder, BY_ID[folder.name[:4]], found.diagnostics, found.texts)


def test_every_code_of_mappings_has_its_golden_folder() -> None:
    assert {f"{code.id}-{code.slug}" for code in BY_ID.values()} <= {path.name for path in FOLDERS}
