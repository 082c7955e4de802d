"""The list of dossiers for a spreadsheet: the same filters, the same rights, each line whole; never a formula."""

import csv
import datetime
import io
from collections.abc import Iterator, Sequence
from typing import Final

from fastapi.responses import Response

from parcours.adapters.sheets.formulas import harmless
from parcours.adapters.sheets.kinds import SheetKind
from parcours.adapters.sheets.writing import written
from parcours.messages import Language, Text
from parcours.ports.sheets import Cell
from parcours.runtime.desk.line import Line
from parcours.web.languages import Lang
from parcours.web.pages.filters import Seeking, Sought

SHEET: Final = Text("Dossiers")
HEADERS: Final = (
    *(Text("Dossier"), Text("Référence"), Text("Nom"), Text("Coopérative"), Text("Parcours"), Text("Étape")),
    *(Text("Entrée"), Text("Fin"), Text("Prochaine date"), Text("Suivi par")),
)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(sought: Seeking, lang: Lang) -> Response:
    """The whole list as CSV, parted by semicolons in French, as spreadsheets there expect."""
    made = io.StringIO()
    lines = csv.writer(made, delimiter=";" if lang is Language.FR else ",")
    lines.writerow(_headers(lang))
    lines.writerows([_plain(cell) for cell in row] for row in _rows(sought))
    return _kept("\N{BOM}" + made.getvalue(), "text/csv; charset=utf-8", "dossiers.csv")


def as_xlsx(sought: Seeking, lang: Lang) -> Response:
    """The same as XLSX, where days are days."""
    rows = _rows(sought)
    made = written(SheetKind.XLSX, SHEET.render(lang), _headers(lang), rows)
    return _kept(made, XLSX, "dossiers.xlsx")


def _headers(lang: Language) -> list[str]:
    return [header.render(lang) for header in HEADERS]


def _rows(sought: Sought) -> Iterator[Sequence[Cell]]:
    found = sought.office.lists.every(sought.visitor.caes, sought.wanted())
    return (_row(line, sought.stage(line)) for line in found)


def _row(line: Line, stage: str) -> Sequence[Cell]:
    holders = dict.fromkeys(user for users in line.holders.values() for user in users)
    said = (line.case, line.person, line.name, line.cae, line.workflow, stage)
    return (*said, line.opened_on, line.ended_on, line.next_on, ", ".join(holders))


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return "" if cell is None else harmless(str(cell))


def _kept(content: str | bytes, media: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media, headers=headers)
