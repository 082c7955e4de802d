"""What a file is, by its first bytes and not by its name; and what a workbook must not hold."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from parcours.adapters.sheets import refusals
from parcours.adapters.sheets.bounds import MOST_INFLATED, MOST_PARTS

ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ODS_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
PIECE: Final = 1 << 16
# Inside of an old workbook names are in UTF-16.
OLE_MACROS: Final = ("_VBA_PROJECT", "_VBA_PROJECT_CUR")
OLE_LOCKED: Final = "EncryptedPackage"
# The records of an old workbook begin so; the one that says it is locked can only be the next, or the one after.
XLS_BEGINS: Final = b"\x09\x08\x10\x00\x00\x06\x05\x00"
XLS_BEGUN: Final = 20
XLS_PROTECTED: Final = b"\x86\x00\x00\x00"
XLS_LOCKED: Final = b"\x2f\x00"
ACTIVE: Final = (
    *("xl/vbaproject", "xl/macrosheets/", "xl/activex/", "xl/embeddings/", "xl/connections"),
    *("basic/", "scripts/", "object "),
)
LINKED: Final = ("xl/externallinks/",)
LINKS_OF_ODS: Final = (b"<table:table-source", b"<table:cell-range-source", b"<table:dde-link")
LOCKED_ODS: Final = b"encryption-data"
LONGEST_MARK: Final = max(map(len, (*LINKS_OF_ODS, LOCKED_ODS)))


class SheetKind(StrEnum):
    """The kinds of files read, named by their suffix."""

    CSV = "csv"
    ODS = "ods"
    XLSX = "xlsx"
    XLS = "xls"


def kind_of(name: str, data: bytes) -> SheetKind:
    """What `data` is, which must be what `name` says. Raises SheetError; also for what a workbook must not hold."""
    suffix = name.rpartition(".")[2].lower()
    if suffix == "xlsm":
        raise refusals.macros(name)
    if suffix not in set(SheetKind):
        raise refusals.unknown_kind(name)
    wanted = SheetKind(suffix)
    if data.startswith(ZIP):
        found = _of_zip(name, data)
    elif data.startswith(OLE):
        found = _of_ole(name, data)
    else:
        found = SheetKind.CSV
    if found is not wanted:
        raise refusals.other_kind(name, found.upper())
    return found


def _of_ole(name: str, data: bytes) -> SheetKind:
    if OLE_LOCKED.encode("utf-16-le") in data or _is_locked(data):
        raise refusals.locked(name)
    if any(each.encode("utf-16-le") in data for each in OLE_MACROS):
        raise refusals.macros(name)
    return SheetKind.XLS


def _is_locked(data: bytes) -> bool:
    found = data.find(XLS_BEGINS)
    following = data[found + XLS_BEGUN :][:8].removeprefix(XLS_PROTECTED) if found >= 0 else b""
    return following.startswith(XLS_LOCKED)


def _of_zip(name: str, data: bytes) -> SheetKind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _of_archive(name, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise refusals.broken(name) from None


def _of_archive(name: str, archive: zipfile.ZipFile) -> SheetKind:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
        raise refusals.bomb(name)
    names = [part.filename.lower() for part in parts]
    if any(each.startswith(ACTIVE) for each in names):
        raise refusals.macros(name)
    if any(each.startswith(LINKED) for each in names):
        raise refusals.links(name)
    if any(part.flag_bits & 1 for part in parts):
        raise refusals.locked(name)
    for part in parts:
        _look(name, archive, part)
    if "xl/workbook.xml" in names:
        return SheetKind.XLSX
    if "mimetype" in names and archive.read("mimetype").strip() == ODS_TYPE:
        return SheetKind.ODS
    raise refusals.unknown_kind(name)


def _look(name: str, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Inflates a part whole: one that lies about its size ends in BadZipFile, whoever reads it next is safe."""
    for piece in _pieces(archive, part):
        if part.filename == "content.xml" and any(mark in piece for mark in LINKS_OF_ODS):
            raise refusals.links(name)
        if part.filename == "META-INF/manifest.xml" and LOCKED_ODS in piece:
            raise refusals.locked(name)


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part, each piece with the end of the one before, so that no mark is cut in two."""
    with archive.open(part) as stream:
        seen = b""
        while piece := stream.read(PIECE):
            seen = seen[-LONGEST_MARK:] + piece
            yield seen
