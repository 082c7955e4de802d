"""A resolved parcours written back as YAML, with the place each value came from if asked."""

import json
import re
from collections.abc import Iterator
from typing import Final

from parcours.definition.scalars import typed
from parcours.definition.tree import Node, Scalar
from parcours.diagnostics import Span

STEP: Final = "  "
# Words that mean themselves without quotes, inside a flow list as well.
PLAIN: Final = re.compile(r"[\w.][\w./ '’·éèêàçôîïùûœ-]*(?<! )")


def as_yaml(root: Node, *, origin: bool = False) -> str:
    """YAML that reads back to the same values; with `origin`, each line ends with `# file:line`."""
    lines = _mapping(root, "")
    written = (f"{text}  # {place.file}:{place.line}" if origin else text for text, place in lines)
    return "\n".join(written) + "\n"


Line = tuple[str, Span]


def _mapping(node: Node, indent: str) -> Iterator[Line]:
    for key, child in node.entries().items():
        place = node.keys.get(key, child.span)
        yield from _entry(f"{indent}{_scalar(key)}:", child, place, indent)


def _entry(head: str, node: Node, place: Span, indent: str) -> Iterator[Line]:
    if isinstance(node.value, dict) and node.value:
        yield head, place
        yield from _mapping(node, indent + STEP)
    elif isinstance(node.value, tuple) and any(item.entries() for item in node.value):
        yield head, place
        yield from _items(node, indent + STEP)
    else:
        yield f"{head} {inline(node)}", node.span


def _items(node: Node, indent: str) -> Iterator[Line]:
    for item in node.items():
        lines = list(_mapping(item, indent + STEP)) or [(indent + STEP + inline(item), item.span)]
        first, place = lines[0]
        yield f"{indent}- {first[len(indent) + len(STEP) :]}", place
        yield from lines[1:]


def inline(node: Node) -> str:
    """The value on one line: `{since: 2026-01-01, value: 1200}`."""
    if isinstance(node.value, dict):
        return "{" + ", ".join(f"{_scalar(key)}: {inline(child)}" for key, child in node.value.items()) + "}"
    if isinstance(node.value, tuple):
        return "[" + ", ".join(inline(item) for item in node.value) + "]"
    return _scalar(node.value)


def _scalar(value: Scalar) -> str:
    if isinstance(value, str) and PLAIN.fullmatch(value) and typed(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)
