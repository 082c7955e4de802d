"""One graph as SVG: boxes, arrows, and the events written on them."""

from html import escape
from textwrap import wrap
from typing import Final

from parcours.runtime.drawing.graph import START, Arrow, Box, Graph
from parcours.runtime.drawing.layout import DOWN, HEIGHT, STRIDE, WIDTH, Layout, Place, laid_out

LINE: Final = 14
LETTERS: Final = 30  # of a line inside a box
LETTERS_BESIDE: Final = 28  # of a line on an arrow


def svg(graph: Graph, current: str = "") -> str:
    """A drawing that needs nothing beside it but the page's own style; the box of the stage `current` is lit."""
    layout = laid_out(graph)
    size = f'width="{layout.width:.0f}" height="{layout.height:.0f}"'
    parts = [
        f'<svg {size} viewBox="0 0 {layout.width:.0f} {layout.height:.0f}" role="img">',
        f"<title>{escape(graph.label)}</title>",
        _tip(graph),
        *(_arrow(graph, arrow, layout, lane) for lane, arrow in enumerate(graph.arrows)),
        *(_box(box, layout.places[box.id], lit=box.id == current) for box in graph.boxes),
        *(_events(arrow, layout, lane) for lane, arrow in enumerate(graph.arrows)),
        "</svg>",
    ]
    return "\n".join(parts)


def _tip(graph: Graph) -> str:
    """The point of its arrows, by a name that no other graph of the page has."""
    shape = 'viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto"'
    return f'<defs><marker id="tip-{graph.id}" {shape}><path d="M0 0L10 5L0 10z"/></marker></defs>'


def _box(box: Box, place: Place, *, lit: bool) -> str:
    kind = " ".join(("box", *(["final"] if box.final else []), *(["current"] if lit else [])))
    label = wrap(box.label, LETTERS)[:2]
    lines = [*((line, "") for line in label), *((each, "note") for each in wrap(box.note, LETTERS)[:1])]
    top = place.y + HEIGHT / 2 - (len(lines) - 1) * LINE / 2 + 5
    texts = "".join(
        f'<text x="{place.middle:.0f}" y="{top + index * LINE:.0f}" class="{role}">{escape(line)}</text>'
        for index, (line, role) in enumerate(lines)
    )
    frame = f'<rect x="{place.x:.0f}" y="{place.y:.0f}" width="{WIDTH}" height="{HEIGHT}" rx="8"/>'
    return f'<g class="{kind}"><title>{escape(box.label)} ({box.id})</title>{frame}{texts}</g>'


def _arrow(graph: Graph, arrow: Arrow, layout: Layout, lane: int) -> str:
    path, _, _ = _path(arrow, layout, lane)
    return f'<g class="{_kind(arrow)}"><path d="{path}" marker-end="url(#tip-{graph.id})"/></g>'


def _events(arrow: Arrow, layout: Layout, lane: int) -> str:
    """Written after every arrow, so that none crosses the words."""
    _, x, y = _path(arrow, layout, lane)
    lines = [line for event in arrow.events for line in wrap(event, LETTERS_BESIDE)]
    top = y - (len(lines) - 1) * LINE / 2
    beside = arrow.source == START and layout.places[arrow.target].row > 0
    anchor = ' class="beside"' if beside else ""
    texts = "".join(
        f'<text x="{x:.0f}" y="{top + index * LINE:.0f}"{anchor}>{escape(line)}</text>'
        for index, line in enumerate(lines)
    )
    return f'<g class="{_kind(arrow)}">{texts}</g>'


def _kind(arrow: Arrow) -> str:
    return "arrow automatic" if arrow.automatic else "arrow"


def _path(arrow: Arrow, layout: Layout, lane: int) -> tuple[str, float, float]:
    """The curve, and where its events are written."""
    target = layout.places[arrow.target]
    if arrow.source == START:
        return _entry(target)
    source = layout.places[arrow.source]
    if target.row == source.row + 1:
        return _down(source, target, lane)
    return _ahead(source, target, lane) if target.row > source.row else _back(source, target, lane)


def _entry(target: Place) -> tuple[str, float, float]:
    """From above into the first row, from the side into another."""
    if target.row == 0:
        return f"M{target.middle:.0f} {target.y - DOWN / 3:.0f}V{target.y:.0f}", target.middle, target.y - DOWN / 3 - 4
    y = target.y + HEIGHT * 0.6
    return f"M{target.x - 34:.0f} {y:.0f}H{target.x:.0f}", target.x - 40, y + 4


def _down(source: Place, target: Place, lane: int) -> tuple[str, float, float]:
    leaves, arrives = source.middle + _shift(lane), target.middle + _shift(lane)
    bottom, top = source.y + HEIGHT, target.y
    half = (bottom + top) / 2
    curve = f"M{leaves:.0f} {bottom:.0f}C{leaves:.0f} {half:.0f} {arrives:.0f} {half:.0f} {arrives:.0f} {top:.0f}"
    return curve, (leaves + arrives) / 2, half + _shift(lane) / 3


def _ahead(source: Place, target: Place, lane: int) -> tuple[str, float, float]:
    """Past several rows: out by the side the target is on, in by its top."""
    side = -1 if target.middle < source.middle else 1
    leaves, start = source.middle + side * WIDTH / 2, source.y + HEIGHT / 2 + _shift(lane) / 3
    arrives, end = target.middle + side * (40 + _shift(lane)), target.y
    bow = max(leaves * side, arrives * side) * side + side * STRIDE * (target.row - source.row) + _shift(lane)
    curve = f"M{leaves:.0f} {start:.0f}C{bow:.0f} {start:.0f} {bow:.0f} {end - DOWN:.0f} {arrives:.0f} {end:.0f}"
    return curve, (leaves + arrives + 6 * bow) / 8, (start + 3 * start + 3 * (end - DOWN) + end) / 8


def _back(source: Place, target: Place, lane: int) -> tuple[str, float, float]:
    """To a row above, or to itself: out and in by the left."""
    leaves, arrives = source.x, target.x
    start, end = source.y + HEIGHT * 0.7, target.y + HEIGHT * 0.3
    bow = min(leaves, arrives) - STRIDE * (source.row - target.row + 1) + _shift(lane)
    curve = f"M{leaves:.0f} {start:.0f}C{bow:.0f} {start:.0f} {bow:.0f} {end:.0f} {arrives:.0f} {end:.0f}"
    return curve, (leaves + arrives + 6 * bow) / 8, (start + end) / 2


def _shift(lane: int) -> float:
    """Arrows that would lie on one another are set a little apart."""
    return ((lane * 37) % 7 - 3) * 9.0
