"""What part of each figure's uncertainty comes from which number of the scenario."""

from collections.abc import Sequence
from typing import Final

from parcours.messages import Text
from parcours.simulation.measures.kpis import Unit
from parcours.simulation.report.page import Cell, Paragraph, Section, Table
from parcours.simulation.report.quantities import between, shown
from parcours.simulation.report.subject import Subject
from parcours.simulation.report.tables import titled
from parcours.simulation.sensitivity.findings import Influence, Variance

COLUMNS: Final = (Text("Nombre"), Text("Seul (%)"), Text("Avec les autres (%)"))


def variance(subject: Subject) -> Section | None:
    found = () if subject.sensitivity is None else subject.sensitivity.variances
    tables = [_table(subject, each) for each in found if each.influences]
    if not tables:
        return None
    key = Text(
        "Tous les nombres varient ensemble entre leurs bornes. Voici la part de chacun dans la variance d'un chiffre, "
        "par lui seul, puis avec ce qu'il fait en compagnie des autres (Sobol), avec son intervalle à 95 %."
    )
    return Section("variance", Text("D'où vient l'incertitude"), (Paragraph(key), *tables))


def _table(subject: Subject, found: Variance) -> Table:
    return Table(titled(subject, found.kpi), COLUMNS, [_row(each) for each in found.influences], frozenset({1, 2}))


def _row(each: Influence) -> Sequence[Cell]:
    return each.factor.label, _part(each.first, each.first_halfwidth), _part(each.total, each.total_halfwidth)


def _part(share: float, halfwidth: float) -> Cell:
    width = between(share - halfwidth, share + halfwidth, Unit.SHARE)
    part = shown(share, Unit.SHARE)
    return part if width is None else Text("{change} ({bounds})", change=part, bounds=width)
