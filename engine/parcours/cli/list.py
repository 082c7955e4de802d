"""`parcours list`: the cases of a site."""

import datetime

from parcours.bootstrap import opened
from parcours.cli import known, page, values
from parcours.cli.command import command
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.messages import Text
from parcours.ports import CaseSummary
from parcours.runtime import queries


@command("list")
@option("--stage", said=Text("Seulement ceux de cette étape."), takes=Text("ÉTAPE"))
@option("--due-before", said=Text("Seulement ceux dont une échéance tombe avant."), takes=Text("JOUR"), type=values.day)
@option("--cae", said=Text("Coopérative ; toutes sinon."), takes=Text("CAE"), default="")
@pass_session
def command_line(session: Session, stage: str | None, due_before: datetime.date | None, cae: str) -> None:
    with opened(session.settings) as site:
        known.check_cae(site.engine, cae)
        found = queries.cases(site.engine, cae, stage=stage, due_before=due_before)
        if stage is not None and not found:  # reading the parcours takes its time
            known.check_stage(session, site.engine, stage)
    if session.as_json:
        session.dump([_plain(each) for each in found])
    elif not found:
        page.line(session, Text("Aucun dossier."))
    else:
        headers = (Text("Dossier"), Text("Personne"), Text("Parcours"), Text("Étape"), Text("Prochaine"))
        page.table(session, headers, [_row(each) for each in found])


def _plain(summary: CaseSummary) -> dict[str, object]:
    return {
        "case": summary.id,
        "person": summary.person,
        "workflow": summary.workflow,
        "stage": summary.stage,
        "seq": summary.seq,
        "opened_on": summary.opened_on,
        "ended_on": summary.ended_on,
        "next_due": summary.next_due,
        "next_on": summary.next_on,
    }


def _row(summary: CaseSummary) -> tuple[Text | str, ...]:
    return (summary.id, summary.person, summary.workflow, summary.stage, page.day(summary.next_on))
