"""`parcours upgrade`: a database of an earlier version brought to the tables of this one."""

from parcours.adapters.storage import database_of
from parcours.adapters.storage.schema import HEAD
from parcours.bootstrap import upgraded
from parcours.cli import page
from parcours.cli.command import command
from parcours.cli.session import Session, pass_session
from parcours.messages import Text


@command(
    "upgrade",
    more=Text("Tout ou rien : si elle échoue, la base reste comme elle était. Une base plus récente est refusée."),
)
@pass_session
def command_line(session: Session) -> None:
    name = database_of(session.settings.database).name
    done = upgraded(session.settings)
    if session.as_json:
        session.dump({"database": name, "revision": HEAD, "upgraded": done.changed})
    elif done.changed:
        page.line(
            session,
            Text("Base mise à jour : {path}, version {revision}.", path=name, revision=HEAD),
            style="green",
        )
        page.line(session, Text("Vérifiez-la : parcours verify"), lead="  → ")
    else:
        page.line(session, Text("La base {path} est déjà à jour.", path=name))
    if done.traces is not None and not session.as_json:
        page.caution(session, done.traces)
