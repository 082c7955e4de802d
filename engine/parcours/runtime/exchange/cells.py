"""What a cell of another software says: a day, a text, the value of a field; a refusal never repeats the cell."""

import datetime
import re
from collections.abc import Sequence
from typing import Final

from parcours.messages import Text
from parcours.model.fields import YEARS, Field, FieldError, FieldType, read_value
from parcours.ports.sheets import Cell
from parcours.runtime.exchange.mapping import plain_words

FRENCH: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:[ T]00:00(?::00)?)?")
ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00(?:\.0+)?)?)?")
JOINED: Final = frozenset({FieldType.TEXT, FieldType.EMAIL})
OF_DAYS: Final = frozenset({FieldType.DATE, FieldType.VALIDITY})


class CellError(ValueError):
    """A cell that does not say what its column is for."""

    def __init__(self, text: Text) -> None:
        super().__init__(text)
        self.text = text


def words(cell: Cell) -> str:
    """A cell as text; empty for an empty one."""
    match cell:
        case None:
            return ""
        case bool():
            return "oui" if cell else "non"
        case datetime.date():
            return cell.isoformat()
        case _:
            return plain_words(str(cell))


def day(cell: Cell) -> datetime.date | None:
    """The day of a cell, None for an empty one. Raises CellError for what is no day: `03/04/26` is none either."""
    if cell is None or isinstance(cell, datetime.date):
        found = cell
    else:
        text = words(cell)
        french, iso = FRENCH.fullmatch(text), ISO.fullmatch(text)
        numbers = french.groups()[::-1] if french else iso.groups() if iso else None
        found = _civil(numbers) if numbers is not None else None
        if found is None and text:
            raise _no_day()
    if found is not None and found.year not in YEARS:
        raise _no_day()
    return found


def value(field: Field, cells: Sequence[Cell]) -> object:
    """What the cells of a field say, as `read_value` takes it; None where they are all empty. Raises CellError."""
    if all(not words(cell) for cell in cells):
        return None
    raw = _raw(field, cells)
    try:
        read_value(field, raw)
    except FieldError as error:
        raise _no_day() if field.type in OF_DAYS else CellError(error.text) from None
    return raw


def _raw(field: Field, cells: Sequence[Cell]) -> object:
    first = cells[0]
    if field.type in JOINED:
        return " ".join(each for each in map(words, cells) if each)
    if field.type is FieldType.DATE:
        found = day(first)
        return found.isoformat() if found is not None else None
    if field.type is FieldType.VALIDITY and len(cells) > 1:
        begins, ends = day(first), day(cells[1])
        return {"from": begins.isoformat() if begins else "", **({"until": ends.isoformat()} if ends else {})}
    return first if isinstance(first, int | float) else words(first)


def _civil(numbers: Sequence[str]) -> datetime.date | None:
    try:
        return datetime.date(*map(int, numbers))
    except ValueError:
        return None


def _no_day() -> CellError:
    return CellError(Text("Une date est attendue, écrite 31/01/2026 ou 2026-01-31."))
