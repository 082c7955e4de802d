"""A tree as the text of a scenario's file, with comments above what they speak of."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from parcours.definition.resolved import inline
from parcours.definition.tree import Node
from parcours.diagnostics import Span
from parcours.simulation.calibration.draft import Path, Plain

WIDTH: Final = 110
NOWHERE: Final = Span("", 1, 1, 1, 1)


def yaml_lines(tree: Plain, comments: Mapping[Path, Sequence[str]], path: Path = ()) -> Iterator[str]:
    """Two spaces a level; a map that fits on one line, and that no comment speaks of, is written on one."""
    indent = "  " * len(path)
    for key, value in tree.items():
        here = (*path, str(key))
        yield from (f"{indent}# {comment}" for comment in comments.get(here, ()))
        head = f"{indent}{inline(_node(str(key)))}:"
        flat = f"{head} {inline(_node(value))}"
        is_short = (
            len(flat) <= WIDTH
            and len(path) > 0
            and not any(each[: len(here)] == here for each in comments if each != here)
        )
        if isinstance(value, dict) and value and not is_short:
            yield head
            yield from yaml_lines(value, comments, here)
        else:
            yield flat


def _node(value: object) -> Node:
    match value:
        case dict():
            return Node({str(key): _node(each) for key, each in value.items()}, NOWHERE)
        case list() | tuple():
            return Node(tuple(map(_node, value)), NOWHERE)
        case str() | int() | float() | None:
            return Node(value, NOWHERE)
        case _:
            raise TypeError(type(value))
