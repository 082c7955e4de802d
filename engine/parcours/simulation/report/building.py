"""From a run to the page that tells it, section by section."""

from typing import Final

from parcours.messages import Text
from parcours.simulation.report.page import Page
from parcours.simulation.report.sections.assumptions import assumptions
from parcours.simulation.report.sections.contracts import contracts
from parcours.simulation.report.sections.funnel import funnel
from parcours.simulation.report.sections.method import method
from parcours.simulation.report.sections.money import money
from parcours.simulation.report.sections.occupancy import occupancy
from parcours.simulation.report.sections.summary import summary
from parcours.simulation.report.sections.survival import survival
from parcours.simulation.report.sections.tornado import tornado
from parcours.simulation.report.sections.troubles import troubles
from parcours.simulation.report.sections.variance import variance
from parcours.simulation.report.sections.waiting import waiting
from parcours.simulation.report.sections.what_if import what_if
from parcours.simulation.report.subject import Subject

SECTIONS: Final = (
    assumptions, summary, what_if, funnel, occupancy, survival, waiting, contracts, money, troubles, tornado, variance,
    method,
)  # fmt: skip


def page(subject: Subject) -> Page:
    """All there is to say of a run, in the order in which it should be read; what has nothing to say is left out."""
    said = Text("Simulation du parcours « {workflow} »", workflow=subject.definition.workflow.title)
    made = (section(subject) for section in SECTIONS)
    return Page(subject.result.title, said, [each for each in made if each is not None])
