"""Plots as Vega-Lite says them: sized for a phone, in the colours of Okabe and Ito (2008), which nobody confuses.

No word stands in them but those of the files: titles, keys and units are the page's.
"""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from parcours.simulation.report.page import Drawing
from parcours.simulation.statistics.survival import Point

BLUE: Final = "#0072B2"
VERMILION: Final = "#D55E00"
SKY: Final = "#56B4E9"
INK: Final = "#222222"
WIDTH: Final = 340
HEIGHT: Final = 190
ROW: Final = 38
"""Pixels of a bar with its label above it."""
WHERE: Final = 10
"""Of a row, how far below its middle the bar is, and how far above it the label."""
BAR: Final = 11
LONGEST: Final = 270
"""Pixels of a label: what is longer is cut by an ellipsis, well before the edge since readers' letters may be wider."""
FINEST: Final = 200
"""Points of a curve beyond which one more is not seen."""
FEW: Final = 3
"""Points below which a line needs marks to be seen at all."""
Part: TypeAlias = dict[str, Any]
"""A layer, or what one of its marks depends on."""
ROWS: Final[Drawing] = MappingProxyType({"field": "row", "type": "ordinal", "axis": None})
CONFIG: Final[Drawing] = MappingProxyType(
    {
        "aria": False,
        "background": None,
        "font": "system-ui, sans-serif",
        "view": {"stroke": None},
        "axis": {
            "labelColor": INK,
            "labelFontSize": 11,
            "domainColor": "#767676",
            "gridColor": "#E3E3E3",
            "tickColor": "#767676",
            "title": None,
        },
        "text": {"fontSize": 12, "color": INK},
    }
)


@dataclass(frozen=True, slots=True)
class Month:
    """A month's mean, and where they are known the bounds of the mean and those of most replications."""

    day: datetime.date
    mean: float
    low: float | None = None
    high: float | None = None
    p05: float | None = None
    p95: float | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A length from 0, with its label, and the bounds of it where they are known."""

    label: str
    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a figure goes from its `base` where a number is at one bound of its range, and at the other."""

    label: str
    at_least: float
    at_most: float


def bands(months: Sequence[Month], *, percent: bool = False, ceiling: float | None = None) -> Drawing:
    """A line of means; around it, in two shades, where the mean is and where most replications are."""
    values = [asdict(each) | {"day": each.day.isoformat()} for each in months]
    x = {"field": "day", "type": "temporal", "scale": {"type": "utc"}, "axis": {"tickCount": 5, "grid": False}}
    y = {"type": "quantitative", "scale": {"zero": True}, "axis": _axis(4, percent=percent)}
    layers: list[Part] = []
    if any(each.low is not None for each in months):
        layers += [_area(x, y, ("p05", "p95"), 0.18), _area(x, y, ("low", "high"), 0.45)]
    layers.append(_line(x, y, "mean", points=len(months) < FEW))
    if ceiling is not None:
        layers.append(_rule(ceiling))
    return _drawing(values, layers, HEIGHT)


def steps(points: Sequence[Point], *, banded: bool) -> Drawing:
    """A share that goes down by steps from 1, with its bounds when `banded`; days from 0."""
    values: list[Part] = [{"day": 0, "share": 1, "low": 1, "high": 1}]
    values += [asdict(each) for each in _thinned(points)]
    x = {
        "field": "day",
        "type": "quantitative",
        "axis": {"tickCount": 5, "format": ",d", "tickMinStep": 1, "grid": False},
    }
    y = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": _axis(4, percent=True)}
    band = [_area(x, y, ("low", "high"), 0.3, "step-after")] if banded else []
    return _drawing(values, [*band, _line(x, y, "share", "step-after")], HEIGHT)


def bars(rows: Sequence[Bar]) -> Drawing:
    """Bars of shares one below the other, their labels above them, their bounds across their end."""
    x = {"type": "quantitative", "scale": {"domain": [0, 1]}, "axis": _axis(5, percent=True)}
    layers = [_bar(SKY, x | {"field": "value"}, None), _labels()]
    if any(each.low is not None for each in rows):
        mark = {"type": "rule", "color": INK, "strokeWidth": 2, "yOffset": WHERE}
        layers.append({"mark": mark, "encoding": {"y": ROWS, "x": x | {"field": "low"}, "x2": {"field": "high"}}})
    return _drawing(_numbered(rows), layers, ROW * len(rows))


def swings(rows: Sequence[Reach], base: float, *, percent: bool) -> Drawing:
    """A tornado: on each row a bar from `base` to where its number is least, another to where it is most."""
    x = {"type": "quantitative", "scale": {"zero": False, "nice": True}, "axis": _axis(5, percent=percent)}
    layers = [
        _bar(BLUE, x | {"field": "base"}, "at_least"),
        _bar(VERMILION, x | {"field": "base"}, "at_most"),
        _tick(x | {"field": "base"}),
        _labels(),
    ]
    values = [each | {"base": base} for each in _numbered(rows)]
    return _drawing(values, layers, ROW * len(rows))


def _drawing(values: Sequence[Part], layers: Sequence[Part], height: int) -> Drawing:
    return {
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "padding": 4,
        "data": {"values": values},
        "layer": layers,
        "config": CONFIG,
    }


def _area(x: Part, y: Part, bounds: tuple[str, str], opacity: float, interpolate: str = "linear") -> Part:
    low, high = bounds
    return {
        "mark": {"type": "area", "color": BLUE, "opacity": opacity, "interpolate": interpolate},
        "encoding": {"x": x, "y": y | {"field": low}, "y2": {"field": high}},
    }


def _line(x: Part, y: Part, field: str, interpolate: str = "linear", *, points: bool = False) -> Part:
    marks = {"color": BLUE} if points else False
    return {
        "mark": {"type": "line", "color": BLUE, "interpolate": interpolate, "point": marks},
        "encoding": {"x": x, "y": y | {"field": field}},
    }


def _bar(color: str, x: Part, until: str | None) -> Part:
    """From 0 to the field of `x`, or from `x` to the field `until`."""
    return {
        "mark": {"type": "bar", "size": BAR, "fill": color, "stroke": BLUE, "yOffset": WHERE},
        "encoding": {"y": ROWS, "x": x} | ({"x2": {"field": until}} if until else {}),
    }


def _rule(y: float) -> Part:
    mark = {"type": "rule", "color": INK, "strokeWidth": 1.5, "strokeDash": [5, 3]}
    return {"mark": mark, "encoding": {"y": {"datum": y}}}


def _tick(x: Part) -> Part:
    """Across a bar alone: a line from top to bottom would strike out the labels."""
    mark = {"type": "tick", "color": INK, "thickness": 2, "size": 2 * BAR, "yOffset": WHERE}
    return {"mark": mark, "encoding": {"y": ROWS, "x": x}}


def _labels() -> Part:
    return {
        "mark": {"type": "text", "align": "left", "baseline": "middle", "dy": -6, "limit": LONGEST},
        "encoding": {"y": ROWS, "x": {"value": 0}, "text": {"field": "label"}},
    }


def _axis(ticks: int, *, percent: bool) -> Part:
    return {"tickCount": ticks} | ({"format": "%"} if percent else {})


def _numbered(rows: Sequence[Bar | Reach]) -> Sequence[Part]:
    return [asdict(each) | {"row": number} for number, each in enumerate(rows)]


def _thinned(points: Sequence[Point]) -> Sequence[Point]:
    """The last point of each stretch of days too short to be seen."""
    stretch = max(1, points[-1].day // FINEST) if points else 1
    return tuple({each.day // stretch: each for each in points}.values())
