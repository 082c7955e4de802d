"""Figures for people: one table a subject, each mean with the half-width of its interval."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from parcours.cli import page
from parcours.cli.session import Session
from parcours.messages import Text
from parcours.simulation.measures.kpis import MEASURES, Kpi, Measure, Subject, Unit
from parcours.simulation.result import Figure, Result
from parcours.simulation.statistics.intervals import Estimate
from parcours.simulation.study import Comparison

NOTHING: Final = "–"
PERCENT: Final = 100
HUNDRED: Final = 100
MOST_COLUMNS: Final = 3
TITLES: Final[Mapping[Subject, Text]] = MappingProxyType(
    {
        Subject.RUN: Text("Arrivées"),
        Subject.STAGES: Text("Étapes"),
        Subject.OUTCOMES: Text("Issues"),
        Subject.RESOURCES: Text("Ressources"),
        Subject.CONTRACTS: Text("Contrats"),
        Subject.FLOWS: Text("Argent"),
        Subject.REFUSALS: Text("Refus"),
        Subject.MISSED: Text("Échéances manquées"),
    }
)


def show_figures(session: Session, result: Result) -> None:
    """All of them, subject after subject."""
    for subject in Subject:
        figures = [each for each in result.figures if each.kpi.measure.subject is subject]
        if figures:
            page.heading(session, TITLES[subject])
            _show_subject(session, result, subject, figures)


def show_differences(session: Session, comparison: Comparison) -> None:
    """The figures that differ; a star where the interval of the change leaves no doubt about its direction."""
    changed = [each for each in comparison.differences if each.change is not None and _moves(each.change)]
    rows = [
        (
            _about(each.kpi, comparison.after),
            each.kpi.measure.label,
            _said(session, each.kpi, each.before.estimate, bare=True),
            _said(session, each.kpi, each.after.estimate, bare=True),
            _said(session, each.kpi, each.change, of_change=True),
            "*" if each.is_certain else "",
        )
        for each in changed
    ]
    page.table(session, [Text("Sujet"), Text("Mesure"), Text("Avant"), Text("Après"), Text("Écart"), Text("Sûr")], rows)
    page.line(session, Text("* : l'intervalle de l'écart ne contient pas zéro."))
    same = len(comparison.differences) - len(changed)
    page.line(session, Text("Mesures sans aucun écart : {number}.", number=same))


def _moves(change: Estimate) -> bool:
    return bool(change.mean) or bool(change.halfwidth)


def _show_subject(session: Session, result: Result, subject: Subject, figures: Sequence[Figure]) -> None:
    measures = [measure for measure in MEASURES if measure.subject is subject]
    if len(measures) <= MOST_COLUMNS:
        headers = [Text("Sujet"), *(measure.label for measure in measures)]
        page.table(session, headers, _by_subject(session, result, figures, measures))
        return
    rows = [
        (_about(each.kpi, result), each.kpi.measure.label, _said(session, each.kpi, each.estimate))
        for each in figures
        if each.estimate is not None
    ]
    page.table(session, [Text("Sujet"), Text("Mesure"), Text("Moyenne")], rows)


def _by_subject(
    session: Session, result: Result, figures: Sequence[Figure], measures: Sequence[Measure]
) -> Iterator[Sequence[Text | str]]:
    found = {(each.kpi.about, each.kpi.measure.name): each for each in figures}
    for about in dict.fromkeys(each.kpi.about for each in figures):
        of = [found[about, measure.name] for measure in measures]
        yield [_about(of[0].kpi, result), *(_said(session, each.kpi, each.estimate) for each in of)]


def _about(kpi: Kpi, result: Result) -> str:
    return kpi.subject_label(result.frame)


def _said(session: Session, kpi: Kpi, found: Estimate | None, *, bare: bool = False, of_change: bool = False) -> str:
    """`19,9 % ± 0,4`, a change of share in points; without its interval where there is none, or `bare`."""
    if found is None:
        return NOTHING
    is_share = kpi.measure.unit is Unit.SHARE
    scale = PERCENT if is_share else 1
    mean = found.mean * scale
    digits = 1 if is_share else _digits(abs(mean))
    number = _rounded(mean, digits)
    written = Text("{number}", number=number)
    if is_share:
        written = Text("{number} pts", number=number) if of_change else Text("{number} %", number=number)
    if bare or found.halfwidth is None:
        return session.told(written)
    width = Text("{number}", number=_rounded(found.halfwidth * scale, digits))
    return f"{session.told(written)} ± {session.told(width)}"


def _digits(size: float) -> int:
    """Decimals that leave three figures or so."""
    if size >= HUNDRED:
        return 0
    return 1 if size >= 1 else 3


def _rounded(number: float, digits: int) -> float | int:
    return round(number, digits) if digits else round(number)
