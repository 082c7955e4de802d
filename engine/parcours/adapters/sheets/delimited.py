"""Delimited text: its encoding is said, never guessed; its separator is the one its first line has most of."""

import csv
import io
from collections.abc import Iterator
from typing import Final

from parcours.adapters.sheets import refusals
from parcours.adapters.sheets.bounds import MOST_CELLS, MOST_LETTERS
from parcours.adapters.sheets.formulas import said
from parcours.ports.sheets import Row, Sheet

SEPARATORS: Final = (";", ",", "\t")
UTF_8: Final = "utf-8"
WIDE: Final = (b"\xff\xfe", b"\xfe\xff")


def read_text(name: str, data: bytes, encoding: str = UTF_8) -> Sheet:
    """The one table of a text file. Raises SheetError."""
    if data.startswith(WIDE):
        raise refusals.other_encoding(name, 1, encoding.upper())
    text = _decoded(name, data, encoding)
    if "\0" in text:
        raise refusals.null_character(name, text.count("\n", 0, text.index("\0")) + 1)
    return Sheet(name, "", tuple(_rows(name, text)))


def _decoded(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode("utf-8-sig" if encoding == UTF_8 else encoding)
    except UnicodeDecodeError as error:
        raise refusals.other_encoding(name, data.count(b"\n", 0, error.start) + 1, encoding.upper()) from None


def _rows(name: str, text: str) -> Iterator[Row]:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    begins, cells = 1, 0
    try:
        for fields in lines:
            cells += len(fields)
            if cells > MOST_CELLS:
                raise refusals.too_many_cells(name)
            if any(len(each) > MOST_LETTERS for each in fields):
                raise refusals.too_long(name, begins)
            found = tuple(said(each.strip()) or None for each in fields)
            if any(found):
                yield Row(begins, found)
            begins = lines.line_num + 1
    except csv.Error:
        raise refusals.open_quote(name, begins) from None


def _separator(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(SEPARATORS, key=first.count)
