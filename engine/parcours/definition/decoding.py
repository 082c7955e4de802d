"""From a path to text: size, encoding and control characters, before any YAML is looked at."""

import codecs
import re
from pathlib import Path
from typing import Final

from parcours.definition import codes
from parcours.diagnostics import Diagnostic, Span
from parcours.messages import Text

MOST_BYTES: Final = 1 << 20
# What YAML 1.2 calls non-printable (5.1), less lone surrogates, which UTF-8 cannot hold; a second byte order mark.
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufffe\uffff]")
# Some keyboards make one of Alt and the space bar; YAML takes it for a letter.
HARD_SPACE: Final = re.compile("^ *[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", re.MULTILINE)
WIDE: Final = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
SAVE_AS_UTF8: Final = Text("Enregistrez-le en UTF-8.")


def bytes_of(path: Path, name: str) -> bytes | Diagnostic:
    """At most `MOST_BYTES` bytes of a plain file; a device or a huge file is refused without being read whole."""
    try:
        if not path.is_file():
            cause = Text("« {name} » est un dossier.", name=name) if path.is_dir() else _absent(path, name)
            return Diagnostic(codes.UNREADABLE_FILE, start_of(name), cause, Text("Donnez le chemin d'un fichier YAML."))
        with path.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except (OSError, ValueError):  # ValueError: a NUL inside the path
        cause = Text("« {name} » ne peut pas être lu.", name=name)
        return Diagnostic(codes.UNREADABLE_FILE, start_of(name), cause, Text("Vérifiez les droits du fichier."))


def text_of(data: bytes, name: str) -> str | Diagnostic:
    """The text of a file; a UTF-8 byte order mark, which some editors add, is dropped."""
    if len(data) > MOST_BYTES:
        return Diagnostic(
            codes.FILE_TOO_LARGE,
            start_of(name),
            Text("Le fichier dépasse 1 Mio, le plus qu'un fichier puisse peser."),
            Text("Vérifiez qu'il s'agit bien d'un parcours, ou partagez-le avec « extends »."),
        )
    if data.startswith(WIDE):
        cause = Text("Le fichier est en UTF-16 ou UTF-32, non en UTF-8.")
        return Diagnostic(codes.WRONG_ENCODING, start_of(name), cause, SAVE_AS_UTF8)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig")
        cause = Text("Le fichier n'est pas en UTF-8 : un octet n'y a pas de sens (Latin-1 ?).")
        return Diagnostic(codes.WRONG_ENCODING, span_at(before, len(before), name), cause, SAVE_AS_UTF8)
    if found := CONTROL.search(text):
        cause = Text("Le caractère de contrôle U+{number} n'a pas sa place ici.", number=f"{ord(found[0]):04X}")
        # Each letter of UTF-16 has a NUL beside it; one alone fell in by accident.
        remedy = SAVE_AS_UTF8 if text.count("\0") * 3 > len(text) else Text("Effacez-le.")
        return Diagnostic(codes.FORBIDDEN_CHARACTER, span_at(text, found.start(), name), cause, remedy)
    if found := HARD_SPACE.search(text):
        cause = Text("Une espace insécable ne peut pas servir à décaler une ligne.")
        remedy = Text("Remplacez-la par une espace ordinaire.")
        return Diagnostic(codes.TAB_INDENTATION, span_at(text, found.end() - 1, name), cause, remedy)
    return text


def start_of(name: str) -> Span:
    """The place of what concerns a file as a whole."""
    return Span(name, 1, 1, 1, 1)


def span_at(text: str, index: int, name: str) -> Span:
    """The place of one character of a text, by its index."""
    line = text.count("\n", 0, index) + 1
    column = index - (text.rfind("\n", 0, index) + 1) + 1
    return Span(name, line, column, line, column + 1)


def _absent(path: Path, name: str) -> Text:
    if path.exists():
        return Text("« {name} » n'est pas un fichier ordinaire.", name=name)
    return Text("« {name} » n'existe pas.", name=name)
