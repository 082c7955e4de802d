"""`parcours export-steps`: the steps of everybody, in enDI's columns."""

from dataclasses import replace
from pathlib import Path

from parcours.adapters.sheets import refusals
from parcours.adapters.sheets.kinds import SheetKind
from parcours.adapters.sheets.writing import WRITTEN, written
from parcours.bootstrap import opened
from parcours.cli import counts, known, page
from parcours.cli.command import command
from parcours.cli.mappings import mapping_of
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.cli.writing import write_private
from parcours.messages import Text
from parcours.ports.sheets import Cell
from parcours.runtime.exchange.steps_out import HEADER, Exported, StepLine, exported
from parcours.runtime.exchange.words_out import in_words, words_of

TITLE = "Étapes"


@command(
    "export-steps",
    more=Text(
        "Une ligne par étape atteinte, contrat signé, renouvelé ou fini, sans ce qui a été repris. Les personnes "
        "effacées n'y sont pas. Avec -o, écrit un fichier .csv, .xlsx ou .ods ; sinon, montre un tableau."
    ),
)
@option("--cae", said=Text("Coopérative ; toutes sinon."), takes=Text("CAE"), default="")
@option(
    "--mapping",
    said=Text("Correspondance : écrit les étiquettes de l'autre logiciel."),
    takes=Text("CORRESPONDANCE"),
    default=None,
)
@option("-o", "--output", said=Text("Fichier .csv, .xlsx ou .ods."), takes=Text("FICHIER"), default=None)
@pass_session
def command_line(session: Session, cae: str, mapping: str | None, output: str | None) -> None:
    words = words_of(mapping_of(session, mapping)[0]) if mapping is not None else None
    kind = _kind(output) if output is not None else SheetKind.CSV
    with opened(session.settings) as site:
        known.check_cae(site.engine, cae)
        found = exported(site.engine, cae)
    if words is not None:
        found = replace(found, lines=tuple(in_words(found.lines, words)))
    if output is not None:
        write_private(Path(output), written(kind, TITLE, HEADER, [_cells(line) for line in found.lines]))
    _tell(session, found, output)


def _kind(output: str) -> SheetKind:
    suffix = output.rpartition(".")[2].lower()
    if suffix not in set(WRITTEN):
        raise refusals.unwritable_kind(Path(output).name)
    return SheetKind(suffix)


def _tell(session: Session, found: Exported, output: str | None) -> None:
    if session.as_json:
        said = {"count": len(found.lines), "erased": found.erased, "undated_renewals": found.undated}
        lines = [_plain(line) for line in found.lines]
        session.dump({**said, "file": output} if output is not None else {**said, "steps": lines})
        return
    if output is not None:
        steps = counts.steps(len(found.lines))
        page.line(session, Text("Écrit dans {path} : {steps}.", path=output, steps=steps), style="green")
    elif found.lines:
        headers = (Text("Référence"), Text("Étape"), Text("Type"), Text("Situation"), Text("Effet"), Text("Échéance"))
        page.table(session, headers, [_row(line) for line in found.lines])
    else:
        page.line(session, Text("Aucune étape."))
    if found.erased:
        page.caution(session, Text("Personnes effacées, laissées de côté : {count}.", count=found.erased))
    if found.undated:
        page.caution(
            session,
            Text("Renouvellements repris sans leur jour, qui n'ont pas de ligne : {count}.", count=found.undated),
        )


def _cells(line: StepLine) -> tuple[Cell, ...]:
    return (line.reference, line.label, str(line.kind), line.situation or None, line.on, line.until)


def _row(line: StepLine) -> tuple[str, ...]:
    days = (page.day(line.on), page.day(line.until))
    return (line.reference, line.label, line.kind, line.situation, *days)


def _plain(line: StepLine) -> dict[str, object]:
    return {
        "reference": line.reference,
        "step": line.label,
        "type": line.kind,
        "situation": line.situation,
        "effective_on": line.on,
        "until": line.until,
    }
