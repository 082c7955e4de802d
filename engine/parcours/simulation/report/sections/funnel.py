"""How many come to each stage, when, and how they end."""

from collections.abc import Iterator

from parcours.messages import Text
from parcours.simulation.measures.kpis import Subject as About
from parcours.simulation.measures.kpis import Unit
from parcours.simulation.report.charts import Bar, bars
from parcours.simulation.report.page import Plot, Section, Table
from parcours.simulation.report.quantities import bounds, said
from parcours.simulation.report.subject import Subject
from parcours.simulation.report.tables import by_subject
from parcours.simulation.result import Figure


def funnel(subject: Subject) -> Section | None:
    title = Text("Part des arrivées qui atteint chaque étape")
    table = by_subject(subject, title, _of_stages(subject, "reached"), folded=True)
    if table is None:
        return None
    blocks = (_plot(subject, title, table), _delays(subject), _outcomes(subject))
    return Section("funnel", Text("Jusqu'où l'on va"), [each for each in blocks if each is not None])


def _plot(subject: Subject, title: Text, table: Table) -> Plot:
    rows = [
        Bar(subject.label(About.STAGES, each.kpi.about), found.mean, *bounds(found, Unit.SHARE))
        for each in _of_stages(subject, "reached")
        if (found := each.estimate) is not None
    ]
    most, least = max(rows, key=_share), min(rows, key=_share)
    seen = Text(
        "De {most} pour « {first} » à {least} pour « {last} ».",
        most=said(most.value, Unit.SHARE), first=most.label, least=said(least.value, Unit.SHARE), last=least.label,
    )  # fmt: skip
    key = Text("Le trait au bout de chaque barre est l'intervalle à 95 %.") if subject.has_intervals else None
    return Plot(title, seen, bars(rows), table, key)


def _delays(subject: Subject) -> Table | None:
    return by_subject(subject, Text("En combien de temps, depuis l'arrivée"), _of_stages(subject, "days"))


def _outcomes(subject: Subject) -> Table | None:
    ends = (each for each in subject.result.figures if each.kpi.measure.subject is About.OUTCOMES)
    return by_subject(subject, Text("Comment cela finit"), ends)


def _of_stages(subject: Subject, measure: str) -> Iterator[Figure]:
    return (subject.figure(About.STAGES, stage, measure) for stage in subject.stages)


def _share(bar: Bar) -> float:
    return bar.value
