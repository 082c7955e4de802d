"""What the run supposes: every number of the scenario, and where it comes from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Protocol

from parcours.messages import Text
from parcours.model.workflow import Workflow
from parcours.simulation.report.page import Cell, Paragraph, Section, Table
from parcours.simulation.report.subject import Subject
from parcours.simulation.scenario.scenario import Assumption, Scenario
from parcours.simulation.start import Start

FEW: Final = 12
"""Numbers that are read at once; more are folded."""
ROOTS: Final[Mapping[str, Text]] = MappingProxyType(
    {
        "arrivals": Text("Arrivées"),
        "dossier": Text("Dossier"),
        "stages": Text("Étape"),
        "tracks": Text("Volet"),
        "contracts": Text("Contrat"),
        "tasks": Text("Tâche"),
        "resources": Text("Ressource"),
        "sessions": Text("Séance"),
        "income": Text("Argent"),
    }
)


class Named(Protocol):
    """What the files give an id and a label."""

    @property
    def id(self) -> str: ...

    @property
    def label(self) -> str: ...


def assumptions(subject: Subject) -> Section:
    found = subject.scenario.assumptions
    unsourced = [each for each in found if not each.source]
    said = Text(
        "Ce scénario avance des nombres : {total}, dont {sourced} avec une source et {unsourced} par simple hypothèse. "
        "Les étapes, les contrats et les délais sont ceux du parcours lui-même.",
        total=len(found), sourced=len(found) - len(unsourced), unsourced=len(unsourced),
    )  # fmt: skip
    paragraphs = (Paragraph(each) for each in (said, *_from_there(subject.start)))
    title = Text("Ce que l'on suppose")
    return Section("assumptions", title, (*paragraphs, _sources(found), _numbers(subject)))


def siblings_told(cases: int) -> Text:
    """What a run supposes of people with two open cases."""
    return Text(
        "Dossiers de personnes qui en ont un autre d'ouvert : {cases}. Les contrats à venir de l'un ne comptent pas "
        "dans l'autre : un plafond qui les additionne peut être dépassé.",
        cases=cases,
    )


def _from_there(start: Start | None) -> Iterator[Text]:
    if start is None:
        return
    yield Text(
        "Le {day}, {count} dossiers réels sont ouverts : chacun continue de là où il en est. Qui attend une ressource "
        "est servi dans l'ordre où il est entré dans son étape.",
        day=start.at.date(), count=len(start.entrants),
    )  # fmt: skip
    if start.siblings:
        yield siblings_told(start.siblings)


def _sources(found: Sequence[Assumption]) -> Table:
    """Who says how many numbers, those that nobody says first."""
    counts = Counter(each.source for each in found)
    rows = sorted(counts.items(), key=lambda each: bool(each[0]))
    return Table(
        Text("D'où viennent les nombres"),
        (Text("Source"), Text("Nombres")),
        [(source or Text("Hypothèse, sans source"), number) for source, number in rows],
        frozenset({1}),
    )


def _numbers(subject: Subject) -> Table:
    scenario, workflow = subject.scenario, subject.definition.workflow
    found = sorted(scenario.assumptions, key=lambda each: bool(each.source))
    return Table(
        Text("Chaque nombre, les hypothèses d'abord"),
        (Text("Où"), Text("Ce qui est écrit"), Text("Source")),
        [_row(each, scenario, workflow) for each in found],
        folded=len(found) > FEW,
    )


def _row(each: Assumption, scenario: Scenario, workflow: Workflow) -> Sequence[Cell]:
    root, name, *inside = each.path.split(".")
    label = _labels(root, scenario, workflow).get(name, name)
    key = each.said.partition(":")[0]
    around = inside[:-1] if inside[-1:] == [key] else inside
    where = Text("{kind} « {label} »", kind=ROOTS.get(root, root), label=label)
    return where, " · ".join(filter(None, (".".join(around), each.said))), each.source or Text("Hypothèse")


def _labels(root: str, scenario: Scenario, workflow: Workflow) -> Mapping[str, str]:
    named: Mapping[str, Iterable[Named]] = {
        "stages": workflow.stages.values(),
        "tracks": workflow.tracks.values(),
        "contracts": workflow.contracts.values(),
        "tasks": workflow.actions.values(),
        "dossier": workflow.dossier.values(),
        "resources": scenario.resources.values(),
        "sessions": scenario.sessions.values(),
        "income": scenario.flows,
    }
    return {each.id: each.label for each in named.get(root, ()) if each.label}
