"""`parcours close`: a case ends out of turn, for a death, a duplicate, a transfer."""

from parcours.cli import values, wanted
from parcours.cli.command import command
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.cli.telling import show_accepted
from parcours.messages import Text
from parcours.model.step import Author
from parcours.runtime.commands import close


@command("close")
@wanted.case
@option(
    "--reason",
    said=Text("Pourquoi : décès, doublon, transfert…"),
    takes=Text("MOTIF"),
    type=values.reason,
    required=True,
)
@wanted.by
@wanted.key
@pass_session
def command_line(session: Session, case: str, reason: str, by: str, key: str) -> None:
    with changing(session) as site:
        show_accepted(session, site.engine, close(site.engine, case, reason, Author(by), key=key))
