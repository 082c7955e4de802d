"""A cooperative's law file over the network's of the same name: it confirms, adds and dates; it rewrites nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from parcours.definition import codes
from parcours.definition.overlay import Overlay
from parcours.definition.tree import Node, Path
from parcours.diagnostics import Diagnostic, Span
from parcours.messages import Text

# What a file says of itself, what people only read, and who has read a version over.
FREE: Final = frozenset({"extends", "title", "notice", "label", "doubt", "source", "confirmed_by"})
VERSIONS: Final = "versions"
SINCE: Final = "since"
RULES: Final = 1  # how deep the map of rules stands, where a new name is a new rule


@dataclass(slots=True)
class _Reading:
    found: list[Diagnostic] = field(default_factory=list)


def complete(trees: Sequence[Node]) -> Overlay:
    """`trees` goes from the remotest file to the nearest, and is never empty. Versions of a rule merge by `since`."""
    root, *rest = trees
    reading = _Reading()
    for tree in rest:
        root = _over(root, tree, (), reading)
    return Overlay(root, diagnostics=tuple(reading.found))


def _over(base: Node, own: Node, path: Path, reading: _Reading) -> Node:
    entries, keys = dict(base.entries()), dict(base.keys)
    for key, node in own.entries().items():
        inherited = entries.get(key)
        if key == VERSIONS and inherited is not None:
            entries[key] = _versions(inherited, node, (*path, key), reading)
        elif inherited is not None and isinstance(inherited.value, dict) and len(path) <= RULES:
            entries[key] = _over(inherited, node, (*path, key), reading)
        elif key in FREE or len(path) == RULES or (inherited is not None and inherited.plain() == node.plain()):
            entries[key] = node
        else:
            reading.found.append(_rewritten(key, own.keys[key]))
            continue
        keys[key] = own.keys[key]
    return Node(entries, own.span, keys)


def _versions(base: Node, own: Node, path: Path, reading: _Reading) -> Node:
    dated = {_since(version): version for version in base.items()}
    for version in own.items():
        day = _since(version)
        dated[day] = _over(dated[day], version, path, reading) if day in dated else version
    return Node(tuple(dated.values()), own.span)


def _since(version: Node) -> str:
    said = version.at((SINCE,))
    return str(said.value) if said is not None else ""


def _rewritten(key: str, span: Span) -> Diagnostic:
    cause = Text("« {key} » ne se change pas : une règle de droit déjà dite ne se réécrit pas.", key=key)
    remedy = Text("Ajoutez une version avec un autre « since » et son article, ou « confirmed_by » à celle-ci.")
    return Diagnostic(codes.LAW_REWRITTEN, span, cause, remedy)
