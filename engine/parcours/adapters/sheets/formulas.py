"""Text that a spreadsheet would run: an apostrophe before it says that it is text, there and back."""

from typing import Final

RUNS: Final = ("=", "+", "-", "@", "\t", "\r")
APOSTROPHE: Final = "'"


def harmless(text: str) -> str:
    """The same text, which no spreadsheet runs."""
    return f"{APOSTROPHE}{text}" if text.startswith(RUNS) else text


def said(text: str) -> str:
    """What a text was before `harmless`."""
    return text[1:] if text.startswith(APOSTROPHE) and text[1:].startswith(RUNS) else text
