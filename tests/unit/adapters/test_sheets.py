"""Files of other software: read whole and as they are, or refused without a word of what they hold."""

import datetime
import io
import json
import resource
from pathlib import Path
from types import SimpleNamespace

import pytest
from python_calamine import SheetTypeEnum
from xlsxwriter import Workbook

import spreadsheets
from parcours.adapters.sheets import bounds, kinds, reading, workbook
from parcours.adapters.sheets.delimited import read_text
from parcours.adapters.sheets.formulas import harmless, said
from parcours.adapters.sheets.kinds import SheetKind, kind_of
from parcours.adapters.sheets.reading import read_sheets
from parcours.adapters.sheets.refusals import SheetError
from parcours.adapters.sheets.writing import WRITTEN, written
from parcours.ports.sheets import Row

JANUARY = datetime.date(2026, 1, 31)
SECRET = "Claire Le Roux"
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>Nom</t></is></c></row>'
ODS_CELL = '<table:table-cell office:value-type="string"><text:p>Nom</text:p></table:table-cell>'
ODS_ROW = f"<table:table-row>{ODS_CELL}</table:table-row>"


def rows(name: str, data: bytes, encoding: str = "utf-8") -> list[tuple[object, ...]]:
    return [(row.number, *row.cells) for row in read_text(name, data, encoding).rows]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_text_is_read_whatever_separates_it(separator: str, mark: str) -> None:
    text = f"{mark}Réf{separator}Nom\r\n1{separator}Zoé\r\n"
    assert rows("a.csv", text.encode()) == [(1, "Réf", "Nom"), (2, "1", "Zoé")]


def test_a_row_is_numbered_by_the_line_where_it_begins() -> None:
    # Line 2 holds a cell of two lines, line 4 is empty, line 5 has blank cells only.
    data = b'a;b\n"one\ntwo";x\n\n; \nlast;\n'
    assert rows("a.csv", data) == [(1, "a", "b"), (2, "one\ntwo", "x"), (6, "last", None)]


def test_an_encoding_is_said_and_never_guessed() -> None:
    old = "Réf;Nom\n1;Zoé\n".encode("cp1252")
    assert rows("a.csv", old, "windows-1252") == [(1, "Réf", "Nom"), (2, "1", "Zoé")]
    with pytest.raises(SheetError) as refused:
        rows("a.csv", b"Ref;Nom\n" + old)
    assert "ligne 2 : ce n'est pas de l'UTF-8" in str(refused.value)
    assert "windows-1252" in str(refused.value)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a;b\nx\0;y\n", "ligne 2 : un caractère nul"),
        ("a;b".encode("utf-16"), "ligne 1 : ce n'est pas de l'UTF-8"),
        (f'a;b\n1;2\n"{SECRET}" x;y\n'.encode(), "ligne 3 : un guillemet"),
        (f'a;b\n1;2\n"{SECRET}\n'.encode(), "ligne 3 : un guillemet"),
        (b"a;b\n1;" + b"x" * (bounds.MOST_LETTERS + 1), "ligne 2 : une cellule dépasse"),
        (b";" * (bounds.MOST_CELLS + 1), "cellules"),
    ],
)
def test_text_that_cannot_be_read_is_refused_by_its_line(data: bytes, why: str) -> None:
    with pytest.raises(SheetError) as refused:
        read_text("a.csv", data)
    assert why in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_cell_is_never_a_formula() -> None:
    for text in ("=1+1", "+33 6", "-5", "@x", "\tx", "\rx"):
        assert harmless(text) == f"'{text}"
        assert said(harmless(text)) == text
    for text in ("1=1", "", "'", "'L", "l'an"):
        assert harmless(text) == text
        assert said(text) == text


HEADER = ("Réf", "Jour")
CELLS = (("=HYPERLINK()", JANUARY), ("é;\"'", None), (3, JANUARY))


def test_what_is_written_as_text_is_neutral_and_comes_back() -> None:
    made = written(SheetKind.CSV, "Étapes", HEADER, CELLS)
    assert made == '\ufeffRéf;Jour\r\n\'=HYPERLINK();31/01/2026\r\n"é;""\'";\r\n3;31/01/2026\r\n'.encode()
    assert rows("a.csv", made)[1:] == [(2, "=HYPERLINK()", "31/01/2026"), (3, "é;\"'", None), (4, "3", "31/01/2026")]


@pytest.mark.parametrize("kind", [SheetKind.XLSX, SheetKind.ODS])
def test_what_is_written_as_a_workbook_is_neutral_and_comes_back(kind: SheetKind) -> None:
    made = written(kind, "Étapes", HEADER, CELLS)
    assert kind_of(f"a.{kind}", made) is kind
    told = workbook.told(made)
    day = {"day": "2026-01-31"}
    assert told == [
        {
            "name": "Étapes",
            "rows": [[1, ["Réf", "Jour"]], [2, ["'=HYPERLINK()", day]], [3, ["é;\"'", None]], [4, [3, day]]],
        }
    ]


def test_a_library_that_is_not_there_is_asked_for(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("parcours.adapters.sheets.writing.import_module", missing)
    with pytest.raises(SheetError, match=r"\[spreadsheets\]"):
        written(SheetKind.ODS, "Étapes", HEADER, CELLS)
    monkeypatch.setattr(reading, "LIBRARY", "no_such_library")
    path = tmp_path / "a.xlsx"
    path.write_bytes(spreadsheets.xlsx(ROW))
    with pytest.raises(SheetError, match=r"\[spreadsheets\]"):
        read_sheets(path)


def encrypted(data: bytes) -> bytes:
    """The first part is said to be under a password, which is how zip does it."""
    made = bytearray(data)
    made[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(made)


VBA = "_VBA_PROJECT_CUR"
OLE_LOCKED = kinds.OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le")
LINK = '<table:table-source xlink:href="file:///tmp/a.ods"/>'
BIG = bytes(1 << 20)


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.xlsx", b"a;b\n", "c'est un fichier CSV"),
        ("a.csv", spreadsheets.xlsx(ROW), "c'est un fichier XLSX"),
        ("a.ods", spreadsheets.xlsx(ROW), "c'est un fichier XLSX"),
        ("a.xlsx", spreadsheets.ods(ODS_ROW), "c'est un fichier ODS"),
        ("a.xlsx", spreadsheets.xls([["a"]]), "c'est un fichier XLS."),
        ("a.pdf", b"%PDF-1.7", "on ne lit que"),
        ("a.xlsx", spreadsheets.zipped({"word/document.xml": "x"}), "on ne lit que"),
        ("a.xlsx", b"PK\x03\x04 and no more", "abîmé"),
        ("a.zip.xlsx", encrypted(spreadsheets.xlsx(ROW)), "mot de passe"),
        ("a.xlsm", spreadsheets.xlsx(ROW), "macros"),
        ("a.xlsx", spreadsheets.xlsx(ROW, {"xl/vbaProject.bin": b"x"}), "macros"),
        ("a.ods", spreadsheets.ods(ODS_ROW, {"Basic/Standard/Module1.xml": "x"}), "macros"),
        ("a.xls", spreadsheets.xls([["a"]], VBA), "macros"),
        ("a.xlsx", spreadsheets.xlsx(ROW, {"xl/externalLinks/externalLink1.xml": "x"}), "d'autres fichiers"),
        ("a.ods", spreadsheets.ods(LINK + ODS_ROW), "d'autres fichiers"),
        ("a.xlsx", OLE_LOCKED, "mot de passe"),
        ("a.xls", spreadsheets.xls([["a"]], locked=True), "mot de passe"),
        ("a.ods", spreadsheets.ods(ODS_ROW, {"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "mot de passe"),
        ("a.xlsx", spreadsheets.xlsx(ROW, {f"xl/{n}": "x" for n in range(bounds.MOST_PARTS)}), "une fois décompressé"),
        ("a.xlsx", spreadsheets.lying(spreadsheets.xlsx(ROW, {"xl/z.bin": BIG}), "xl/z.bin", 10), "abîmé"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_refused(name: str, data: bytes, why: str) -> None:
    with pytest.raises(SheetError) as refused:
        kind_of(name, data)
    assert why in str(refused.value)


def test_a_workbook_that_grows_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    made = spreadsheets.xlsx(ROW, {"xl/media/a.bin": BIG})
    assert len(made) < len(BIG) / 100
    assert kind_of("a.xlsx", made) is SheetKind.XLSX
    monkeypatch.setattr(kinds, "MOST_INFLATED", len(BIG))  # what stands beside it is over
    with pytest.raises(SheetError, match="une fois décompressé"):
        kind_of("a.xlsx", made)


def test_a_mark_that_two_pieces_share_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "PIECE", 7)
    with pytest.raises(SheetError, match="d'autres fichiers"):
        kind_of("a.ods", spreadsheets.ods(LINK + ODS_ROW))


def test_a_path_that_leads_to_no_file_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "absent.csv", tmp_path / "a\0.csv"):
        with pytest.raises(SheetError, match="n'est pas un fichier"):
            read_sheets(path)


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(SheetError, match="dépasse 16 Mio"):
        read_sheets(path)


def test_a_workbook_is_told_cell_by_cell() -> None:
    cells = '<c r="B3"><v>3</v></c><c r="C3"><v>2.5</v></c><c r="D3" t="b"><v>1</v></c>'
    cells += '<c r="E3" t="inlineStr"><is><t> a </t></is></c>'
    told = workbook.told(spreadsheets.xlsx(f'<row r="3">{cells}</row>'))
    assert told == [{"name": "Feuille", "rows": [[3, [3, 2.5, True, "a"]]]}]


def test_an_old_workbook_is_told_too() -> None:
    told = workbook.told(spreadsheets.xls([["Réf", "Nom"], [None], [12, "Zoé"]]))
    assert told == [{"name": "Feuille", "rows": [[1, ["Réf", "Nom"]], [3, [12, "Zoé"]]]}]


def test_a_workbook_that_cannot_be_told_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    assert workbook.told(spreadsheets.xlsx("<row")) == workbook.BROKEN
    assert workbook.told(b"") == workbook.BROKEN
    monkeypatch.setattr(workbook, "MOST_CELLS", 0)
    assert workbook.told(spreadsheets.xlsx(ROW)) == workbook.TOO_MANY


class Sheets:
    """A workbook of one sheet of macros, which no library writes any more."""

    sheets_metadata = (SimpleNamespace(name="Macro1", typ=SheetTypeEnum.MacroSheet),)


def test_a_sheet_of_macros_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "load_workbook", lambda _: Sheets())
    assert workbook.told(b"") == workbook.MACROS


def test_an_hour_that_a_spreadsheet_adds_to_a_day_says_nothing() -> None:
    made = io.BytesIO()
    with Workbook(made) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        book.add_worksheet("Feuille").write_datetime(0, 0, datetime.datetime(2026, 1, 31, 10, 5), day)  # noqa: DTZ001  a spreadsheet has no zone
    assert workbook.told(made.getvalue()) == [{"name": "Feuille", "rows": [[1, [{"day": "2026-01-31"}]]]}]


@pytest.mark.parametrize(("hard", "allowed"), [(resource.RLIM_INFINITY, bounds.MEMORY), (5, 5)])
def test_the_process_bounds_itself_before_it_reads(
    hard: int, allowed: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bounded: dict[int, tuple[int, int]] = {}
    monkeypatch.setattr(resource, "getrlimit", lambda _: (0, hard))
    monkeypatch.setattr(resource, "setrlimit", bounded.__setitem__)
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(spreadsheets.xlsx(ROW))))
    workbook.main()
    assert bounded[resource.RLIMIT_DATA] == (allowed, hard)
    assert json.loads(capsys.readouterr().out) == [{"name": "Feuille", "rows": [[1, ["Nom"]]]}]


def opened(tmp_path: Path, name: str, data: bytes) -> tuple[Row, ...]:
    path = tmp_path / name
    path.write_bytes(data)
    (sheet,) = read_sheets(path)
    assert sheet.file == name
    return sheet.rows


@pytest.mark.processes
@pytest.mark.parametrize("kind", WRITTEN)
def test_a_table_comes_back_from_each_kind_of_file(tmp_path: Path, kind: SheetKind) -> None:
    made = opened(tmp_path, f"a.{kind}", written(kind, "Étapes", HEADER, CELLS))
    day, three = ("31/01/2026", "3") if kind is SheetKind.CSV else (JANUARY, 3)
    assert made == (Row(1, HEADER), Row(2, ("=HYPERLINK()", day)), Row(3, ("é;\"'", None)), Row(4, (three, day)))


@pytest.mark.processes
def test_an_old_workbook_is_read(tmp_path: Path) -> None:
    assert opened(tmp_path, "a.xls", spreadsheets.xls([["Réf"], [12]])) == (Row(1, ("Réf",)), Row(2, (12,)))


FAR = f'{ROW}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
REPEATED = ODS_ROW.replace("<table:table-row>", '<table:table-row table:number-rows-repeated="100000">').replace(
    "<table:table-cell ", '<table:table-cell table:number-columns-repeated="1000" '
)


@pytest.mark.processes
@pytest.mark.parametrize(
    ("name", "data"),
    [("a.xlsx", spreadsheets.xlsx(FAR)), ("a.ods", spreadsheets.ods(REPEATED))],
)
def test_a_small_workbook_that_asks_for_all_the_memory_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    assert len(data) < 5_000
    with pytest.raises(SheetError, match="a plus de 1000000 cellules"):
        opened(tmp_path, name, data)


@pytest.mark.processes
def test_a_workbook_that_breaks_its_reader_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SheetError, match="abîmé"):
        opened(tmp_path, "a.xlsx", spreadsheets.xlsx("<row"))
    with pytest.raises(SheetError, match="ligne 1 : une cellule dépasse"):
        opened(tmp_path, "a.xlsx", spreadsheets.xlsx(ROW.replace("Nom", "x" * 40_000)))
    with pytest.raises(SheetError, match="ligne 1 : un caractère nul"):
        opened(tmp_path, "a.xls", spreadsheets.xls([["a\0b"]]))
    monkeypatch.setattr(reading, "CHILD", "parcours.no_such_module")
    with pytest.raises(SheetError, match="abîmé"):
        opened(tmp_path, "a.xlsx", spreadsheets.xlsx(ROW))


@pytest.mark.processes
def test_a_workbook_that_takes_too_long_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SECONDS", 0)
    with pytest.raises(SheetError, match="cellules"):
        opened(tmp_path, "a.xlsx", spreadsheets.xlsx(ROW))
