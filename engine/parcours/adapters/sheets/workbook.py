"""The door to calamine: the cells of a workbook, as values a pipe can carry.

Runs as a process of its own, which may be lost: a workbook of a few kilobytes can ask for all the memory there is.
It reads the workbook on its standard input, and says its sheets, or the one word of why not, on its output.
"""

import datetime
import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any, Final

from python_calamine import CalamineError, CalamineSheet, SheetTypeEnum, load_workbook

from parcours.adapters.sheets.bounds import MEMORY, MOST_CELLS, MOST_LETTERS, SECONDS

TOO_MANY, BROKEN, MACROS = "too_many", "broken", "macros"
DAY: Final = "day"
RUN: Final = (SheetTypeEnum.MacroSheet, SheetTypeEnum.Vba)
Told = list[dict[str, Any]] | str


def told(data: bytes) -> Told:
    """The sheets of a workbook, or why it cannot be read."""
    try:
        workbook = load_workbook(io.BytesIO(data))
        sheets = workbook.sheets_metadata
        if any(each.typ in RUN for each in sheets):
            return MACROS
        counted = _Counted()
        tables = [each.name for each in sheets if each.typ == SheetTypeEnum.WorkSheet]
        return [_sheet(workbook.get_sheet_by_name(name), counted) for name in tables]
    except CalamineError:
        return BROKEN
    except _TooManyError:
        return TOO_MANY


class _TooManyError(Exception):
    """More cells than anybody types."""


class _Counted:
    """How many cells were met so far, in all the sheets."""

    def __init__(self) -> None:
        self.cells = 0

    def more(self, count: int) -> None:
        self.cells += count
        if self.cells > MOST_CELLS:
            raise _TooManyError


def _sheet(sheet: CalamineSheet, counted: _Counted) -> dict[str, Any]:
    return {"name": sheet.name, "rows": list(_rows(sheet, counted))}


def _rows(sheet: CalamineSheet, counted: _Counted) -> Iterator[list[Any]]:
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        counted.more(len(cells))
        plain = [_plain(cell) for cell in cells]
        if any(cell is not None for cell in plain):
            yield [number, plain]


def _plain(cell: object) -> object:
    """A day as `{"day": …}`: what hour a spreadsheet adds to it says nothing."""
    match cell:
        case bool():
            return cell
        case int() | float():
            return int(cell) if float(cell).is_integer() else cell
        case datetime.datetime():
            return {DAY: cell.date().isoformat()}
        case datetime.date():
            return {DAY: cell.isoformat()}
        case _:
            return str(cell).strip()[: MOST_LETTERS + 1] or None


def main() -> None:
    """Bounds itself, reads, tells."""
    _bound(resource.RLIMIT_DATA, MEMORY)
    _bound(resource.RLIMIT_CPU, SECONDS)
    json.dump(told(sys.stdin.buffer.read()), sys.stdout)


def _bound(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (allowed, hard))


if __name__ == "__main__":
    main()
