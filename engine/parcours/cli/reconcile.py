"""`parcours reconcile`: whether what left is what the journals say should have."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from parcours.bootstrap import opened
from parcours.cli import counts, page
from parcours.cli.command import command
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.errors import REFUSED
from parcours.messages import Text
from parcours.runtime.effects.reconciliation import Discrepancy, Mismatch, Reconciled, reconcile

SAID: Final[Mapping[Mismatch, Text]] = MappingProxyType(
    {
        Mismatch.MISSING: Text("devrait être parti, et rien ne l'attend"),
        Mismatch.EXTRA: Text("est parti ou attend, et aucun fait ne le demande"),
        Mismatch.TWICE: Text("est parti deux fois"),
        Mismatch.UNPROVEN: Text("est dit parti, et aucun essai ne le dit"),
        Mismatch.LEFT_WITHDRAWN: Text("est parti après avoir été retiré"),
        Mismatch.NOT_WITHDRAWN: Text("attend encore, alors que son fait est repris"),
        Mismatch.WITHDRAWN_FOR_NOTHING: Text("est retiré, alors que son fait compte toujours"),
        Mismatch.PARKED: Text("attend quelqu'un : un incident le dit"),
        Mismatch.UNTOLD: Text("attend quelqu'un, et aucun incident ne le dit"),
        Mismatch.LATE: Text("attend depuis plus d'une heure que quelque chose l'emporte"),
        Mismatch.OUTDATED: Text("ne dit plus vrai, et aucune nouvelle édition n'est demandée"),
    }
)


@command("reconcile", more=Text("Tire des journaux ce qui devait partir, et le compare à ce qui est parti."))
@option("--case", said=Text("Un seul dossier."), takes=Text("DOSSIER"))
@pass_session
def command_line(session: Session, case: str | None) -> int:
    with opened(session.settings) as site:
        report = reconcile(site.engine, case)
    if session.as_json:
        session.dump(_plain(report))
    else:
        _show(session, report)
    return REFUSED if report.found else 0


def _plain(report: Reconciled) -> dict[str, object]:
    return {
        "cases": report.cases,
        "effects": report.effects,
        "found": [
            {"kind": each.kind, "key": each.key, "cae": each.cae, "action": each.effect.action,
             "use": each.effect.use, "text": SAID[each.kind]}
            for each in report.found
        ],
    }  # fmt: skip


def _show(session: Session, report: Reconciled) -> None:
    for each in report.found:
        page.line(session, _said(each), lead="  ! ", style="red")
    compared = Text(
        "{cases} et {effects} comparés", cases=counts.cases(report.cases), effects=counts.effects(report.effects)
    )
    if report.found:
        page.line(
            session, Text("{compared} : {count} à voir.", compared=compared, count=len(report.found)), style="red"
        )
        page.line(session, Text("`parcours incidents list` dit ce qui attend quelqu'un."), lead="  → ")
    else:
        page.line(session, Text("{compared} : tout concorde.", compared=compared), style="green")


def _said(each: Discrepancy) -> Text:
    return Text(
        "{key} ({action}) : {said}.", key=each.key, action=each.effect.action or each.effect.use, said=SAID[each.kind]
    )
