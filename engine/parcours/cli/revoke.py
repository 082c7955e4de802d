"""`parcours revoke`: a mistake is taken back, shown whole before it is confirmed."""

from collections.abc import Sequence

from parcours.bootstrap import changing
from parcours.cli import counts, page, wanted
from parcours.cli.asking import confirmed
from parcours.cli.command import command
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.cli.telling import show_accepted, workflow_of
from parcours.errors import REFUSED
from parcours.messages import Text
from parcours.model.fact import Fact
from parcours.model.step import Author
from parcours.model.workflow import Workflow
from parcours.runtime import labels, revocation
from parcours.runtime.revocation import Replayed, Revocation, Wanted
from parcours.runtime.sentences import changes_told, fact_told


@command(
    "revoke", more=Text("Rien n'est effacé : des faits nouveaux compensent. Tout est montré avant d'être confirmé.")
)
@wanted.case
@option(
    "--to",
    said=Text("Dernier fait gardé ; tout ce qui le suit est repris."),
    takes=Text("FAIT"),
    type=int,
    required=True,
)
@option("--reason", said=Text("Quelle est l'erreur."), takes=Text("MOTIF"), required=True)
@option("--replay", said=Text("Renvoie ensuite, dans l'ordre, les événements qui suivaient l'erreur."), is_flag=True)
@wanted.by
@wanted.yes
@pass_session
def command_line(session: Session, case: str, to: int, reason: str, replay: bool, by: str, yes: bool) -> int:  # noqa: FBT001  flags
    asked = Wanted(to, reason, Author(by), replay)
    with changing(session.settings) as site:
        planned = revocation.plan(site.engine, case, asked)
        if not session.as_json:
            _show(session, workflow_of(site.engine, case), planned, to)
        if not confirmed(session, Text("Reprendre {facts} ?", facts=counts.facts(len(planned.taken_back))), yes=yes):
            return REFUSED
        accepted = revocation.revoke(site.engine, case, asked, expected=planned.seq)
        show_accepted(session, site.engine, accepted)
    return 0


def _show(session: Session, workflow: Workflow, planned: Revocation, to: int) -> None:
    page.heading(session, Text("Sont repris, tous les faits après le {to}", to=to))
    _show_facts(session, workflow, planned.taken_back)
    if planned.delivered:
        page.heading(session, Text("Déjà parti, que l'on ne peut pas reprendre : une tâche le rappellera"))
        for action in planned.delivered:
            page.line(session, labels.action_label(workflow, action), lead="  · ")
    if planned.replayed:
        page.heading(session, Text("Sont renvoyés ensuite"))
        for each in planned.replayed:
            _show_replayed(session, workflow, each)
    page.heading(session, Text("Il en restera"))
    _show_facts(session, workflow, planned.facts)


def _show_facts(session: Session, workflow: Workflow, facts: Sequence[Fact]) -> None:
    for fact in facts:
        page.line(session, fact_told(workflow, fact), lead=f"{fact.seq:>3}  ")
        for change in changes_told(workflow, fact):
            page.line(session, change, lead="       · ")


def _show_replayed(session: Session, workflow: Workflow, replayed: Replayed) -> None:
    page.line(session, fact_told(workflow, replayed.fact), lead=f"{replayed.fact.seq:>3}  ")
    for reason in replayed.refusal.reasons if replayed.refusal is not None else ():
        page.line(session, Text("refusé : {why}", why=reason.text), lead="       ", style="red")
