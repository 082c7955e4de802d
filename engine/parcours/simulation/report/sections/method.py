"""How the figures were found, and how anybody finds the same again."""

from collections.abc import Iterator, Sequence
from importlib.metadata import version

from parcours.messages import Text
from parcours.simulation.report.page import Cell, Command, Paragraph, Section, Table
from parcours.simulation.report.subject import Subject


def method(subject: Subject) -> Section:
    said = Text(
        "Chaque réplication tire au sort, personne par personne, ce que dit le scénario, et demande tout le reste au "
        "parcours tel qu'il tourne. Les mêmes fichiers et la même graine donnent les mêmes chiffres, à l'unité près."
    )
    again = Text("Pour les retrouver :")
    return Section(
        "method",
        Text("Comment c'est calculé"),
        (Paragraph(said), _facts(subject), Paragraph(again), Command(_typed(subject)), _measures(subject)),
    )


def _facts(subject: Subject) -> Table:
    result, workflow = subject.result, subject.definition.workflow
    first, last = subject.window
    rows: Sequence[Sequence[Cell]] = (
        (Text("Scénario"), result.scenario),
        (Text("Empreinte du scénario"), result.hash),
        (Text("Parcours"), workflow.id),
        (Text("Empreinte du parcours"), workflow.hash),
        (Text("Période mesurée"), Text("du {first} au {last}", first=first, last=last)),
        (Text("Moteur"), result.engine),
        (Text("Réplications"), len(result.replicas)),
        (Text("Graine"), result.seed),
        (Text("Version de parcours"), version("parcours")),
    )
    return Table(Text("Ce qui décide des chiffres"), (Text("Quoi"), Text("Valeur")), rows)


def _typed(subject: Subject) -> str:
    result = subject.result
    asked = subject.asked or f"simulate {result.scenario}"
    words = ["parcours", asked, f"--replications {len(result.replicas)}", f"--seed {result.seed}"]
    if result.cases is not None:
        words.append(f"--cases {result.cases}")
    return " ".join(words)


def _measures(subject: Subject) -> Table:
    rows = list(dict.fromkeys(_said(subject)))
    return Table(Text("Ce que veut dire chaque chiffre"), (Text("Chiffre"), Text("Définition")), rows, folded=True)


def _said(subject: Subject) -> Iterator[tuple[Text, Text]]:
    for figure in subject.result.figures:
        measure = figure.kpi.measure
        yield measure.label, measure.said
