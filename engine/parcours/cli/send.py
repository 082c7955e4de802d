"""`parcours send`: what happened to a person, or what somebody decided."""

import datetime

from parcours.cli import values, wanted
from parcours.cli.command import command
from parcours.cli.parameters import argument
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.cli.telling import show_accepted
from parcours.messages import Text
from parcours.model.step import Author
from parcours.runtime.commands import send


@command("send")
@wanted.case
@argument("event", said=Text("Événement du parcours."), takes=Text("ÉVÉNEMENT"))
@wanted.on
@wanted.pairs
@wanted.by
@wanted.key
@wanted.expected
@pass_session
def command_line(
    session: Session,
    case: str,
    event: str,
    on: datetime.date | None,
    pairs: tuple[str, ...],
    by: str,
    key: str,
    expected: int | None,
) -> None:
    given = values.effective(values.assignments(pairs), on)
    with changing(session) as site:
        accepted = send(site.engine, case, event, given, Author(by), key=key, expected=expected)
        show_accepted(session, site.engine, accepted)
