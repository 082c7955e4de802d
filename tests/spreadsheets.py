"""Spreadsheets made by hand for tests: what no library writes any more, and what none should."""

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

SECTOR = 512
END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
NO = 0xFFFFFFFF

CONTENT_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml"
 ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""
RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}"/>
</Relationships>"""
WORKBOOK = """<?xml version="1.0" encoding="UTF-8"?>
<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Feuille" sheetId="1" r:id="rId1"/></sheets></workbook>"""
WORKSHEET = """<?xml version="1.0" encoding="UTF-8"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>"""
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>"""
CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Feuille">{rows}</table:table></office:spreadsheet>
</office:body></office:document-content>"""


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # What says the kind of an ODS stands first, and as it is.
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return made.getvalue()


def xlsx(rows: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """A workbook whose only sheet holds these `<row>` elements."""
    return zipped(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "_rels/.rels": RELATIONS.format(kind="officeDocument", target="xl/workbook.xml"),
            "xl/workbook.xml": WORKBOOK,
            "xl/_rels/workbook.xml.rels": RELATIONS.format(kind="worksheet", target="worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": WORKSHEET.format(rows=rows),
            **(more or {}),
        }
    )


def ods(rows: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """The same of `<table:table-row>` elements."""
    parts = {"mimetype": ODS_TYPE, "content.xml": CONTENT.format(rows=rows), "META-INF/manifest.xml": MANIFEST}
    return zipped({**parts, **(more or {})})


def lying(data: bytes, name: str, size: int) -> bytes:
    """The archive with another size written for one of its parts, in both places where it stands."""
    made = bytearray(data)
    central = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
    local = struct.unpack_from("<I", data, central + 42)[0]
    struct.pack_into("<I", made, central + 24, size)
    struct.pack_into("<I", made, local + 22, size)
    return bytes(made)


def xls(rows: Sequence[Sequence[str | float | None]], stream: str = "Workbook", *, locked: bool = False) -> bytes:
    """A workbook of Excel 97: the records of one sheet, inside of a compound file of one stream."""
    body = b"".join(_record(row, column, cell) for row, cells in enumerate(rows) for column, cell in enumerate(cells))
    name = "Feuille".encode("latin-1")
    begins = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    begins += _biff(0x002F, struct.pack("<HHH", 1, 1, 1)) if locked else b""
    # A BOUNDSHEET is 4 bytes of head, 8 of fields, then the name; an EOF is 4 bytes.
    offset = len(begins) + 4 + 8 + len(name) + 4
    sheet = _biff(0x0085, struct.pack("<IBBBB", offset, 0, 0, len(name), 0) + name)
    globals_ = begins + sheet + _biff(0x000A, b"")
    worksheet = _biff(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + body + _biff(0x000A, b"")
    return _compound(stream, globals_ + worksheet)


def _record(row: int, column: int, cell: str | float | None) -> bytes:
    if cell is None:
        return b""
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(cell, str):
        return _biff(0x0204, place + struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le"))
    return _biff(0x0203, place + struct.pack("<d", cell))


def _biff(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _compound(name: str, content: bytes) -> bytes:
    """Sector 0 is the table of sectors, 1 the directory, the rest the stream; short streams are padded to 4096."""
    content = content.ljust(max(4096, -(-len(content) // SECTOR) * SECTOR), b"\0")
    sectors = len(content) // SECTOR
    table = [FAT, END, *(number + 1 for number in range(2, 1 + sectors)), END]
    table += [FREE] * (SECTOR // 4 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0)
    head += struct.pack("<I", 0) + struct.pack("<I", FREE) * 108
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, NO, 2, len(content))
    return head + struct.pack("<128I", *table) + directory.ljust(SECTOR, b"\0") + content


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    letters = (name + "\0").encode("utf-16-le")
    fields = struct.pack("<64sHBBIII", letters, len(letters), kind, 1, NO, NO, child)
    return fields + bytes(36) + struct.pack("<IQ", first, size)
