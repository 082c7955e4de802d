"""From a file to its sheets, whatever it is; or to a refusal that says nothing of what it holds."""

import datetime
import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from parcours.adapters.sheets import refusals
from parcours.adapters.sheets.bounds import MOST_BYTES, MOST_LETTERS, SECONDS
from parcours.adapters.sheets.delimited import UTF_8, read_text
from parcours.adapters.sheets.formulas import said
from parcours.adapters.sheets.kinds import SheetKind, kind_of
from parcours.ports.sheets import Cell, Row, Sheet

CHILD: Final = "parcours.adapters.sheets.workbook"
LIBRARY: Final = "python_calamine"
REASONS: Final = {
    "too_many": refusals.too_many_cells,
    "broken": refusals.broken,
    "macros": refusals.macros,
}


def read_sheets(path: Path, encoding: str = UTF_8) -> tuple[Sheet, ...]:
    """The sheets of a file in their order; one for a text file, in `encoding`. Raises SheetError."""
    name = path.name
    data = _bytes(path)
    if kind_of(name, data) is SheetKind.CSV:
        return (read_text(name, data, encoding),)
    if find_spec(LIBRARY) is None:
        raise refusals.not_installed()
    return tuple(_sheet(name, each) for each in _opened(name, data))


def _bytes(path: Path) -> bytes:
    try:
        if not path.is_file():
            raise refusals.not_there(path.name)
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except (OSError, ValueError):  # ValueError: a NUL inside the path
        raise refusals.not_there(path.name) from None
    if len(data) > MOST_BYTES:
        raise refusals.too_large(path.name)
    return data


def _opened(name: str, data: bytes) -> list[dict[str, Any]]:
    """What the process of its own says of a workbook; one that is lost has met more than it may hold."""
    command = [sys.executable, "-P", "-m", CHILD]  # -P: a folder of the site is no library
    try:
        done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=2 * SECONDS)  # noqa: S603  a list of ours, no shell
    except subprocess.TimeoutExpired:
        raise refusals.too_many_cells(name) from None
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise refusals.too_many_cells(name)
    if done.returncode:
        raise refusals.broken(name)
    told = json.loads(done.stdout)
    if isinstance(told, str):
        raise REASONS[told](name)
    sheets: list[dict[str, Any]] = told
    return sheets


def _sheet(file: str, told: dict[str, Any]) -> Sheet:
    rows = tuple(Row(number, tuple(_cell(file, number, each) for each in cells)) for number, cells in told["rows"])
    return Sheet(file, told["name"], rows)


def _cell(file: str, number: int, told: Any) -> Cell:
    if isinstance(told, dict):
        return datetime.date.fromisoformat(told["day"])
    if isinstance(told, str):
        if len(told) > MOST_LETTERS:
            raise refusals.too_long(file, number)
        if "\0" in told:
            raise refusals.null_character(file, number)
        return said(told)
    cell: Cell = told
    return cell
