"""Contracts that run, and those that can be renewed no more."""

from parcours.messages import Text
from parcours.simulation.measures.kpis import Subject as About
from parcours.simulation.report.page import Section
from parcours.simulation.report.subject import Subject
from parcours.simulation.report.tables import by_measure


def contracts(subject: Subject) -> Section | None:
    names = subject.result.frame.renewals
    if not names or not subject.result.replicas:
        return None
    tables = [by_measure(subject, subject.label(About.CONTRACTS, name), About.CONTRACTS, name) for name in names]
    return Section("contracts", Text("Les contrats"), tables)
