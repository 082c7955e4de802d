"""What a check finds wrong, said of a place in the resolved tree; the place in the files is looked up afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from parcours.definition.tree import Node, Path
from parcours.diagnostics import Code, Diagnostic, Severity, Span
from parcours.messages import Text

QUOTES: Final = 2  # the two characters a quoted scalar has around its text


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch inside a text of the file: line and column from 1, length in characters."""

    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake. `on_key` blames the key rather than its value; `part` a stretch of the value.

    `related` places are paths, or spans for what is no longer in the tree.
    """

    code: Code
    at: Path
    cause: Text
    remedy: Text | None = None
    severity: Severity = Severity.ERROR
    related: tuple[tuple[Path | Span, Text], ...] = ()
    on_key: bool = False
    part: Part | None = None

    def also(self, at: Path | Span, text: Text) -> "Finding":
        """The same, with another place it involves."""
        return replace(self, related=(*self.related, (at, text)))


def warning(code: Code, at: Path, cause: Text, remedy: Text | None = None, *, on_key: bool = False) -> Finding:
    return Finding(code, at, cause, remedy, Severity.WARNING, on_key=on_key)


def placed(finding: Finding, root: Node) -> Diagnostic:
    """The finding where it is written; where nothing is written, at what should hold it."""
    span = span_of(root, finding.at, on_key=finding.on_key)
    if finding.part is not None:
        span = _within(span, root.at(finding.at), finding.part)
    related = tuple((at if isinstance(at, Span) else span_of(root, at), text) for at, text in finding.related)
    return Diagnostic(finding.code, span, finding.cause, finding.remedy, related, finding.severity)


def span_of(root: Node, path: Path, *, on_key: bool = False) -> Span:
    """The place of a value; of a map or a list, the place of its key."""
    node = root.at(path)
    if not path:
        return _first_key(root)
    if node is None:
        return span_of(root, path[:-1])
    owner = root.at(path[:-1])
    key = owner.keys.get(str(path[-1])) if owner is not None else None
    if key is not None and (on_key or isinstance(node.value, Mapping | tuple)):
        return key
    return node.span


def _first_key(root: Node) -> Span:
    # The whole file would be underlined otherwise.
    return root.keys.get("id") or root.keys.get("law") or root.keys.get("scenario") or root.span


def _within(span: Span, node: Node | None, part: Part) -> Span:
    """Inside a text on one line; a folded or escaped text is blamed as a whole."""
    if node is None or span.line != span.end_line or part.line != 1:
        return span
    around = span.end_column - span.column - len(str(node.value))
    if around not in {0, QUOTES}:
        return span
    # What lacks at the end of a text is shown on its last character.
    column = min(span.column + around // QUOTES + part.column - 1, span.end_column - 1)
    return Span(span.file, span.line, column, span.line, min(column + part.length, span.end_column))
