"""Figures in tables: what they are of, how much, and how well that is known when it is."""

from collections.abc import Iterable, Sequence
from typing import Final

from parcours.messages import Text
from parcours.simulation.measures.kpis import Kpi, Unit
from parcours.simulation.measures.kpis import Subject as About
from parcours.simulation.report.page import Cell, Table, Words
from parcours.simulation.report.quantities import between, headed, interval, mean
from parcours.simulation.report.subject import Subject
from parcours.simulation.result import Figure, Months
from parcours.simulation.statistics.intervals import Estimate

INTERVAL: Final = Text("Intervalle à 95 %")
MOST_RUNS: Final = Text("9 réplications sur 10")
AVERAGE: Final = Text("Moyenne")


def by_subject(subject: Subject, caption: Words, figures: Iterable[Figure], *, folded: bool = False) -> Table | None:
    """The same measure of several stages, resources…; those without a value are left out. None when all are."""
    known = [each for each in figures if each.estimate is not None]
    if not known:
        return None
    measure = known[0].kpi.measure
    rows = [
        _row(subject, subject.label(measure.subject, each.kpi.about), each.estimate, measure.unit) for each in known
    ]
    return _table(subject, caption, Text("Nom"), headed(measure.label, measure.unit), rows, folded=folded)


def by_measure(subject: Subject, caption: Words, about: About, name: str, *, folded: bool = False) -> Table:
    """Every figure of one resource, of one contract."""
    figures = (each for each in subject.result.figures if (each.kpi.measure.subject, each.kpi.about) == (about, name))
    rows = [
        _row(subject, headed(each.kpi.measure.label, each.kpi.measure.unit), each.estimate, each.kpi.measure.unit)
        for each in figures
    ]
    return _table(subject, caption, Text("Chiffre"), AVERAGE, rows, folded=folded)


def by_month(subject: Subject, caption: Words, months: Months) -> Table:
    """A figure month by month, folded."""
    unit = months.family.unit
    rows = [(f"{day:%Y-%m}", mean(each, unit), *_known(subject, each, unit)) for day, each in subject.shown(months)]
    columns = (
        Text("Mois"),
        headed(months.family.label, unit),
        *((INTERVAL, MOST_RUNS) if subject.has_intervals else ()),
    )
    return Table(caption, columns, rows, _numbers(columns), folded=True)


def _table(
    subject: Subject, caption: Words, first: Text, second: Text, rows: Sequence[Sequence[Cell]], *, folded: bool
) -> Table:
    columns = (first, second, INTERVAL) if subject.has_intervals else (first, second)
    return Table(caption, columns, rows, _numbers(columns), folded)


def _row(subject: Subject, name: Words, found: Estimate | None, unit: Unit) -> Sequence[Cell]:
    value = mean(found, unit)
    return (name, value, interval(found, unit)) if subject.has_intervals else (name, value)


def _known(subject: Subject, found: Estimate, unit: Unit) -> Sequence[Cell]:
    if not subject.has_intervals:
        return ()
    return interval(found, unit), between(found.p05, found.p95, unit)


def _numbers(columns: Sequence[Words]) -> frozenset[int]:
    """All but the first."""
    return frozenset(range(1, len(columns)))


def titled(subject: Subject, kpi: Kpi) -> Text:
    """What a figure is of, and its unit."""
    figure = headed(kpi.measure.label, kpi.measure.unit)
    if not kpi.about:
        return figure
    return Text("« {about} » : {figure}", about=subject.label(kpi.measure.subject, kpi.about), figure=figure)
