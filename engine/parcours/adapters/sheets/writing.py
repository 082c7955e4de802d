"""A table written for a spreadsheet: as text, as XLSX or as ODS; no cell of it is ever taken for a formula."""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Final

from parcours.adapters.sheets import refusals
from parcours.adapters.sheets.formulas import harmless
from parcours.adapters.sheets.kinds import SheetKind
from parcours.ports.sheets import Cell

WRITTEN: Final = (SheetKind.CSV, SheetKind.XLSX, SheetKind.ODS)
DAY: Final = "%d/%m/%Y"


def written(kind: SheetKind, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The bytes of one sheet called `title`; days stay days. Raises SheetError where a library lacks."""
    safe = [[_harmless(cell) for cell in row] for row in rows]
    match kind:
        case SheetKind.XLSX:
            return _written_by("xlsx", title, header, safe)
        case SheetKind.ODS:
            return _written_by("ods", title, header, safe)
        case _:
            return _csv(header, safe)


def _harmless(cell: Cell) -> Cell:
    return harmless(cell) if isinstance(cell, str) else cell


def _csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """With semicolons and a byte order mark: what a French spreadsheet opens without a question."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow(header)
    lines.writerows([_plain(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime.date):
        return cell.strftime(DAY)
    return "" if cell is None else str(cell)


def _written_by(module: str, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """By the module beside this one, imported with its library when it has something to write, and not before."""
    try:
        made: bytes = import_module(f"{__package__}.{module}").written(title, header, rows)
    except ModuleNotFoundError:
        raise refusals.not_installed() from None
    return made
