"""`parcours diff`: what changes from one parcours to another, in words."""

from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.parameters import argument
from parcours.cli.reading import examined
from parcours.cli.session import Session, pass_session
from parcours.definition.difference import differences
from parcours.definition.tree import Node
from parcours.errors import DefinitionError
from parcours.messages import Text


@command("diff", more=Text("Compare les fichiers résolus : ce qui est hérité compte comme ce qui est écrit."))
@argument("old", said=Text("Parcours d'avant."), takes=Text("AVANT"))
@argument("new", said=Text("Parcours d'après."), takes=Text("APRÈS"))
@pass_session
def command_line(session: Session, old: str, new: str) -> None:
    found = differences(_tree(session, old), _tree(session, new))
    if session.as_json:
        session.dump(found)
    elif not found:
        page.line(session, Text("Rien ne change."))
    else:
        for each in found:
            page.line(session, each, lead="· ")


def _tree(session: Session, name: str) -> Node:
    """A parcours that can be read, even if `validate` refuses it: one compares drafts too."""
    of = examined(session, name)
    if of.tree is None:
        raise DefinitionError(of.diagnostics)
    return of.tree
