"""`parcours journal`: a case told fact by fact."""

from parcours.bootstrap import opened
from parcours.cli import page, wanted
from parcours.cli.command import command
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.cli.telling import plain_fact, show_entries
from parcours.messages import Text
from parcours.runtime import queries


@command("journal")
@wanted.case
@option("--archived", said=Text("Avec les données personnelles d'un dossier archivé."), is_flag=True)
@pass_session
def command_line(session: Session, case: str, archived: bool) -> None:  # noqa: FBT001  a flag
    with opened(session.settings) as site:
        entries = queries.journal(site.engine, case, archived=archived)
        sealed = not archived and queries.status(site.engine, case).case.retention == queries.ARCHIVED
    if session.as_json:
        session.dump([plain_fact(each.fact) | {"told": each.told, "changes": each.changes} for each in entries])
        return
    page.heading(session, Text("Journal du dossier {case}", case=case))
    show_entries(session, entries)
    if sealed:
        told = Text("Dossier archivé : ses données personnelles ne se lisent qu'avec --archived.")
        page.caution(session, told)
