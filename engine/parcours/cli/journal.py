"""`parcours journal`: a case told fact by fact."""

from parcours.bootstrap import opened
from parcours.cli import page, wanted
from parcours.cli.command import command
from parcours.cli.session import Session, pass_session
from parcours.cli.telling import plain_fact, show_entries
from parcours.messages import Text
from parcours.runtime import queries


@command("journal")
@wanted.case
@pass_session
def command_line(session: Session, case: str) -> None:
    with opened(session.settings) as site:
        entries = queries.journal(site.engine, case)
    if session.as_json:
        session.dump([plain_fact(each.fact) | {"told": each.told, "changes": each.changes} for each in entries])
        return
    page.heading(session, Text("Journal du dossier {case}", case=case))
    show_entries(session, entries)
