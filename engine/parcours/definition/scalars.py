"""What an unquoted word means: YAML 1.2 core schema, so that `no`, `12:30` and `2026-01-31` stay texts."""

import re
from math import isfinite
from typing import Final

from parcours.definition.tree import Scalar

WORDS: Final[dict[str, Scalar]] = {
    **dict.fromkeys(("null", "Null", "NULL", "~"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
FIRST: Final = frozenset("+-.0123456789~nNtTfF")  # nothing typed begins otherwise
# Eighteen digits: what a database column and a spreadsheet keep exactly. A longer number stays a text.
INTEGER: Final = re.compile(r"[-+]?[0-9]{1,18}|0o[0-7]{1,18}|0x[0-9a-fA-F]{1,15}")
FLOAT: Final = re.compile(r"[-+]?(?=[0-9]*[.eE])(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")


def typed(word: str) -> Scalar:
    """The value of a plain scalar; infinities and what is not a number stay texts."""
    if not word:
        return None  # `key:` alone, which the source refuses
    if word[0] not in FIRST:
        return word
    if word in WORDS:
        return WORDS[word]
    if INTEGER.fullmatch(word):
        return int(word, base=0) if word[:2] in {"0o", "0x"} else int(word)
    if FLOAT.fullmatch(word) and isfinite(number := float(word)):
        return number
    return word
