"""A table that came in from a spreadsheet or a text file: rows of cells, each under the number people see."""

import datetime
from dataclasses import dataclass

Cell = str | int | float | bool | datetime.date | None


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is that of the spreadsheet, or of the line of a text file where the row begins."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """`file` is the name of its file, without its folder; `name` is empty for a text file. Empty rows are left out."""

    file: str
    name: str
    rows: tuple[Row, ...]
