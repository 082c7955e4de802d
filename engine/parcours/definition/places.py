"""Where a path of keys and positions leads: in words, and in the file."""

from parcours.definition.forms import shown
from parcours.definition.tree import Node, Path
from parcours.diagnostics import Span
from parcours.messages import Text


def place_name(path: Path) -> Text:
    """What a path leads to, as an author would call it; positions count from 1."""
    at = max((index for index, step in enumerate(path) if isinstance(step, int)), default=None)
    if at is None:
        return Text("« {key} »", key=_dotted(path))
    item = Text("« {key} » n° {number}", key=_dotted(path[:at]), number=int(path[at]) + 1)
    return Text("« {key} » de {item}", key=_dotted(path[at + 1 :]), item=item) if path[at + 1 :] else item


def _dotted(path: Path) -> str:
    return shown(".".join(str(step + 1) if isinstance(step, int) else step for step in path))


def value_span(root: Node, path: Path) -> Span:
    node = root.at(path)
    return root.span if node is None else node.span


def key_span(root: Node, path: Path, key: str) -> Span:
    node = root.at(path)
    return root.span if node is None else node.keys.get(key, node.span)


def owner_span(root: Node, path: Path) -> Span:
    """Where what lacks something is named: its key, the item of a list, or the first key of the file."""
    if not path:
        return next(iter(root.keys.values()), root.span)
    return key_span(root, path[:-1], path[-1]) if isinstance(path[-1], str) else value_span(root, path)
