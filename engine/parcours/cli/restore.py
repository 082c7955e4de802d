"""`parcours restore`: a backup put back where nothing is, erasures applied before anybody can open it."""

from pathlib import Path

from parcours.adapters.storage.restoring import Restored
from parcours.bootstrap import opened, put_back
from parcours.cli import counts, page
from parcours.cli.applied import plain_applied, show_applied
from parcours.cli.command import command
from parcours.cli.parameters import argument
from parcours.cli.session import Session, pass_session
from parcours.cli.verify import plain_report, show_found, show_report
from parcours.errors import WRONG_USE
from parcours.messages import Text
from parcours.runtime.findings import FindingKind
from parcours.runtime.recovery import Report, verify

# What a backup older than the checkpoints beside the key cannot but show: facts were recorded since.
OF_ITS_AGE = frozenset(
    {
        FindingKind.CHECKPOINT_MISSING,
        FindingKind.JOURNAL_SHORTENED,
        FindingKind.CASE_VANISHED,
        FindingKind.INDEX_REBUILT,
    }
)


@command(
    "restore",
    more=Text(
        "La clé du site doit être à sa place. Les registres des effacements et des gels, près de la clé et près de "
        "la sauvegarde, sont appliqués avant tout ; puis la base est vérifiée."
    ),
)
@argument("file", said=Text("Sauvegarde à remettre en place."), takes=Text("FICHIER"))
@pass_session
def command_line(session: Session, file: str) -> int:
    restored = put_back(session.settings, Path(file))
    with opened(session.settings) as site:
        report = verify(site.store)
    if session.as_json:
        session.dump(_plain(restored) | {"verification": plain_report(report)})
    else:
        _show(session, restored, report)
    return 0 if _of_its_age(report) else WRONG_USE


def _of_its_age(report: Report) -> bool:
    """Whether all that was found is explained by what happened after the backup."""
    return {each.kind for each in report.findings} <= OF_ITS_AGE


def _plain(restored: Restored) -> dict[str, object]:
    return {
        "manifest": restored.manifest.plain(),
        "upgraded": restored.upgraded,
        **plain_applied(restored.applied),
        "register": str(restored.register) if restored.register is not None else None,
    }


def _show(session: Session, restored: Restored, report: Report) -> None:
    made = restored.manifest
    counted = counts.recorded(made.cases, made.facts)
    told = Text("Restaurée : la base du {made_at}, {counted}.", made_at=made.made_at, counted=counted)
    page.line(session, told, style="green")
    if restored.upgraded:
        page.line(session, Text("Elle était d'une version précédente, elle est mise à jour."), lead="  ")
    show_applied(session, restored.applied)
    if restored.register is None:
        page.caution(
            session,
            Text(
                "Aucun registre des effacements, ni près de la clé ni près de la sauvegarde : si quelqu'un fut effacé "
                "depuis, remettez-le à sa place, puis parcours erase --due."
            ),
        )
    if report.sound or not _of_its_age(report):
        show_report(session, report)
        return
    show_found(session, report)
    page.line(session, Text("Tout concorde jusqu'à la sauvegarde ; ce qui s'est passé ensuite est à ressaisir."))
