"""`parcours draw`: a parcours as a picture."""

from pathlib import Path

import click

from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.drawn_page import html
from parcours.cli.parameters import argument, option
from parcours.cli.reading import definition_of
from parcours.cli.session import Session, pass_session
from parcours.cli.writing import write_file
from parcours.messages import Text
from parcours.model.workflow import Workflow
from parcours.runtime.drawing.dot import dot
from parcours.runtime.drawing.graph import graphs
from parcours.runtime.drawing.mermaid import mermaid


@command("draw", more=Text("La page HTML contient tout : elle s'ouvre sans réseau."))
@argument("workflow", said=Text("Identifiant ou fichier du parcours."), takes=Text("PARCOURS"))
@option(
    "--format",
    "form",
    said=Text("mermaid (sinon), dot ou html."),
    takes=Text("FORME"),
    type=click.Choice(["mermaid", "dot", "html"]),
    default="mermaid",
)
@option("-o", "--output", said=Text("Fichier où l'écrire ; à l'écran sinon."), takes=Text("FICHIER"), type=Path)
@pass_session
def command_line(session: Session, workflow: str, form: str, output: Path | None) -> None:
    drawing = _drawn(session, definition_of(session, workflow).workflow, form)
    if output is None:
        click.echo(drawing, nl=False)
        return
    write_file(output, drawing, replace=True)
    page.line(session, Text("Dessin écrit : {path}", path=str(output)), style="green")


def _drawn(session: Session, workflow: Workflow, form: str) -> str:
    drawn = graphs(workflow)
    if form == "html":
        return html(session, workflow, drawn)
    return dot(drawn) if form == "dot" else mermaid(drawn)
