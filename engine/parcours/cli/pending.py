"""`parcours pending`: accepted events whose day is to come, and taking one back."""

from parcours.bootstrap import opened
from parcours.cli import page, wanted
from parcours.cli.command import command
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.cli.telling import show_accepted, workflow_of
from parcours.messages import Text
from parcours.model.step import Author
from parcours.runtime import labels, queries
from parcours.runtime.commands import withdraw


@command("pending")
@wanted.case
@option("--cancel", said=Text("Numéro du fait dont l'événement est retiré."), takes=Text("FAIT"), type=int)
@wanted.by
@pass_session
def command_line(session: Session, case: str, cancel: int | None, by: str) -> None:
    if cancel is not None:
        with changing(session) as site:
            show_accepted(session, site.engine, withdraw(site.engine, case, cancel, Author(by)))
        return
    with opened(session.settings) as site:
        kept = queries.pending(site.engine, case)
        workflow = workflow_of(site.engine, case)
    if session.as_json:
        session.dump([{"fact": each.fact, "event": each.event, "on": each.on, "role": each.role} for each in kept])
    elif not kept:
        page.line(session, Text("Aucun événement n'attend son jour."))
    else:
        rows = [(str(each.fact), Text("{on}", on=each.on), labels.event_label(workflow, each.event)) for each in kept]
        page.table(session, (Text("Fait"), Text("Prendra effet"), Text("Événement")), rows)
