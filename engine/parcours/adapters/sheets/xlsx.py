"""The door to XlsxWriter: one sheet as XLSX."""

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Final

from xlsxwriter import Workbook

from parcours.ports.sheets import Cell

WIDTH: Final = 20


def written(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Text goes in as text, days as days: nothing is left for the spreadsheet to make something else of."""
    made = io.BytesIO()
    workbook = Workbook(made, {"in_memory": True})
    sheet = workbook.add_worksheet(title)
    bold, day = workbook.add_format({"bold": True}), workbook.add_format({"num_format": "dd/mm/yyyy"})
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(header) - 1, WIDTH)
    for column, name in enumerate(header):
        sheet.write_string(0, column, name, bold)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, datetime.date):
                sheet.write_datetime(number, column, cell, day)
            elif isinstance(cell, int | float):
                sheet.write_number(number, column, cell)
            elif cell is not None:
                sheet.write_string(number, column, cell)
    workbook.close()
    return made.getvalue()
