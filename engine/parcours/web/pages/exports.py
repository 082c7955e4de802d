"""The list of dossiers for a spreadsheet: the same filters, the same rights, each line whole; never a formula."""

import csv
import datetime
import io
from collections.abc import Iterator, Sequence
from typing import Final

from fastapi import Request
from fastapi.responses import Response

from parcours.adapters.sheets.formulas import harmless
from parcours.adapters.sheets.kinds import SheetKind
from parcours.adapters.sheets.writing import written
from parcours.messages import Language, Text
from parcours.ports.sheets import Cell
from parcours.runtime import labels
from parcours.runtime.desk.line import Line
from parcours.web.languages import Lang
from parcours.web.office import Office, Team
from parcours.web.pages.dossiers import asked_of, wanted_of
from parcours.web.visitors import Here, Visitor

SHEET: Final = Text("Dossiers")
HEADERS: Final = (
    *(Text("Dossier"), Text("Référence"), Text("Nom"), Text("Coopérative"), Text("Parcours"), Text("Étape")),
    *(Text("Entrée"), Text("Fin"), Text("Prochaine date"), Text("Suivi par")),
)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(request: Request, office: Team, visitor: Here, lang: Lang) -> Response:
    """The whole list as CSV, parted by semicolons in French, as spreadsheets there expect."""
    made = io.StringIO()
    lines = csv.writer(made, delimiter=";" if lang is Language.FR else ",")
    lines.writerow(_headers(lang))
    lines.writerows([_plain(cell) for cell in row] for row in _rows(request, office, visitor))
    return _kept("\N{BOM}" + made.getvalue(), "text/csv; charset=utf-8", "dossiers.csv")


def as_xlsx(request: Request, office: Team, visitor: Here, lang: Lang) -> Response:
    """The same as XLSX, where days are days."""
    rows = _rows(request, office, visitor)
    made = written(SheetKind.XLSX, SHEET.render(lang), _headers(lang), rows)
    return _kept(made, XLSX, "dossiers.xlsx")


def _headers(lang: Language) -> list[str]:
    return [header.render(lang) for header in HEADERS]


def _rows(request: Request, office: Office, visitor: Visitor) -> Iterator[Sequence[Cell]]:
    found = office.lists.every(visitor.caes, wanted_of(asked_of(request)))
    return (_row(office, line) for line in found)


def _row(office: Office, line: Line) -> Sequence[Cell]:
    holders = dict.fromkeys(user for users in line.holders.values() for user in users)
    stage = labels.stage_label(office.workflow(line), line.stage)
    said = (line.case, line.person, line.name, line.cae, line.workflow, stage)
    return (*said, line.opened_on, line.ended_on, line.next_on, ", ".join(holders))


def _plain(cell: Cell) -> str:
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return "" if cell is None else harmless(str(cell))


def _kept(content: str | bytes, media: str, name: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=media, headers=headers)
