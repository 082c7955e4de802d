"""A CSV file of questions answered line by line, with the due date as fourth column."""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from parcours.adapters.disk import why
from parcours.calendar.days_off import Calendar
from parcours.calendar.duration import Duration
from parcours.cli import values
from parcours.cli.session import Session
from parcours.errors import ParcoursError, UsageError
from parcours.messages import Text
from parcours.runtime.refusals import one_a_line
from parcours.runtime.when import due_on

COLUMNS: Final = ("date", "duration", "roll")
DUE: Final = "due"
MOST_TOLD: Final = 10  # wrong lines: of a file that is no CSV of ours, all are
LONGEST: Final = 40  # letters; no day, duration or roll has as many


def answer_file(session: Session, path: Path, calendar: Calendar) -> None:
    """All the lines or none: half an answer would be taken for a whole one. Raises UsageError with every wrong line."""
    answered: list[tuple[str, ...]] = []
    wrong: list[UsageError] = []
    for number, row in _rows(path):
        try:
            answered.append(_answered(path, number, row, calendar))
        except UsageError as error:
            wrong.append(error)
    if wrong:
        raise _together(wrong)
    if session.as_json:
        lines = [dict(zip((*COLUMNS, DUE), row, strict=True)) for row in answered if row[0] != COLUMNS[0]]
        session.dump(lines)
        return
    csv.writer(sys.stdout, lineterminator="\n").writerows(answered)


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            return [(reader.line_num, row) for row in reader if row]
    except OSError as error:
        raise UsageError(
            Text("Le fichier {path} ne peut pas être lu : {why}.", path=str(path), why=why(error))
        ) from None
    except (UnicodeDecodeError, csv.Error):
        raise UsageError(
            Text("Le fichier {path} n'est pas un CSV en UTF-8.", path=str(path)),
            Text("Une question par ligne : 2026-01-31,1 mois,none"),
        ) from None


def _answered(path: Path, number: int, row: Sequence[str], calendar: Calendar) -> tuple[str, ...]:
    try:
        start, duration, roll = _cells(row)
        if start == COLUMNS[0]:
            return (*COLUMNS, DUE)
        due = due_on(values.day(start), Duration.parse(duration), calendar, values.roll(roll or "none")).due
    except ParcoursError as error:
        raise UsageError(
            Text("{path}, ligne {number} : {why}", path=str(path), number=number, why=error.text), error.remedy
        ) from None
    return (start, duration, roll, due.isoformat())


def _together(wrong: Sequence[UsageError]) -> UsageError:
    """As one: a line for each, the first ones when there are many, and each remedy once."""
    told = [error.text for error in wrong[:MOST_TOLD]]
    if len(wrong) > MOST_TOLD:
        told.append(Text("Et {count} autres.", count=len(wrong) - MOST_TOLD))
    remedies = list(dict.fromkeys(error.remedy for error in wrong[:MOST_TOLD] if error.remedy))
    return UsageError(one_a_line(told), one_a_line(remedies) if remedies else None)


def _cells(row: Sequence[str]) -> tuple[str, str, str]:
    """Three columns, those left out empty. UsageError for a line that cannot be a question."""
    cells = [cell.strip() for cell in row]
    if ";" in cells[0]:
        raise UsageError(
            Text("la ligne est séparée par des points-virgules."),
            Text("Séparez par des virgules : 2026-01-31,1 mois,none"),
        )
    if len(cells) > len(COLUMNS):
        raise UsageError(
            Text("{number} colonnes, au lieu de {most} au plus.", number=len(cells), most=len(COLUMNS)),
            Text("Gardez le jour, la durée et le report : 2026-01-31,1 mois,none"),
        )
    too_long = next((cell for cell in cells if len(cell) > LONGEST), None)
    if too_long is not None:
        raise UsageError(Text("« {start}… » est trop long.", start=too_long[:LONGEST]))
    start, duration, roll = (*cells, "", "")[: len(COLUMNS)]
    return start, duration, roll
