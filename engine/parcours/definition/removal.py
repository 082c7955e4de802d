"""What goes away with a removed thing: every list and transition that names it, and what only it used."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from parcours.definition.mentions import ACTIONS, EVENTS, Form, Mention, mentions
from parcours.definition.tree import Node, Path
from parcours.diagnostics import Span

# Roles, fields and parameters stay when nobody uses them any more: people fill them, or another file will.
COLLECTED: Final = (ACTIONS, EVENTS)


@dataclass(frozen=True, slots=True)
class Removal:
    """`key: null` in a child, of what stood at `path`."""

    path: Path
    span: Span
    node: Node

    @property
    def scope(self) -> Path:
        return self.path[:-1]

    @property
    def name(self) -> str:
        return str(self.path[-1])


def without(root: Node, removals: tuple[Removal, ...]) -> Node:
    """The tree once each removed thing has left every list and map that names it, and its orphans with it."""
    gone = {(each.scope, each.name) for each in removals}
    lost = [mention for each in removals for mention in _used_by(each)]
    while gone:
        root, more = _unnamed(root, gone)
        lost += more
        used = {(mention.scope, mention.name) for mention in mentions(root)}
        gone = {
            (mention.scope, mention.name)
            for mention in lost
            if mention.scope in COLLECTED
            and (mention.scope, mention.name) not in used
            and root.at((*mention.scope, mention.name)) is not None
        }
        for scope, name in sorted(gone, key=str):
            left = root.at((*scope, name))
            lost += _used_by(Removal((*scope, name), root.span, left)) if left is not None else []
            root = _cut(root, (*scope, name))
    return root


def _used_by(removal: Removal) -> list[Mention]:
    """What the removed thing named, read in its place so that a track's stages stay its own."""
    node = removal.node
    for step in reversed(removal.path):
        node = Node({str(step): node}, node.span)
    return list(mentions(node))


def _unnamed(root: Node, gone: set[tuple[Path, str]]) -> tuple[Node, list[Mention]]:
    """Without the list items and transitions that name what is gone; and what those transitions used."""
    found = [m for m in mentions(root) if (m.scope, m.name) in gone and m.form is not Form.WORD]
    lost: list[Mention] = []
    for mention in reversed(found):  # from the end, so that positions in lists stay true
        if mention.form is Form.KEY and (node := root.at(mention.at)) is not None:
            lost += _used_by(Removal(mention.at, node.span, node))
        root = _cut(root, mention.at)
    return root, lost


def _cut(node: Node, path: Path) -> Node:
    """The same tree without what stands at `path`."""
    step, *rest = path
    if isinstance(step, int):
        items = node.items()
        kept = () if not rest else (_cut(items[step], tuple(rest)),)
        return replace(node, value=(*items[:step], *kept, *items[step + 1 :]))
    entries: Mapping[str, Node] = node.entries()
    if rest:
        return replace(node, value={**entries, step: _cut(entries[step], tuple(rest))})
    return replace(node, value={key: child for key, child in entries.items() if key != step})
