"""The whole text of every mistake of source and shape. PARCOURS_REGOLD=1 writes the files anew: read the difference."""

import os
from pathlib import Path

import pytest

from parcours.definition.codes import CODES
from parcours.definition.decoding import MOST_BYTES
from parcours.definition.schema import Kind, validate
from parcours.definition.source import read
from parcours.definition.tree import Document
from parcours.diagnostics import Diagnostic, as_json, as_sarif, as_text

HERE = Path(__file__).parent
OF_SOURCE_AND_SHAPE = [code for code in CODES if code.id < "P300"]
BOTH = ("expected.txt", "expected.en.txt")  # whoever reads English reads it of every mistake
CASES = [
    pytest.param(code, path, id=f"{code.id}-{path.name}")
    for code in OF_SOURCE_AND_SHAPE
    for path in sorted(
        {*(HERE / f"{code.id}-{code.slug}" / name for name in BOTH), *HERE.glob(f"{code.id}-*/expected*")}
    )
]


@pytest.fixture
def folder(path: Path, tmp_path: Path) -> Path:
    """Where the input of a golden file is; what is too large to be kept is made."""
    if not path.parent.name.startswith("P102"):
        return path.parent
    (tmp_path / "input.yaml").write_bytes(b"#" * (MOST_BYTES + 1))
    return tmp_path


def kind(document: Document) -> Kind:
    keys = document.root.keys if document.root else {}
    return "law" if "rules" in keys else "test" if "tests" in keys else "parcours"


def printed(path: Path, document: Document, found: tuple[Diagnostic, ...]) -> str:
    match path.suffixes:
        case [".json"]:
            return as_json(found) + "\n"
        case [".sarif"]:
            return as_sarif(found, "1.2.3") + "\n"
        case [".en", ".txt"]:
            return as_text(found, {document.name: document.text}, "en")
        case _:
            return as_text(found, {document.name: document.text})


@pytest.mark.parametrize(("code", "path"), CASES)
def test_a_mistake_is_told_as_pinned(code: object, path: Path, folder: Path) -> None:
    document = read(folder / "input.yaml", "input.yaml")
    found = (*document.diagnostics, *validate(document, kind(document)))
    assert code in {each.code for each in found}
    text = printed(path, document, found)
    if os.environ.get("PARCOURS_REGOLD"):
        path.write_text(text)
    assert path.read_text() == text


def test_every_code_of_source_and_shape_has_its_golden_folder() -> None:
    folders = {path.name for path in HERE.iterdir() if path.is_dir() and path.name < "P300" and path.name[0] == "P"}
    assert folders == {f"{code.id}-{code.slug}" for code in OF_SOURCE_AND_SHAPE}
