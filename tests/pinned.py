"""What golden folders pin: the whole text of a mistake, in both languages.

PARCOURS_REGOLD=1 writes them anew: read the difference.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from parcours.diagnostics import Code, Diagnostic, as_text

Check = TypeVar("Check")
LANGUAGES = (("expected.txt", "fr"), ("expected.en.txt", "en"))


def assert_told(folder: Path, code: Code, diagnostics: Sequence[Diagnostic], texts: Mapping[str, Any]) -> None:
    """That code alone, said as the folder has it."""
    assert {each.code for each in diagnostics} == {code}
    for name, lang in LANGUAGES:
        text = as_text(diagnostics, texts, lang)
        if os.environ.get("PARCOURS_REGOLD"):
            (folder / name).write_text(text)
        assert (folder / name).read_text() == text


def is_missed(removed: Check, found: Iterable[Mapping[Check, frozenset[Any]]]) -> bool:
    """Whether something is told of a golden file by this check and by no other."""
    for by_check in found:
        others = (findings for check, findings in by_check.items() if check is not removed)
        if by_check[removed].difference(*others):
            return True
    return False
