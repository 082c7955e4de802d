"""The door to odswriter: one sheet as ODS."""

import io
from collections.abc import Iterable, Sequence

import odswriter

from parcours.ports.sheets import Cell


def written(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Text goes in as text, days as days."""
    made = io.BytesIO()
    with odswriter.writer(made) as workbook:
        sheet = workbook.new_sheet(title)
        sheet.writerow(header)
        sheet.writerows(rows)
    return made.getvalue()
