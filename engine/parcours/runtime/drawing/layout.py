"""Where boxes go: in rows, each below what leads to it; in a row, near what leads there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from parcours.runtime.drawing.graph import START, Graph

WIDTH: Final = 230
HEIGHT: Final = 58
ACROSS: Final = 60  # between two boxes of a row
DOWN: Final = 96  # between two rows: three lines of events fit
TOP: Final = 76  # the entry is written above the first row
MARGIN: Final = 100
STRIDE: Final = 46  # how much further out an arrow runs for each row it passes
SWEEPS: Final = 4


@dataclass(frozen=True, slots=True)
class Place:
    """The upper left corner of a box, and its row."""

    x: float
    y: float
    row: int

    @property
    def middle(self) -> float:
        return self.x + WIDTH / 2


@dataclass(frozen=True, slots=True)
class Layout:
    places: Mapping[str, Place]
    width: float
    height: float


def laid_out(graph: Graph) -> Layout:
    """Every box of the graph at its place, pixels from the upper left corner."""
    rows = _ordered(graph, _rows(graph))
    widest = max(map(len, rows))
    width = 2 * (MARGIN + STRIDE * len(rows)) + WIDTH + (widest - 1) * ACROSS
    width = max(width, 2 * MARGIN + widest * WIDTH + (widest - 1) * ACROSS)
    places = {}
    for number, row in enumerate(rows):
        taken = len(row) * WIDTH + (len(row) - 1) * ACROSS
        for index, box in enumerate(row):
            x = (width - taken) / 2 + index * (WIDTH + ACROSS)
            places[box] = Place(x, TOP + number * (HEIGHT + DOWN), number)
    return Layout(places, width, TOP + len(rows) * (HEIGHT + DOWN))


def _rows(graph: Graph) -> list[list[str]]:
    """A box stands below all that leads to it and comes before it in the file; ends stand together, at the bottom."""
    order = {box.id: number for number, box in enumerate(graph.boxes)}
    depth = dict.fromkeys(order, 0)
    for stage in graph.boxes:
        for arrow in graph.arrows:
            if arrow.target == stage.id and arrow.source != START and order[arrow.source] < order[stage.id]:
                depth[stage.id] = max(depth[stage.id], depth[arrow.source] + 1)
    last = max(depth.values())
    ends = {box.id for box in graph.boxes if box.final}
    depth |= dict.fromkeys(ends, max([last, *(depth[each] + 1 for each in order if each not in ends)]))
    together = ([each for each in order if depth[each] == row] for row in range(last + 2))
    return [row for row in together if row]


def _ordered(graph: Graph, rows: list[list[str]]) -> list[list[str]]:
    """Each row sorted by the mean place of its neighbours, a few times over."""
    neighbours: dict[str, list[str]] = {}
    for arrow in graph.arrows:
        neighbours.setdefault(arrow.target, []).append(arrow.source)
        neighbours.setdefault(arrow.source, []).append(arrow.target)
    for _ in range(SWEEPS):
        for row in rows:
            at = {box: index - len(each) / 2 for each in rows for index, box in enumerate(each)}
            row.sort(key=lambda box: _mean([at[each] for each in neighbours.get(box, []) if each in at], at[box]))
    return rows


def _mean(found: list[float], otherwise: float) -> float:
    return sum(found) / len(found) if found else otherwise
