"""`parcours show`: what a parcours is made of."""

import click

from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.parameters import argument, option
from parcours.cli.reading import examined
from parcours.cli.session import Session, pass_session
from parcours.definition.resolved import as_yaml
from parcours.errors import DefinitionError
from parcours.messages import Text
from parcours.model.definition import Definition
from parcours.model.workflow import Event, Workflow


@command("show")
@argument("workflow", said=Text("Identifiant ou fichier du parcours."), takes=Text("PARCOURS"))
@option("--resolved", said=Text("Le fichier entier, tout ce qui est hérité compris."), is_flag=True)
@option("--origin", said=Text("Avec le fichier et la ligne d'où vient chaque valeur."), is_flag=True)
@pass_session
def command_line(session: Session, workflow: str, resolved: bool, origin: bool) -> None:  # noqa: FBT001  flags
    of = examined(session, workflow)
    if of.tree is None or of.definition is None:
        raise DefinitionError(of.diagnostics)
    if session.as_json:
        session.dump(of.tree.plain() if resolved or origin else _plain(of.definition))
    elif resolved or origin:
        click.echo(as_yaml(of.tree, origin=origin), nl=False)
    else:
        _show(session, of.definition)


def _plain(definition: Definition) -> dict[str, object]:
    workflow = definition.workflow
    return {
        "id": workflow.id,
        "title": workflow.title,
        "rules": workflow.hash,
        "abstract": workflow.abstract,
        "stages": {each.id: each.label for each in workflow.stages.values()},
        "entry": list(workflow.entry),
        "events": {each.id: {"label": each.label, "by": each.by} for each in workflow.events.values()},
        "contracts": {each.id: each.label for each in workflow.contracts.values()},
        "tracks": {each.id: each.label for each in workflow.tracks.values()},
        "roles": {each.id: each.label for each in workflow.roles.values()},
        "law": workflow.law,
    }


def _show(session: Session, definition: Definition) -> None:
    workflow = definition.workflow
    page.heading(session, workflow.title)
    page.pairs(
        session,
        [
            (Text("Identifiant"), workflow.id),
            (Text("Règles"), workflow.hash[:12]),
            (Text("Loi"), ", ".join(workflow.law) or Text("aucune")),
            (Text("Entrée"), ", ".join(workflow.entry)),
        ],
    )
    page.heading(session, Text("Étapes"))
    page.table(session, (Text("Étape"), Text("Ce qu'elle est"), Text("Événements")), _stages(workflow))
    page.heading(session, Text("Événements"))
    page.table(session, (Text("Événement"), Text("Ce qu'il est"), Text("Qui l'envoie")), _events(workflow))
    _show_rest(session, workflow)


def _stages(workflow: Workflow) -> list[tuple[Text | str, ...]]:
    return [(each.id, each.label, ", ".join(each.transitions)) for each in workflow.stages.values()]


def _events(workflow: Workflow) -> list[tuple[Text | str, ...]]:
    return [(each.id, each.label, _who(each)) for each in workflow.events.values()]


def _who(event: Event) -> Text | str:
    return ", ".join(event.by) if event.by else Text("le moteur")


def _show_rest(session: Session, workflow: Workflow) -> None:
    for title, things in (
        (Text("Contrats"), workflow.contracts),
        (Text("Volets"), workflow.tracks),
        (Text("Rôles"), workflow.roles),
    ):
        if things:
            page.heading(session, title)
            page.pairs(session, [(each.id, each.label or each.id) for each in things.values()])
