"""Figures month by month, as plots."""

from parcours.messages import Text
from parcours.simulation.report.charts import Month, bands
from parcours.simulation.report.page import Plot, Words
from parcours.simulation.report.quantities import bounds, said, shown
from parcours.simulation.report.subject import Subject
from parcours.simulation.report.tables import by_month
from parcours.simulation.result import Months


def plotted(subject: Subject, title: Words, months: Months, ceiling: float | None = None) -> Plot:
    """The plot of a figure that has a month at least; `ceiling` is a level it cannot pass."""
    unit = months.family.unit
    points = [
        Month(day, each.mean, *_below(ceiling, bounds(each, unit)), each.p05, each.p95)
        for day, each in subject.shown(months)
    ]
    return Plot(title, _seen(months, points), bands(points, ceiling=ceiling), by_month(subject, title, months))


def _below(ceiling: float | None, bounds: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
    low, high = bounds
    return (low, high) if ceiling is None or high is None else (low, min(high, ceiling))


def key(subject: Subject) -> Text:
    """What the marks of all these plots mean."""
    pace = (
        Text("Un point par mois, tant qu'il y a quelque chose à voir.")
        if subject.pace == 1
        else Text("Un mois sur {pace}, tant qu'il y a quelque chose à voir.", pace=subject.pace)
    )
    if subject.has_intervals:
        return Text(
            "Le trait est la moyenne des réplications, la bande foncée son intervalle à 95 %, la bande claire ce que "
            "donnent neuf réplications sur dix. {pace}",
            pace=pace,
        )
    return Text("Le trait est ce qu'a donné l'unique réplication, sans intervalle possible. {pace}", pace=pace)


def _seen(months: Months, points: list[Month]) -> Text:
    unit = months.family.unit
    least, most = min(each.mean for each in points), max(points, key=lambda each: each.mean)
    return Text(
        "Par mois, de {least} à {most} ; le plus haut dans le mois du {day}.",
        least=shown(least, unit), most=said(most.mean, unit), day=most.day,
    )  # fmt: skip
