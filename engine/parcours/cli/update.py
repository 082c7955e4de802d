"""`parcours update`: dossier fields written by hand."""

from parcours.cli import values, wanted
from parcours.cli.command import command
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.cli.telling import show_accepted
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.step import Author
from parcours.runtime.commands import update


@command("update", more=Text("Une valeur vide (--set champ=) vide le champ."))
@wanted.case
@wanted.pairs
@wanted.by
@wanted.key
@pass_session
def command_line(session: Session, case: str, pairs: tuple[str, ...], by: str, key: str) -> None:
    given = values.assignments(pairs)
    if not given:
        raise UsageError(Text("Il n'y a rien à modifier."), Text("Donnez au moins un --set champ=valeur."))
    with changing(session) as site:
        show_accepted(session, site.engine, update(site.engine, case, given, Author(by), key=key))
