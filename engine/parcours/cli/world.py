"""`parcours world`: law, calendar and parameters, dated data that touch people under way."""

from parcours.bootstrap import opened
from parcours.cli import counts, page
from parcours.cli.command import command, group
from parcours.cli.parameters import argument, option
from parcours.cli.reading import definition_of
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.messages import Text
from parcours.runtime import world_change
from parcours.runtime.world_change import WorldChange


@command("world apply", more=Text("Montre, personne par personne, les dates qui bougeraient ; --execute les bouge."))
@argument("file", said=Text("Fichier ou identifiant du parcours."), takes=Text("PARCOURS"))
@option("--execute", said=Text("Le fait, au lieu de le montrer."), is_flag=True)
@pass_session
def apply(session: Session, file: str, execute: bool) -> None:  # noqa: FBT001  a flag
    definition = definition_of(session, file)
    if execute:
        with changing(session) as site:
            change = world_change.apply(site.engine, definition)
    else:
        with opened(session.settings) as site:
            change = world_change.plan(site.engine, definition)
    if session.as_json:
        session.dump(_plain(change, done=execute))
    else:
        _show(session, change, done=execute)


def _plain(change: WorldChange, *, done: bool) -> dict[str, object]:
    return {
        "workflow": change.workflow,
        "executed": done,
        "cases": change.cases,
        "moves": [
            {"case": each.case, "person": each.person, "name": each.name, "before": each.before, "after": each.after}
            for each in change.moves
        ],
        "stuck": [{"case": case, "why": why} for case, why in change.stuck],
    }


def _show(session: Session, change: WorldChange, *, done: bool) -> None:
    if change.moves:
        headers = (Text("Personne"), Text("Dossier"), Text("Échéance"), Text("Avant"), Text("Après"))
        page.table(
            session,
            headers,
            [(each.person, each.case, each.name, page.day(each.before), page.day(each.after)) for each in change.moves],
        )
    for case, why in change.stuck:
        page.line(
            session, Text("Dossier {case} : ses dates ne peuvent être dites. {why}", case=case, why=why), style="red"
        )
    cases, dates = counts.cases(len(change.cases)), counts.dates(len(change.moves))
    if done:
        page.line(
            session, Text("En vigueur. Relu : {cases} ; déplacé : {dates}.", cases=cases, dates=dates), style="green"
        )
        return
    page.line(session, Text("Relu : {cases} ; bougerait : {dates}. Rien n'est fait.", cases=cases, dates=dates))
    page.line(session, Text("Pour le faire : ajoutez --execute."), lead="  → ")


command_line = group("world", apply)
