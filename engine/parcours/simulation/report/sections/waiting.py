"""What is scarce: who waits for it, and how much of it is in use."""

from collections.abc import Iterator

from parcours.messages import Text
from parcours.simulation.measures.kpis import Subject as About
from parcours.simulation.report.monthly import key, plotted
from parcours.simulation.report.page import Block, Paragraph, Section
from parcours.simulation.report.subject import Subject
from parcours.simulation.report.tables import by_measure


def waiting(subject: Subject) -> Section | None:
    if not subject.scenario.resources or not subject.result.replicas:
        return None
    blocks = [block for name in subject.scenario.resources for block in _of(subject, name)]
    note = Text("Les tirets sont le nombre d'unités.")
    return Section("waiting", Text("Ce que l'on attend"), (Paragraph(key(subject)), Paragraph(note), *blocks))


def _of(subject: Subject, name: str) -> Iterator[Block]:
    label = subject.label(About.RESOURCES, name)
    for queue in subject.months(About.RESOURCES, "queue"):
        if queue.about == name and subject.is_seen(queue):
            yield plotted(subject, Text("« {resource} » : file d'attente", resource=label), queue)
    for used in subject.months(About.RESOURCES, "in_use"):
        if used.about == name:
            capacity = subject.scenario.resources[name].capacity
            yield plotted(subject, Text("« {resource} » : unités tenues", resource=label), used, capacity)
    yield by_measure(subject, label, About.RESOURCES, name)
