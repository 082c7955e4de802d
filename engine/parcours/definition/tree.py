"""A file once read: plain values, each with the place it was written at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from parcours.diagnostics import Diagnostic, Span

Scalar: TypeAlias = str | int | float | bool | None
Path: TypeAlias = tuple[str | int, ...]

MOST_FILES: Final = 32  # read and checked once while they stay the same: several times what a cooperative has


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place. `keys` says where each key of a mapping is written; it is empty otherwise.

    A mapping is a plain `dict`, which nobody changes: a file is asked a thousand times which kind a value is.
    Equality and places survive inheritance: a merged tree is made of the nodes of its files.
    """

    value: "Scalar | dict[str, Node] | tuple[Node, ...]"
    span: Span
    keys: Mapping[str, Span] = field(default_factory=dict)

    def entries(self) -> "Mapping[str, Node]":
        """What stands under each key; nothing when this is no mapping."""
        return self.value if isinstance(self.value, dict) else {}

    def items(self) -> "tuple[Node, ...]":
        """The items of a list; none when this is no list."""
        return self.value if isinstance(self.value, tuple) else ()

    def at(self, path: Path) -> "Node | None":
        """The node under that path of keys and positions, None where nothing is written."""
        node: Node | None = self
        for step in path:
            if node is None:
                return None
            if isinstance(step, str):
                node = node.entries().get(step)
            else:
                node = node.items()[step] if step < len(node.items()) else None
        return node

    @property
    def is_blank(self) -> bool:
        """Whether nothing is written here (`key:` alone), which the source has already told."""
        return self.value is None and (self.span.line, self.span.column) == (self.span.end_line, self.span.end_column)

    def plain(self) -> object:
        """The same value without places: str, int, float, bool, None, dict and list."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A file, its text (empty when it could not be decoded), its tree unless it has none, and what is wrong with it.

    Two readings of a file are two documents, whatever they hold.
    """

    name: str
    text: str
    root: Node | None
    diagnostics: tuple[Diagnostic, ...] = ()


def laid_over(below: Node, above: Node) -> Node:
    """Maps merge by key, anything else is replaced."""
    if not isinstance(below.value, dict) or not isinstance(above.value, dict):
        return above
    both = {
        key: laid_over(below.entries()[key], node) if key in below.entries() else node
        for key, node in above.entries().items()
    }
    return Node({**below.value, **both}, above.span, {**below.keys, **above.keys})
