"""The whole text of every mistake the checks find. PARCOURS_REGOLD=1 writes the files anew: read the difference."""

import datetime
import os
from pathlib import Path

import pytest

from parcours.definition.codes import CODES
from parcours.definition.loader import Examined, examine
from parcours.diagnostics import Code, as_text

HERE = Path(__file__).parent
TODAY = datetime.date(2026, 1, 1)
PLUGINS = {"email": {}, "document": {}, "declaration": {}}
OF_CHECKS = [code for code in CODES if code.id > "P300"]


def folder_of(code: Code) -> Path:
    return HERE / f"{code.id}-{code.slug}"


def examined(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Examined:
    monkeypatch.chdir(folder)
    return examine(Path("input.yaml"), (), PLUGINS, TODAY)


@pytest.mark.parametrize("code", OF_CHECKS, ids=str)
def test_a_mistake_is_told_as_pinned(code: Code, monkeypatch: pytest.MonkeyPatch) -> None:
    result = examined(folder_of(code), monkeypatch)
    assert code in {each.code for each in result.diagnostics}
    for name, lang in (("expected.txt", "fr"), ("expected.en.txt", "en")):
        path = folder_of(code) / name
        text = as_text(result.diagnostics, result.texts, lang)
        if os.environ.get("PARCOURS_REGOLD"):
            path.write_text(text)
        assert path.read_text() == text


@pytest.mark.parametrize("code", OF_CHECKS, ids=str)
def test_a_mistake_is_told_alone(code: Code, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {each.code for each in examined(folder_of(code), monkeypatch).diagnostics} == {code}
