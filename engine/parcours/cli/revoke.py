"""`parcours revoke`: a mistake is taken back, shown whole before it is confirmed."""

from parcours.cli import counts, page, values, wanted
from parcours.cli.asking import confirmed
from parcours.cli.command import command
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.cli.telling import show_accepted, show_entries, workflow_of
from parcours.errors import REFUSED
from parcours.messages import Text
from parcours.model.step import Author
from parcours.runtime import labels, queries, revocation
from parcours.runtime.engine import Engine
from parcours.runtime.queries import Entry
from parcours.runtime.revocation import Replayed, Revocation, Wanted


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
@option("--reason", said=Text("Quelle est l'erreur."), takes=Text("MOTIF"), type=values.reason, required=True)
@option("--replay", said=Text("Renvoie ensuite, dans l'ordre, les événements qui suivaient l'erreur."), is_flag=True)
@wanted.by
@wanted.yes
@pass_session
def command_line(session: Session, case: str, to: int, reason: str, replay: bool, by: str, yes: bool) -> int:  # noqa: FBT001  flags
    asked = Wanted(to, reason, Author(by), replay)
    with changing(session) as site:
        planned = revocation.plan(site.engine, case, asked)
        if not session.as_json:
            _show(session, site.engine, planned, to)
        if not confirmed(session, Text("Reprendre {facts} ?", facts=counts.facts(len(planned.taken_back))), yes=yes):
            return REFUSED
        accepted = revocation.revoke(site.engine, case, asked, expected=planned.seq)
        show_accepted(session, site.engine, accepted)
    return 0


def _show(session: Session, engine: Engine, planned: Revocation, to: int) -> None:
    case = planned.case.id
    workflow = workflow_of(engine, case)
    page.heading(session, Text("Sont repris, tous les faits après le {to}", to=to))
    show_entries(session, queries.entries(engine, case, planned.taken_back))
    if planned.delivered:
        page.heading(session, Text("Déjà parti, que l'on ne peut pas reprendre : une tâche le rappellera"))
        for action in planned.delivered:
            page.line(session, labels.action_label(workflow, action), lead="  · ")
    if planned.replayed:
        page.heading(session, Text("Sont renvoyés ensuite"))
        told = queries.entries(engine, case, (each.fact for each in planned.replayed))
        for entry, each in zip(told, planned.replayed, strict=True):
            _show_replayed(session, entry, each)
    page.heading(session, Text("Il en restera"))
    show_entries(session, queries.entries(engine, case, planned.facts))


def _show_replayed(session: Session, entry: Entry, replayed: Replayed) -> None:
    page.line(session, entry.told, lead=f"{entry.fact.seq:>3}  ")
    for reason in replayed.refusal.reasons if replayed.refusal is not None else ():
        page.line(session, Text("refusé : {why}", why=reason.text), lead="       ", style="red")
