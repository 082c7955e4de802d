"""`parcours calibrate`: a scenario whose numbers come from the journal of a database."""

import datetime
from importlib.util import find_spec
from pathlib import Path

from parcours.bootstrap import opened
from parcours.cli import caseloads
from parcours.cli.command import command
from parcours.cli.parameters import argument, option
from parcours.cli.reading import definition_of, folders, schemas, today
from parcours.cli.session import Session, pass_session
from parcours.cli.writing import write_file
from parcours.diagnostics import refuses
from parcours.errors import WRONG_USE, DefinitionError, UsageError
from parcours.kernel import prepare
from parcours.messages import Text
from parcours.model.definition import Definition
from parcours.simulation.calibration.draft import Plain
from parcours.simulation.calibration.journal import Journal, read_journal
from parcours.simulation.reading.loader import examine_scenario


@command(
    "calibrate",
    more=Text(
        "Les dossiers ouverts comptent : qui attend encore dit combien de temps on attend. Aucun champ personnel "
        "n'est lu. Ce que le journal ne dit pas est pris du scénario de --from, et dit."
    ),
)
@argument("workflow", said=Text("Fichier ou identifiant du parcours."), takes=Text("PARCOURS"))
@option("-o", "--output", said=Text("Scénario à écrire."), takes=Text("FICHIER"), type=Path, required=True)
@option("--cae", said=Text("Coopérative ; celle du parcours sinon."), takes=Text("CAE"), default="")
@caseloads.at
@option("--from", "template", said=Text("Scénario dont prendre ce que le journal ne dit pas."), takes=Text("SCENARIO"))
@option("--force", said=Text("Remplace le fichier s'il est là."), is_flag=True)
@pass_session
def command_line(
    session: Session,
    workflow: str,
    output: Path,
    cae: str,
    at: datetime.date | None,
    template: str | None,
    force: bool,  # noqa: FBT001  a flag
) -> int:
    _check(output, force=force)
    # NumPy and SciPy, which other commands do without.
    from parcours.cli.calibrate_text import plain_calibrated, show_calibrated
    from parcours.simulation.calibration.calibrating import calibrate

    definition = definition_of(session, workflow)
    tree = _template(session, template, definition) if template is not None else None
    journal = _journal(session, definition, cae, at)
    found = calibrate(definition, journal, output.stem, session.told, tree)
    write_file(output, found.text, replace=force)
    examined = examine_scenario(output, folders(session), schemas(session), today(session))
    if session.as_json:
        session.dump(plain_calibrated(session, output, journal, found, examined))
    else:
        show_calibrated(session, output, journal, found, examined)
    return WRONG_USE if refuses(examined.diagnostics) else 0


def _check(output: Path, *, force: bool) -> None:
    """Before anything is computed. UsageError."""
    if find_spec("scipy") is None:
        raise UsageError(
            Text("Ajuster des lois demande SciPy, qui n'est pas installé."),
            Text("Installez parcours avec l'extra [simulation]."),
        )
    if output.exists() and not force:
        raise UsageError(
            Text("Le fichier {path} existe déjà.", path=str(output)),
            Text("Choisissez un autre nom, ou ajoutez --force pour le remplacer."),
        )


def _template(session: Session, name: str, definition: Definition) -> Plain:
    """The resolved tree of a scenario that can be used. Raises DefinitionError, UsageError."""
    path = Path(name) if Path(name).is_file() else name
    examined = examine_scenario(path, folders(session), schemas(session), today(session))
    if examined.subject is None or refuses(examined.diagnostics):
        raise DefinitionError(examined.diagnostics)
    if examined.subject.workflow.id != definition.workflow.id:
        raise UsageError(
            Text(
                "Le scénario « {scenario} » joue le parcours « {other} », et non « {workflow} ».",
                scenario=name,
                other=examined.subject.workflow.id,
                workflow=definition.workflow.id,
            ),
            Text("Nommez un scénario de ce parcours par --from."),
        )
    tree = examined.subject.root.plain()
    assert isinstance(tree, dict)
    return tree


def _journal(session: Session, definition: Definition, cae: str, day: datetime.date | None) -> Journal:
    workflow, timezone = definition.workflow, definition.calendar.timezone
    with opened(session.settings) as site, site.store.reading() as reader:
        until = caseloads.instant(timezone, day, site.engine.clock.now())
        cooperative = caseloads.cooperative(reader, cae or workflow.cae)
        journal = read_journal(reader, prepare(workflow), cooperative, until, timezone)
    if not journal.cases:
        raise UsageError(
            Text(
                "La coopérative « {cae} » n'a aucun dossier du parcours « {workflow} ».",
                cae=cooperative,
                workflow=workflow.id,
            ),
            Text("Vérifiez --database, --cae et --at."),
        )
    return journal
