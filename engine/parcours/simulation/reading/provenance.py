"""Where the numbers of a scenario come from: each has a source, or is said to be an assumption."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from parcours.definition.piece import Piece
from parcours.definition.tree import Node, Path
from parcours.simulation.reading.keys import PROVENANCE, SHAPES, holds_names
from parcours.simulation.reading.numbers import number
from parcours.simulation.scenario.scenario import Assumption

# What says a number of the world; the rest sets a run, or bounds what one of these says.
STATED: Final = frozenset(
    {
        *SHAPES,
        *("probability", "weights", "capacity", "seats", "notice", "monthly", "every"),
        *("rate", "spread", "listed"),
    }
)
APART: Final = frozenset({"calendar", "sensitivity"})  # days to come, and what an analysis tries, state nothing

Ranks = Mapping[str, int]
"""How near each file is, the remotest parent first."""


@dataclass(frozen=True, slots=True)
class Origin:
    """A `source`, or an assumption where it is empty, and how near the file is that says so."""

    source: str
    rank: int
    path: Path


@dataclass(frozen=True, slots=True)
class Statement:
    """A number of the file, with the nearest origin that was written for it; None when there is none.

    `outdated` is then the nearest that speaks of a parent's number.
    """

    path: Path
    said: str
    origin: Origin | None
    outdated: Origin | None


def assumptions(file: Piece, ranks: Ranks) -> tuple[Assumption, ...]:
    """Every number with where it comes from, in file order."""
    return tuple(
        Assumption(".".join(map(str, each.path)), each.said, each.origin.source)
        for each in statements(file, ranks)
        if each.origin is not None
    )


def statements(file: Piece, ranks: Ranks) -> Iterator[Statement]:
    """Every number of a resolved file. An origin that a parent gave its own number says nothing of the child's."""
    yield from _inside(file, (), ranks)


def _inside(piece: Piece, around: Sequence[Origin], ranks: Ranks) -> Iterator[Statement]:
    own = () if holds_names(piece.path) else tuple(_origin(piece, ranks))
    origins = (*own, *around)
    for key, each in piece.entries():
        if piece.path == () and key in APART:
            continue
        if not holds_names(piece.path) and (key in STATED or (key == "value" and number(each) is not None)):
            yield _statement(piece, key, each, origins, ranks)
        elif key not in PROVENANCE or holds_names(piece.path):
            yield from _inside(each, origins, ranks)
    for each in piece.items():
        yield from _inside(each, origins, ranks)


def _origin(piece: Piece, ranks: Ranks) -> Iterator[Origin]:
    said = piece.at("source")
    if isinstance(said.value, str) and said.value:
        yield Origin(said.value, _rank(said.node, ranks), said.path)
    elif piece.flag("assumption"):
        yield Origin("", _rank(piece.at("assumption").node, ranks), piece.at("assumption").path)


def _statement(owner: Piece, key: str, piece: Piece, origins: Sequence[Origin], ranks: Ranks) -> Statement:
    nearest = _rank(piece.node, ranks)
    origin = next((each for each in origins if each.rank >= nearest), None)
    # A distribution is named by the place it is written at, whatever its shape.
    path = owner.path if key in SHAPES else piece.path
    return Statement(path, f"{key}: {_flow(piece.node)}", origin, None if origin else next(iter(origins), None))


def _rank(node: Node | None, ranks: Ranks) -> int:
    """How near the nearest file is that wrote some of this."""
    if node is None:
        return 0
    inside = (*node.entries().values(), *node.items())
    return max((_rank(each, ranks) for each in inside), default=ranks.get(node.span.file, 0))


def _flow(node: Node | None) -> str:
    """The value as YAML writes it on one line."""
    if node is None:
        return ""
    if isinstance(node.value, dict):
        return "{" + ", ".join(f"{key}: {_flow(each)}" for key, each in node.value.items()) + "}"
    if isinstance(node.value, tuple):
        return "[" + ", ".join(map(_flow, node.value)) + "]"
    return node.value if isinstance(node.value, str) else json.dumps(node.value)
