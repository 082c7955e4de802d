"""The door to YAML: bytes become a tree that knows where each key and value is written.

libyaml's own composer crashes the process on deeply nested input, so the tree is composed here from its
events, and the bounds are counted on them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Final, cast

import yaml
from yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
)

from parcours.definition import refusals
from parcours.definition.decoding import MOST_BYTES, bytes_of, start_of, text_of
from parcours.definition.scalars import typed
from parcours.definition.tree import MOST_FILES, Document, Node
from parcours.diagnostics import LINE_BREAK, Diagnostic, Span, in_file_order

MOST_DEEP: Final = 64
MOST_NODES: Final = 10_000
NO_KEY: Final = "mapping values are not allowed in this context"
CLOSED_TOO_SOON: Final = frozenset(
    {"did not find expected ',' or ']'", "did not find expected ',' or '}'", "did not find expected key"}
)
APOSTROPHE: Final = re.compile(r"'[^']*\w'$")


def read(path: Path, name: str | None = None) -> Document:
    """Read one file; `name` is what diagnostics call it. Whatever is wrong with it is in the document."""
    name = path.as_posix() if name is None else name
    found = bytes_of(path, name)
    return Document(name, "", None, (found,)) if isinstance(found, Diagnostic) else parse(found, name)


@lru_cache(MOST_FILES)
def parse(data: bytes, name: str) -> Document:
    """The document these bytes are, the same for the same bytes: files share their parents and their law.

    `root` is a mapping, or None when there is nothing to go on with.
    """
    text = text_of(data, name)
    if isinstance(text, Diagnostic):
        return Document(name, data[:MOST_BYTES].decode("utf-8-sig", "replace"), None, (text,))
    composer = _Composer(name, yaml.parse(text, Loader=yaml.CSafeLoader))
    try:
        root = composer.document()
    except _StopError as stop:
        root = None
        composer.found.append(stop.diagnostic)
    except yaml.MarkedYAMLError as error:
        root = None
        composer.found.append(_broken(error, text, name))
    return Document(name, text, root, in_file_order(composer.found))


class _StopError(Exception):
    """Reading cannot go on after this diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic


@dataclass(frozen=True, slots=True)
class _Anchored:
    """A node that may be repeated, and how many nodes it holds; none while it is still being written."""

    node: Node | None = None
    inside: int = 0


@dataclass(slots=True)
class _Composer:
    """Composes one document, once; what it met that is wrong is in `found`."""

    name: str
    events: Iterator[Event]
    found: list[Diagnostic] = field(default_factory=list)
    anchors: dict[str, _Anchored] = field(default_factory=dict)
    count: int = 0

    def document(self) -> Node | None:
        next(self.events)  # the start of the stream
        event = next(self.events)
        if isinstance(event, DocumentStartEvent):
            event = next(self.events)
        if not isinstance(event, NodeEvent) or _is_empty(event):
            self.found.append(refusals.empty_file(start_of(self.name)))
            return None
        root = self._node(event, 1)
        next(self.events)  # the end of the document
        following = next(self.events)
        if isinstance(following, DocumentStartEvent):
            self.found.append(refusals.second_document(self._span(following)))
        if not isinstance(root.value, dict):
            self.found.append(refusals.not_a_mapping(root.span))
            return None
        return root

    def _node(self, event: Event, depth: int) -> Node:
        """The node that begins with this event; reads on to its end."""
        if isinstance(event, AliasEvent):
            return self._repeated(event, depth)
        self._bound(event, depth)
        start = cast("ScalarEvent | CollectionStartEvent", event)
        if start.tag is not None:
            self.found.append(refusals.tag(self._span(event), start.tag))
        if start.anchor is None:
            return self._written(start, depth)
        self.anchors[start.anchor] = _Anchored()
        before = self.count
        node = self._written(start, depth)
        self.anchors[start.anchor] = _Anchored(node, self.count - before)
        return node

    def _written(self, event: ScalarEvent | CollectionStartEvent, depth: int) -> Node:
        if isinstance(event, ScalarEvent):
            return Node(typed(event.value) if event.implicit[0] else event.value, self._span(event))
        return self._mapping(event, depth) if isinstance(event, MappingStartEvent) else self._sequence(event, depth)

    def _sequence(self, start: CollectionStartEvent, depth: int) -> Node:
        items: list[Node] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self._node(event, depth + 1))
            if _is_empty(event):
                self.found.append(refusals.empty_item(items[-1].span))
        return Node(tuple(items), self._extent(start, event, items[-1].span if items else None))

    def _mapping(self, start: CollectionStartEvent, depth: int) -> Node:
        entries: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        last: Span | None = None
        while not isinstance(event := next(self.events), MappingEndEvent):
            written = self._node(event, depth + 1)
            key = self._key(event, written.span)
            value = next(self.events)
            node = self._node(value, depth + 1)
            last = node.span
            if key is None:
                continue
            if key in keys:
                self.found.append(refusals.duplicate_key(written.span, key, keys[key]))
                continue
            if _is_empty(value):
                self.found.append(refusals.empty_value(written.span, key))
            entries[key], keys[key] = node, written.span
        return Node(entries, self._extent(start, event, last), keys)

    def _key(self, event: Event, span: Span) -> str | None:
        """The key as it is written; None when it is refused, its value being read nonetheless."""
        if not isinstance(event, ScalarEvent):
            self.found.append(refusals.complex_key(span))
            return None
        if event.value == "<<" and event.implicit[0]:
            self.found.append(refusals.merge_key(span))
            return None
        return event.value

    def _repeated(self, event: AliasEvent, depth: int) -> Node:
        """The node an alias stands for, at the place of the alias; its inner places are those of the anchor."""
        name, span = event.anchor or "", self._span(event)
        anchored = self.anchors.get(name, _Anchored())
        if anchored.node is not None:
            self._bound(event, depth + _height(anchored.node), 1 + anchored.inside)
            return replace(anchored.node, span=span)
        self._bound(event, depth)
        refused = refusals.recursive_alias if name in self.anchors else refusals.unknown_alias
        self.found.append(refused(span, name))
        return Node(None, replace(span, end_line=span.line, end_column=span.column))

    def _bound(self, event: Event, depth: int, nodes: int = 1) -> None:
        self.count += nodes
        if depth > MOST_DEEP:
            raise _StopError(refusals.too_deep(self._span(event), MOST_DEEP))
        if self.count > MOST_NODES:
            raise _StopError(refusals.too_many_nodes(self._span(event), MOST_NODES))

    def _span(self, event: Event) -> Span:
        start, end = cast("tuple[yaml.Mark, yaml.Mark]", (event.start_mark, event.end_mark))
        return Span(self.name, start.line + 1, start.column + 1, end.line + 1, end.column + 1)

    def _extent(self, start: CollectionStartEvent, end: Event, last: Span | None) -> Span:
        """From the first character of a collection to its last: in block style libyaml's end is the next token."""
        opened, closed = self._span(start), self._span(end)
        if last is not None and not start.flow_style:
            closed = last
        return replace(opened, end_line=closed.end_line, end_column=closed.end_column)


def _is_empty(event: Event) -> bool:
    return isinstance(event, ScalarEvent) and not event.value and event.implicit[0] and event.tag is None


def _height(node: Node) -> int:
    below = (*node.entries().values(), *node.items())
    return 1 + max(map(_height, below)) if below else 0


def _broken(error: yaml.MarkedYAMLError, text: str, name: str) -> Diagnostic:
    lines = LINE_BREAK.split(text.rstrip())
    mark = cast("yaml.Mark", error.problem_mark)
    span = _character(mark, lines, name)
    character = lines[span.line - 1][span.column - 1 : span.column]
    better = _explained(error.problem or "", span, lines)
    if better is not None:
        return better
    opened = _character(error.context_mark or mark, lines, name)
    return refusals.broken_syntax(span, error.problem or "", character, opened)


def _explained(problem: str, span: Span, lines: Sequence[str]) -> Diagnostic | None:
    """What libyaml cannot see: an apostrophe inside simple quotes, a line before that is no key."""
    before = lines[span.line - 1][: span.column - 1]
    if APOSTROPHE.search(before) and problem in CLOSED_TOO_SOON:
        return refusals.apostrophe(replace(span, column=len(before), end_column=len(before) + 1))
    line = span.line - 1
    written = lines[line - 1].strip() if line else ""
    if problem != NO_KEY or not written:
        return None
    column = lines[line - 1].index(written) + 1
    return refusals.no_key(Span(span.file, line, column, line, column + len(written)), written)


def _character(mark: yaml.Mark, lines: Sequence[str], name: str) -> Span:
    """The character under a mark; what lacks at the end of a file lacks after its last word."""
    if mark.line < len(lines):
        line, column = mark.line + 1, mark.column + 1
    else:
        line, column = len(lines), len(lines[-1]) + 1
    return Span(name, line, column, line, column + 1)
