"""What somebody probably meant to write."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

from parcours.messages.text import Text, all_of, any_of

MOST_SUGGESTED: Final = 2
ENOUGH: Final = 0.6  # difflib's own threshold: two letters wrong in five


def close_to(word: str, among: Iterable[str]) -> tuple[str, ...]:
    """The words nearest to `word`, nearest first; none when all are far."""
    return tuple(get_close_matches(word, tuple(among), MOST_SUGGESTED, ENOUGH))


def did_you_mean(word: str, among: Iterable[str]) -> Text | None:
    """`Vouliez-vous dire « a » ou « b » ?`, None when nothing is near."""
    near = close_to(word, among)
    return meant(near) if near else None


def meant(words: Iterable[str]) -> Text:
    """`Vouliez-vous dire « a » ou « b » ?`, of words already known to be near. ValueError when there are none."""
    return Text("Vouliez-vous dire {words} ?", words=quoted(words))


def quoted(words: Iterable[str]) -> Text:
    """`« a », « b » ou « c »`. ValueError when there are none."""
    return any_of(Text("« {word} »", word=word) for word in words)


def all_quoted(words: Iterable[str]) -> Text:
    """`« a », « b » et « c »`. ValueError when there are none."""
    return all_of(Text("« {word} »", word=word) for word in words)
