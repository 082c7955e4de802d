"""`parcours calendar`: the dates of a case, a role or a cooperative, for a calendar program."""

from pathlib import Path

import click

from parcours.bootstrap import opened
from parcours.cli import known
from parcours.cli.command import command
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.cli.writing import write_file
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.runtime import feeds


@command("calendar", more=Text("Aucun nom n'y figure : un agenda quitte la maison."))
@option("--case", said=Text("Les dates de ce dossier."), takes=Text("DOSSIER"), default="")
@option("--cae", said=Text("Celles de tous les dossiers de cette coopérative."), takes=Text("CAE"), default="")
@option("--role", said=Text("Avec --cae : ce que ce rôle doit faire."), takes=Text("RÔLE"), default="")
@option("-o", "--output", said=Text("Fichier à écrire ; l'écran sinon."), takes=Text("FICHIER"), type=Path)
@pass_session
def command_line(session: Session, case: str, cae: str, role: str, output: Path | None) -> None:
    if bool(case) == bool(cae):
        raise UsageError(Text("Dites de qui sont les dates : --case DOSSIER, ou --cae COOPÉRATIVE."))
    with opened(session.settings) as site:
        known.check_cae(site.engine, cae)
        if case:
            name, found = case, feeds.of_case(site.engine, case)
        else:
            name, found = f"{cae} {role}".strip(), feeds.of_cooperative(site.engine, cae, role)
    from parcours.adapters.ics import feed

    made = feed(name, found, session.lang)
    if output is None:
        click.echo(made.decode(), nl=False)
    else:
        write_file(output, made.decode(), replace=True)
