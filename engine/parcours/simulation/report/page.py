"""What the page of a run is made of: sections of words, plots and tables, whatever shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from parcours.messages import Text
from parcours.messages.values import Value

Words: TypeAlias = Text | str
Cell: TypeAlias = Value | Text | None
"""None where there is nothing to say."""
Drawing: TypeAlias = Mapping[str, Any]
"""A plot as Vega-Lite says it; words in it are those of the files."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`warns` where whoever reads on must know it."""

    said: Text
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`numeric` are the columns to align as numbers, from 0. `folded`: shown when asked for, and on paper."""

    caption: Words
    columns: Sequence[Words]
    rows: Sequence[Sequence[Cell]]
    numeric: frozenset[int] = frozenset()
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """`said` stands for the picture where it cannot be seen; `key` says what its marks mean; `table` what it shows."""

    title: Words
    said: Text
    drawing: Drawing
    table: Table
    key: Text | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """What to type."""

    typed: str


Block: TypeAlias = Paragraph | Table | Plot | Command


@dataclass(frozen=True, slots=True)
class Section:
    """`id` names it in links."""

    id: str
    title: Text
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    said: Text
    sections: Sequence[Section]
