"""`parcours documents`: what was printed for a case, and the files themselves where they are asked for."""

from pathlib import Path

from parcours.bootstrap import opened
from parcours.cli import page, wanted
from parcours.cli.command import command
from parcours.cli.papers import paper_told, plain_paper
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.cli.telling import workflow_of
from parcours.cli.writing import write_private
from parcours.messages import Text
from parcours.model.delivery import Document
from parcours.model.workflow import Workflow
from parcours.runtime import labels, queries
from parcours.runtime.papers import Copy, Paper


@command("documents", more=Text("Les dernières éditions. Les fichiers écrits ne sont lisibles que de vous."))
@wanted.case
@option("--all", "every", said=Text("Aussi les éditions remplacées."), is_flag=True)
@option("-o", "--output", said=Text("Dossier où les écrire, créé s'il le faut."), takes=Text("DOSSIER"), type=Path)
@pass_session
def command_line(session: Session, case: str, every: bool, output: Path | None) -> None:  # noqa: FBT001  a flag
    with opened(session.settings) as site:
        found = queries.documents(site.engine, case, every=every)
        copies = queries.copies(site.engine, case, found) if output is not None else ()
        workflow = workflow_of(site.engine, case)
    places = _written(copies, output) if output is not None else {}
    if session.as_json:
        session.dump([plain_paper(each) | {"file": places.get(each.document)} for each in found])
    elif not found:
        page.line(session, Text("Aucun document."))
    for each in () if session.as_json else found:
        _show(session, workflow, each, places.get(each.document))


def _written(copies: tuple[Copy, ...], folder: Path) -> dict[Document, Path]:
    for each in copies:
        write_private(folder / each.file, each.content)
    return {each.paper.document: folder / each.file for each in copies}


def _show(session: Session, workflow: Workflow, paper: Paper, place: Path | None) -> None:
    label = labels.action_label(workflow, paper.document.action)
    page.line(session, Text("{label} : {made}", label=label, made=paper_told(paper)))
    if place is not None:
        page.line(session, str(place), lead="  → ", style="green")
