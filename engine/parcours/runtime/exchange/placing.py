"""Where something stands in a file that came in, and the tables that sheets are read as."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.messages.suggestion import all_quoted, did_you_mean
from parcours.ports.sheets import Cell, Row, Sheet
from parcours.runtime.exchange.cells import words


@dataclass(frozen=True, slots=True)
class Place:
    """`column` is empty of a line as a whole, `sheet` in a text file."""

    file: str
    sheet: str
    line: int
    column: str = ""


@dataclass(frozen=True, slots=True)
class Located:
    """Something to say of a place."""

    place: Place
    text: Text


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet whose first row names its columns; `columns` gives each name its index."""

    sheet: Sheet
    columns: Mapping[str, int]

    @property
    def rows(self) -> Sequence[Row]:
        return self.sheet.rows[1:]

    def cell(self, row: Row, column: str) -> Cell:
        """The cell of a column, None where the row is too short."""
        index = self.columns[column]
        return row.cells[index] if index < len(row.cells) else None

    def words(self, row: Row, column: str) -> str:
        """The same as text; empty of a column that is not named."""
        return words(self.cell(row, column)) if column else ""

    def place(self, row: Row, *columns: str) -> Place:
        return Place(self.sheet.file, self.sheet.name, row.number, ", ".join(columns))


def chosen(sheets: Sequence[Sheet], name: str, otherwise: int) -> Sheet:
    """The sheet of that name, or the one at that place where none is named. UsageError when there is none."""
    if not name and otherwise < len(sheets):
        return sheets[otherwise]
    found = next((sheet for sheet in sheets if sheet.name and words(sheet.name) == name), None)
    if found is not None:
        return found
    file = sheets[0].file if sheets else ""
    if not name or not any(sheet.name for sheet in sheets):
        raise UsageError(
            Text("« {file} » n'a pas d'autre feuille : où sont les étapes ?", file=file),
            Text("Donnez leur fichier après celui des personnes."),
        )
    names = [words(sheet.name) for sheet in sheets]
    raise UsageError(
        Text("« {file} » n'a pas de feuille « {name} ».", file=file, name=name),
        did_you_mean(name, names) or Text("Il y a : {names}.", names=all_quoted(names)),
    )


def table_of(sheet: Sheet) -> Table:
    """The sheet with its columns by name, the first of each."""
    header = [words(cell) for cell in sheet.rows[0].cells] if sheet.rows else []
    return Table(sheet, {name: header.index(name) for name in header if name})


def missing_columns(table: Table, asked: Iterable[str]) -> Iterator[Text]:
    """What there is to say of columns that are not there, or are there twice."""
    header = Counter(words(cell) for cell in table.sheet.rows[0].cells) if table.sheet.rows else Counter()
    where = table.sheet.name or table.sheet.file
    for name in dict.fromkeys(asked):
        if header[name] > 1:
            yield Text("« {where} » a deux colonnes « {column} ».", where=where, column=name)
        elif not header[name]:
            text = Text("« {where} » n'a pas de colonne « {column} ».", where=where, column=name)
            near = did_you_mean(name, [each for each in header if each])
            yield Text("{missing} {meant}", missing=text, meant=near) if near is not None else text
