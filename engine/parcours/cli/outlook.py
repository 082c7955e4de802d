"""`parcours outlook`: the coming months of a cooperative, from its real caseload."""

import datetime
from pathlib import Path
from typing import Final

import click

from parcours.bootstrap import opened
from parcours.calendar.civil import term_end
from parcours.cli import caseloads, page, simulating
from parcours.cli.command import command
from parcours.cli.outlook_text import plain_outlook, show_outlook, write_outlook
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.ports import Reader
from parcours.simulation.executors import processes
from parcours.simulation.matching import supposed
from parcours.simulation.outlook import Horizon, outlook
from parcours.simulation.reference.hours import day_of

MONTHS: Final = 24
REPLICATIONS: Final = 30
DAY: Final = datetime.timedelta(days=1)


@command("outlook", more=Text("Ce n'est pas une promesse : ce qu'un scénario supposé donne, rejoué bien des fois."))
@option("--cae", said=Text("Coopérative ; la seule de la base sinon."), takes=Text("CAE"), default="")
@caseloads.scenario
@caseloads.at
@option("--months", said=Text("Mois à venir ; 24 sinon."), takes=Text("NOMBRE"), type=click.IntRange(1), default=MONTHS)
@option(
    "--replications",
    said=Text("Répétitions ; 30 sinon."),
    takes=Text("NOMBRE"),
    type=click.IntRange(1),
    default=REPLICATIONS,
)
@caseloads.seed
@simulating.engine
@caseloads.workers
@option("-o", "--output", said=Text("Dossier où écrire outlook.json et outlook.csv."), takes=Text("DOSSIER"), type=Path)
@pass_session
def command_line(
    session: Session,
    cae: str,
    scenario: str,
    at: datetime.date | None,
    months: int,
    replications: int,
    seed: int | None,
    engine: str,
    workers: int,
    output: Path | None,
) -> None:
    simulating.intervals_at_hand()
    with opened(session.settings) as site, site.store.reading() as reader:
        cooperative = caseloads.cooperative(reader, cae)
        model = simulating.model_of(session, scenario or _workflow(reader, cooperative))
        begins = caseloads.instant(model.definition.calendar.timezone, at, site.engine.clock.now())
        caseload = caseloads.caseload_of(session, reader, model, cooperative, begins)
    start = caseload.start
    ends = term_end(day_of(start.minute, model.definition.calendar.timezone), months) + DAY
    with processes(workers) as executor, caseloads.advancing(session, replications) as progress:
        found = outlook(model, start, Horizon(ends, replications, seed, engine), executor, progress)
    told = caseloads.Told(cooperative, model, start, supposed(model, start.entrants))
    if output is not None:
        write_outlook(session, output, told, found, caseload)
    if session.as_json:
        session.dump(plain_outlook(told, found, caseload))
    else:
        show_outlook(session, told, found, caseload)
        if output is not None:
            page.line(session, Text("Écrit dans {path}.", path=str(output)), style="green")


def _workflow(reader: Reader, cae: str) -> str:
    """The parcours of its open cases. UsageError when they follow several, or there are none."""
    followed = sorted({each.workflow for each in reader.cases(cae) if each.ended_on is None})
    if len(followed) == 1:
        return followed[0]
    if not followed:
        raise UsageError(Text("La coopérative « {cae} » n'a aucun dossier ouvert.", cae=cae))
    raise UsageError(
        Text("Les dossiers de « {cae} » suivent plusieurs parcours : {names}.", cae=cae, names=", ".join(followed)),
        Text("Nommez un scénario de l'un d'eux par --scenario."),
    )
