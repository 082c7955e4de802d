"""What is wrong with a file, where, why, and what to do about it; as text, JSON or SARIF 2.1.0."""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePath
from typing import Any, Final
from urllib.parse import quote

from parcours.messages import Language, Text

SARIF_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
JSON_FORMAT: Final = 1
WINDOW: Final = 100  # columns of a source line that are shown: a file may be one line of a megabyte
LINE_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # YAML's, which str.splitlines exceeds
BEFORE: Final = 30  # columns shown before the offending text when the line is cut


class Severity(StrEnum):
    """An error refuses the file; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a file. Lines and columns count from 1, columns in characters; the end is excluded."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True, order=True)
class Code:
    """A kind of mistake: an id that never changes (`P203`), its readable name (`unknown-key`), its title."""

    id: str
    slug: str
    title: Text = field(compare=False)

    def __str__(self) -> str:
        return f"{self.id} {self.slug}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake at its place: one sentence of cause, one of remedy, and the other places it involves."""

    code: Code
    span: Span
    cause: Text
    remedy: Text | None = None
    related: tuple[tuple[Span, Text], ...] = ()
    severity: Severity = Severity.ERROR

    def sentence(self, lang: Language | str = Language.FR) -> str:
        """Cause and remedy, in one line."""
        told = (self.cause, self.remedy) if self.remedy else (self.cause,)
        return " ".join(text.render(lang) for text in told)


def in_file_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The same diagnostics, each once, file by file, in the order a reader meets them."""
    once = dict.fromkeys(diagnostics)
    return tuple(sorted(once, key=lambda each: (each.span, each.code, each.sentence())))


def refuses(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether one of them is an error."""
    return any(each.severity is Severity.ERROR for each in diagnostics)


def as_text(diagnostics: Iterable[Diagnostic], sources: Mapping[str, str], lang: Language | str = Language.FR) -> str:
    """For people: place, code, cause, the source line with the offending text underlined, remedy.

    `sources` gives the text of each file by the name its spans use; a file that is not there shows no line.
    """
    lines = {name: LINE_BREAK.split(text) for name, text in sources.items()}
    return "\n".join(_block(each, lines, lang) for each in in_file_order(diagnostics))


def as_json(diagnostics: Iterable[Diagnostic], lang: Language | str = Language.FR) -> str:
    """For scripts: `{format, errors, warnings, diagnostics: [{code, slug, severity, file, line, column, …}]}`."""
    ordered = in_file_order(diagnostics)
    errors = sum(each.severity is Severity.ERROR for each in ordered)
    document = {
        "format": JSON_FORMAT,
        "errors": errors,
        "warnings": len(ordered) - errors,
        "diagnostics": [_plain(each, lang) for each in ordered],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_sarif(diagnostics: Iterable[Diagnostic], version: str, lang: Language | str = Language.FR) -> str:
    """For forges and editors: a SARIF 2.1.0 log of one run by `parcours` in `version`."""
    ordered = in_file_order(diagnostics)
    rules = sorted({each.code for each in ordered})
    driver = {"name": "parcours", "version": version, "rules": [_sarif_rule(code, lang) for code in rules]}
    run = {
        "tool": {"driver": driver},
        "language": str(Language(lang)),
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(each, rules, lang) for each in ordered],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _block(diagnostic: Diagnostic, lines: Mapping[str, Sequence[str]], lang: Language | str) -> str:
    kind = {Severity.ERROR: Text("erreur"), Severity.WARNING: Text("avertissement")}[diagnostic.severity]
    head = f"{_place(diagnostic.span)}: {kind.render(lang)} {diagnostic.code}"
    body = [f"  {diagnostic.cause.render(lang)}", *_excerpt(diagnostic.span, lines)]
    if diagnostic.remedy:
        body.append(f"  → {diagnostic.remedy.render(lang)}")
    for span, text in diagnostic.related:
        body += [f"  {_place(span)}: {text.render(lang)}", *_excerpt(span, lines)]
    return "\n".join([head, *body, ""])


def _place(span: Span) -> str:
    return f"{span.file}:{span.line}:{span.column}"


def _excerpt(span: Span, lines: Mapping[str, Sequence[str]]) -> list[str]:
    """The line a span begins on, and below it as many carets as the span has columns on that line.

    Nothing for a file without text, and for an empty span: it speaks of the file as a whole.
    """
    source = lines.get(span.file, ())
    if span.line > len(source) or (span.line, span.column) == (span.end_line, span.end_column):
        return []
    line = source[span.line - 1]
    start = min(span.column - 1, len(line))
    end = span.end_column - 1 if span.end_line == span.line else len(line.rstrip())
    cut = max(0, start - BEFORE) if len(line) > WINDOW else 0
    shown, under = line[cut : cut + WINDOW], line[start : min(end, cut + WINDOW)]
    margin = " " * len(str(span.line))
    gap = " " * _width(line[cut:start])
    return [
        f"  {span.line} | {printable(shown)}",
        f"  {margin} | {gap}{'^' * max(1, _width(under))}",
    ]


def printable(text: str) -> str:
    """The same text on one line, without what would move a terminal's cursor."""
    return "".join(
        char if char.isprintable() else " " if char.isspace() else "\N{REPLACEMENT CHARACTER}" for char in text
    )


def _width(text: str) -> int:
    """Columns a terminal gives to `text`: two for a wide character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in printable(text)
    )


def _plain(diagnostic: Diagnostic, lang: Language | str) -> dict[str, Any]:
    return {
        "code": diagnostic.code.id,
        "slug": diagnostic.code.slug,
        "severity": str(diagnostic.severity),
        **_plain_span(diagnostic.span),
        "cause": diagnostic.cause.render(lang),
        "remedy": diagnostic.remedy.render(lang) if diagnostic.remedy else None,
        "related": [{**_plain_span(span), "text": text.render(lang)} for span, text in diagnostic.related],
    }


def _plain_span(span: Span) -> dict[str, str | int]:
    return {
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _sarif_rule(code: Code, lang: Language | str) -> dict[str, Any]:
    name = "".join(word.capitalize() for word in code.slug.split("-"))
    return {"id": code.id, "name": name, "shortDescription": {"text": code.title.render(lang)}}


def _sarif_result(diagnostic: Diagnostic, rules: Sequence[Code], lang: Language | str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": diagnostic.code.id,
        "ruleIndex": rules.index(diagnostic.code),
        "level": str(diagnostic.severity),
        "message": {"text": diagnostic.sentence(lang)},
        "locations": [_sarif_location(diagnostic.span)],
    }
    if diagnostic.related:
        result["relatedLocations"] = [
            {"id": number, **_sarif_location(span), "message": {"text": text.render(lang)}}
            for number, (span, text) in enumerate(diagnostic.related)
        ]
    return result


def _sarif_location(span: Span) -> dict[str, Any]:
    path = PurePath(span.file)
    region = {
        "startLine": span.line,
        "startColumn": span.column,
        "endLine": span.end_line,
        "endColumn": span.end_column,
    }
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    return {"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}
