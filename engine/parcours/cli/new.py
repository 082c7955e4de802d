"""`parcours new`: a commented file that extends a parcours, and validates as it is."""

import re
from pathlib import Path
from typing import Final

from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.editor_schema import named_in, schema_for, write_schema
from parcours.cli.parameters import argument, option
from parcours.cli.reading import examined, folders
from parcours.cli.session import Session, pass_session
from parcours.cli.sketch import sketch
from parcours.cli.writing import write_file
from parcours.definition.shelf import Folders
from parcours.diagnostics import refuses
from parcours.errors import DefinitionError, UsageError
from parcours.messages import Text
from parcours.resources import folder

IDENTIFIER: Final = re.compile(r"[a-z][a-z0-9_]*")


@command("new")
@argument("name", said=Text("Identifiant du nouveau parcours : minuscules, chiffres et « _ »."), takes=Text("ID"))
@option("--extends", "parent", said=Text("Parcours étendu."), takes=Text("PARCOURS"), required=True)
@option("--title", said=Text("Titre ; tiré de l'identifiant sinon."), takes=Text("TITRE"), default="")
@option("-o", "--output", said=Text("Fichier écrit ; ID.yaml sinon."), takes=Text("FICHIER"), type=Path)
@pass_session
def command_line(session: Session, name: str, parent: str, title: str, output: Path | None) -> None:
    if not IDENTIFIER.fullmatch(name):
        raise UsageError(
            Text("« {name} » n'est pas un identifiant.", name=name),
            Text("Prenez des minuscules sans accent, des chiffres et « _ », par exemple « ma_cooperative »."),
        )
    of = examined(session, parent)
    if of.tree is None or refuses(of.diagnostics):
        raise DefinitionError(of.diagnostics)
    path = output or (session.settings.workflows or Path()) / f"{name}.yaml"
    _refuse_taken(session, name, path)
    schema = schema_for(path)
    text = sketch(session, name, title or name.replace("_", " ").capitalize(), of.tree, named_in(path, schema))
    write_file(path, text, replace=False)
    copied = write_schema(schema)
    if session.as_json:
        session.dump({"file": str(path), "schema": str(schema)})
        return
    page.line(session, Text("Fichier écrit : {path}", path=str(path)), style="green")
    if copied:
        page.line(session, Text("Schéma pour l'éditeur : {path}", path=str(schema)))
    page.line(session, Text("Puis : parcours validate {path}", path=str(path)), lead="  → ")


def _refuse_taken(session: Session, name: str, path: Path) -> None:
    """UsageError for the id of another parcours at hand: a file would be found in place of the other, or of itself."""
    around = Folders((path.parent, *folders(session), folder("workflows")))  # where whoever extends it looks
    if not path.exists() and name in around.names("workflow"):
        raise UsageError(
            Text("Un parcours « {name} » existe déjà : deux ne peuvent porter le même identifiant.", name=name),
            Text("Prenez-en un autre, par exemple « {name}_2 ».", name=name),
        )
