"""What was refused, and the deadlines that passed."""

from parcours.messages import Text
from parcours.simulation.measures.kpis import Subject as About
from parcours.simulation.report.page import Section
from parcours.simulation.report.subject import Subject
from parcours.simulation.report.tables import by_subject


def troubles(subject: Subject) -> Section | None:
    figures = subject.result.figures
    tables = (
        by_subject(
            subject,
            Text("Échéances manquées, en nombre"),
            (each for each in figures if each.kpi.measure.subject is About.MISSED),
        ),
        by_subject(
            subject,
            Text("Refus, par motif"),
            (each for each in figures if each.kpi.measure.subject is About.REFUSALS),
        ),
    )
    found = [each for each in tables if each is not None]
    return Section("troubles", Text("Ce qui n'a pas pu se faire"), found) if found else None
