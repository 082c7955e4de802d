"""How many stand in each stage, month by month."""

from parcours.messages import Text
from parcours.simulation.measures.kpis import Subject as About
from parcours.simulation.report.monthly import key, plotted
from parcours.simulation.report.page import Paragraph, Section
from parcours.simulation.report.subject import Subject


def occupancy(subject: Subject) -> Section | None:
    plots = [
        plotted(subject, subject.label(About.STAGES, each.about), each)
        for each in subject.months(About.STAGES, "people")
        if subject.is_seen(each)
    ]
    if not plots:
        return None
    return Section("occupancy", Text("Combien de personnes à chaque étape"), (Paragraph(key(subject)), *plots))
