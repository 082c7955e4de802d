"""`parcours assign`: who holds a role for a case, and who stands in."""

import datetime

from parcours.cli import values, wanted
from parcours.cli.command import command
from parcours.cli.parameters import argument, option
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.cli.telling import show_accepted
from parcours.messages import Text
from parcours.model.step import Assign, Author
from parcours.runtime.commands import assign


@command("assign")
@wanted.case
@argument("role", said=Text("Rôle du parcours."), takes=Text("RÔLE"))
@argument("user", said=Text("Nom d'utilisateur de qui le tient."), takes=Text("QUI"))
@option("--stand-in", said=Text("Qui remplace pendant une absence."), takes=Text("QUI"), default="")
@option("--from", "first", said=Text("Premier jour du remplacement."), takes=Text("JOUR"), type=values.day)
@option("--until", said=Text("Dernier jour du remplacement."), takes=Text("JOUR"), type=values.day)
@wanted.by
@wanted.key
@pass_session
def command_line(
    session: Session,
    case: str,
    role: str,
    user: str,
    stand_in: str,
    first: datetime.date | None,
    until: datetime.date | None,
    by: str,
    key: str,
) -> None:
    wanted_now = Assign(role, user, Author(by), stand_in, first, until)
    with changing(session) as site:
        show_accepted(session, site.engine, assign(site.engine, case, wanted_now, key=key))
