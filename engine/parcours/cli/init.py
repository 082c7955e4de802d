"""`parcours init`: a database and the key of its site."""

from parcours.bootstrap import initialise
from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.session import Session, pass_session
from parcours.messages import Text


@command("init", more=Text("Ne remplace jamais une base ni une clé."))
@pass_session
def command_line(session: Session) -> None:
    made = initialise(session.settings)
    if session.as_json:
        session.dump(
            {
                "database": made.database,
                "key": str(made.key),
                "created": made.created,
                "key_created": made.key_created,
                "key_missing": made.key_missing,
            }
        )
        return
    if made.created:
        page.line(session, Text("Base créée : {path}", path=made.database), style="green")
    else:
        page.line(session, Text("La base {path} est déjà là, et à jour.", path=made.database))
    if made.key_created:
        page.line(session, Text("Clé créée : {path}", path=str(made.key)), style="green")
    if made.created:  # also with the key that an interrupted init has left
        page.caution(
            session,
            Text("Gardez-en une copie hors de cette machine : sans elle, les données personnelles sont perdues."),
        )
    if made.key_missing:
        page.caution(
            session,
            Text("Sa clé {path} n'est pas là : remettez-la depuis sa copie, une autre ne l'ouvrirait pas.",
                 path=str(made.key)),
        )  # fmt: skip
