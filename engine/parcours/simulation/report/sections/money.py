"""What comes in, month by month and in all."""

from parcours.messages import Text
from parcours.simulation.measures.kpis import Subject as About
from parcours.simulation.report.monthly import key, plotted
from parcours.simulation.report.page import Paragraph, Section
from parcours.simulation.report.subject import Subject
from parcours.simulation.report.tables import by_subject


def money(subject: Subject) -> Section | None:
    totals = by_subject(
        subject,
        Text("En tout, sur la période"),
        (each for each in subject.result.figures if each.kpi.measure.subject is About.FLOWS),
    )
    if totals is None:
        return None
    plots = [
        plotted(subject, Text("« {flow} » : euros par mois", flow=subject.label(About.FLOWS, each.about)), each)
        for each in subject.months(About.FLOWS, "euros")
    ]
    return Section("money", Text("L'argent"), (totals, Paragraph(key(subject)), *plots))
