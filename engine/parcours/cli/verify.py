"""`parcours verify`: whether the database says what its journals say."""

from parcours.bootstrap import opened
from parcours.cli import counts, page
from parcours.cli.command import command
from parcours.cli.session import Session, pass_session
from parcours.errors import WRONG_USE
from parcours.messages import Text
from parcours.runtime.findings import FindingKind
from parcours.runtime.recovery import Report, verify


@command("verify", more=Text("Replie chaque journal et compare ; vérifie les chaînes contre les points de contrôle."))
@pass_session
def command_line(session: Session) -> int:
    with opened(session.settings) as site:
        report = verify(site.store)
        if report.sound:
            site.store.checkpoint_if_due(site.engine.clock.now())
    if session.as_json:
        session.dump(plain_report(report))
    else:
        show_report(session, report)
    return 0 if report.sound else WRONG_USE


def plain_report(report: Report) -> dict[str, object]:
    """The same for a script."""
    return {
        "sound": report.sound,
        "cases": report.cases,
        "facts": report.facts,
        "findings": [
            {"kind": each.kind, "text": each.text, "cae": each.cae, "case": each.case, "seq": each.seq}
            for each in report.findings
        ],
    }


def show_found(session: Session, report: Report) -> None:
    """What was found, one by one."""
    for each in report.findings:
        rebuilt = each.kind is FindingKind.INDEX_REBUILT
        page.line(session, each.text, lead="  ! ", style="yellow" if rebuilt else "red")


def show_report(session: Session, report: Report) -> None:
    """What was found, and whether all holds."""
    show_found(session, report)
    counted = Text("{cases} et {facts} relus", cases=counts.cases(report.cases), facts=counts.facts(report.facts))
    if report.sound:
        page.line(session, Text("{counted} : tout concorde.", counted=counted), style="green")
    else:
        page.line(session, Text("{counted} : la base ne dit plus ce qui fut écrit.", counted=counted), style="red")
        page.line(session, Text("Restaurez une sauvegarde, et gardez cette base pour l'examiner."), lead="  → ")
