"""What plugins say, without the words of the person it was about."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from parcours.diagnostics import printable

ADDRESS: Final = re.compile(r"[^\s<>,;:\"'()]+@[^\s<>,;:\"'()]+")
WORD: Final = re.compile(r"\w{4,}")
SHORTEST: Final = 3  # what is shorter tells nobody apart
LONGEST: Final = 300
GONE: Final = "…"


def scrubbed(text: str, words: Iterable[str]) -> str:
    """One line of it, every address and every one of these words gone."""
    return proof(ADDRESS.sub(GONE, text), words)


def proof(text: str, words: Iterable[str]) -> str:
    """The same, addresses left: a message id looks like one."""
    found = sorted({each.casefold() for each in words if len(each) >= SHORTEST}, key=len, reverse=True)
    if found:
        text = re.sub("|".join(map(re.escape, found)), GONE, text, flags=re.IGNORECASE)
    return printable(" ".join(text.split()))[:LONGEST]


def words_of(values: Collection[object]) -> Iterator[str]:
    """The words of personal values: each whole, and each of its parts that may stand alone."""
    for value in values:
        said = str(value)
        yield said
        yield from WORD.findall(said)
