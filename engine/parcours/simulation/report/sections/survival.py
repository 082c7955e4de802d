"""How long people stay in each stage, those still there included."""

from collections.abc import Iterator, Sequence
from typing import Final

from parcours.messages import Text
from parcours.messages.values import Rounded
from parcours.simulation.measures.kpis import Subject as About
from parcours.simulation.measures.kpis import Unit
from parcours.simulation.report.charts import steps
from parcours.simulation.report.page import Cell, Paragraph, Plot, Section, Table
from parcours.simulation.report.quantities import between, said, shown
from parcours.simulation.report.subject import Subject
from parcours.simulation.report.tables import INTERVAL
from parcours.simulation.statistics.survival import Point, median

TENTHS: Final = tuple(tenths / 10 for tenths in range(9, -1, -1))


def survival(subject: Subject) -> Section | None:
    plots = list(_plots(subject))
    if not plots:
        return None
    return Section("survival", Text("Combien de temps on y reste"), (Paragraph(_method(subject)), *plots))


def _plots(subject: Subject) -> Iterator[Plot]:
    """A plot for each stage that somebody has left after a day at least."""
    if not subject.result.replicas:
        return
    for stage in subject.result.frame.stages:
        points = subject.result.curve(stage)
        if points and points[-1].day > 0:
            label = subject.label(About.STAGES, stage)
            banded = subject.has_intervals
            yield Plot(label, _half(points), steps(points, banded=banded), _table(subject, label, points))


def _method(subject: Subject) -> Text:
    curve = Text(
        "Part des séjours qui durent plus que tant de jours (de gauche à droite), estimée par Kaplan et Meier : les "
        "séjours encore en cours à la fin comptent pour ce que l'on en a vu."
    )
    if subject.has_intervals:
        return Text(
            "{curve} La bande est l'intervalle à 95 % de Greenwood sur tous les séjours de toutes les réplications.",
            curve=curve,
        )
    return Text("{curve} Une seule réplication : la courbe est sans bande.", curve=curve)


def _half(points: tuple[Point, ...]) -> Text:
    half = median(points)
    if half is None:
        return Text(
            "Au-delà de {days}, {share} des séjours durent encore.",
            days=said(points[-1].day, Unit.DAYS), share=said(points[-1].share, Unit.SHARE),
        )  # fmt: skip
    # Days are whole: what has ended after 3 of them has lasted less than 4.
    return Text("La moitié des séjours dure moins de {days}.", days=said(half + 1, Unit.DAYS))


def _table(subject: Subject, label: str, points: Sequence[Point]) -> Table:
    """The first day on which so few are left, tenth by tenth."""
    columns: Sequence[Text] = (Text("Jours"), Text("Durent plus (%)"), Text("Encore suivis"), INTERVAL)
    columns = columns if subject.has_intervals else columns[:-1]
    found = dict.fromkeys(point for tenth in TENTHS if (point := _first_below(points, tenth)) is not None)
    rows = [_row(point)[: len(columns)] for point in found]
    return Table(label, columns, rows, frozenset(range(len(columns))), folded=True)


def _first_below(points: Sequence[Point], share: float) -> Point | None:
    return next((point for point in points if point.share <= share), None)


def _row(point: Point) -> Sequence[Cell]:
    share, bounds = shown(point.share, Unit.SHARE), between(point.low, point.high, Unit.SHARE)
    return point.day, share, Rounded(point.at_risk), bounds
