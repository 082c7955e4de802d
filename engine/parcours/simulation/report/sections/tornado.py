"""Which numbers of the scenario matter most, to each figure that was looked at."""

from collections.abc import Sequence
from typing import Final

from parcours.messages import Text
from parcours.messages.values import Value
from parcours.simulation.measures.kpis import Unit
from parcours.simulation.report.charts import Reach, swings
from parcours.simulation.report.page import Paragraph, Plot, Section, Table
from parcours.simulation.report.quantities import changed, said
from parcours.simulation.report.subject import Subject
from parcours.simulation.report.tables import titled
from parcours.simulation.sensitivity.findings import Factor, Swing, Tornado
from parcours.simulation.statistics.intervals import Estimate

DAY: Final = 1440
COLUMNS: Final = (Text("Nombre"), Text("Bornes"), Text("À la plus petite"), Text("À la plus grande"))


def tornado(subject: Subject) -> Section | None:
    found = () if subject.sensitivity is None else subject.sensitivity.tornados
    plots = [_plot(subject, each, each.base) for each in found if each.base is not None and each.swings]
    if not plots:
        return None
    key = Text(
        "Chaque nombre va seul d'une borne à l'autre, sur les mêmes tirages. En bleu, ce que donne la plus petite ; en "
        "orange, la plus grande ; le trait noir est ce scénario."
    )
    return Section("tornado", Text("Ce qui compte le plus"), (Paragraph(key), *plots))


def _plot(subject: Subject, found: Tornado, base: Estimate) -> Plot:
    title, unit = titled(subject, found.kpi), found.kpi.measure.unit
    seen = Text(
        "{base} dans ce scénario ; c'est « {first} » qui change le plus ce chiffre.",
        base=said(base.mean, unit), first=found.swings[0].factor.label,
    )  # fmt: skip
    reaches = [Reach(each.factor.label, _at(base, each.low), _at(base, each.high)) for each in found.swings]
    drawing = swings(reaches, base.mean, percent=unit is Unit.SHARE)
    return Plot(title, seen, drawing, _table(title, found.swings, unit))


def _at(base: Estimate, change: Estimate | None) -> float:
    """Where a change leads; nowhere when it is not known."""
    return base.mean if change is None else base.mean + change.mean


def _table(title: Text, found: Sequence[Swing], unit: Unit) -> Table:
    rows = [
        (each.factor.label, _bounds(each.factor), changed(each.low, unit), changed(each.high, unit)) for each in found
    ]
    return Table(title, COLUMNS, rows, frozenset(range(1, len(COLUMNS))), folded=True)


def _bounds(factor: Factor) -> Text:
    low, high = (_written(factor, value) for value in (factor.range.least, factor.range.most))
    return Text("{low} à {high}", low=low, high=high)


def _written(factor: Factor, value: float) -> Value | Text:
    return said(value / DAY, Unit.DAYS) if factor.is_delay else value
