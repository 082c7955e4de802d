"""`parcours forecast`: what may become of one real person under a scenario, and what the answer stands on."""

import datetime
from typing import Final

import click

from parcours.bootstrap import opened
from parcours.calendar.civil import term_end
from parcours.cli import caseloads, simulating, wanted
from parcours.cli.command import command
from parcours.cli.forecast_text import plain_forecast, show_forecast
from parcours.cli.parameters import option
from parcours.cli.session import Session, pass_session
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.runtime.engine import stored
from parcours.simulation.caseload import Caseload
from parcours.simulation.executors import processes
from parcours.simulation.forecast import Question, forecast
from parcours.simulation.matching import supposed
from parcours.simulation.reference.hours import day_of

MONTHS: Final = 60
REPLICATIONS: Final = 100
DAY: Final = datetime.timedelta(days=1)


@command("forecast", more=Text("Ce n'est pas une promesse : ce qu'un scénario supposé donne, rejoué bien des fois."))
@wanted.case
@caseloads.scenario
@caseloads.at
@option("--months", said=Text("Mois à venir ; 60 sinon."), takes=Text("NOMBRE"), type=click.IntRange(1), default=MONTHS)
@option(
    "--replications",
    said=Text("Répétitions ; 100 sinon."),
    takes=Text("NOMBRE"),
    type=click.IntRange(1),
    default=REPLICATIONS,
)
@option("--alone", said=Text("La personne seule : plus vite, mais sans les files d'attente."), is_flag=True)
@caseloads.seed
@simulating.engine
@caseloads.workers
@pass_session
def command_line(
    session: Session,
    case: str,
    scenario: str,
    at: datetime.date | None,
    months: int,
    replications: int,
    alone: bool,  # noqa: FBT001  a flag
    seed: int | None,
    engine: str,
    workers: int,
) -> None:
    with opened(session.settings) as site, site.store.reading() as reader:
        found = stored(reader, case)
        model = caseloads.model_of(session, scenario or found.workflow, found.workflow)
        begins = caseloads.instant(model.definition.calendar.timezone, at, site.engine.clock.now())
        caseload = caseloads.caseload_of(session, reader, model, found.cae, begins)
    number = _number(caseload, case)
    start = caseload.start
    ends = term_end(day_of(start.minute, model.definition.calendar.timezone), months) + DAY
    asked = Question(number, ends, replications, alone=alone, seed=seed, engine=engine)
    with processes(workers) as executor, caseloads.advancing(session, replications) as progress:
        answer = forecast(model, start, asked, executor, progress)
    there = start.entrants[number : number + 1] if alone else start.entrants
    told = caseloads.Told(case, model, start, supposed(model, there))
    if session.as_json:
        session.dump(plain_forecast(told, start.entrants[number], answer))
    else:
        show_forecast(session, told, start.entrants[number], answer)


def _number(caseload: Caseload, case: str) -> int:
    """The person's in the start. UsageError when the case was not open then."""
    for number, entrant in enumerate(caseload.start.entrants):
        if entrant.pseudonym == caseload.asked.pseudonym(case):
            return number
    raise UsageError(
        Text("Le dossier {case} n'était pas ouvert le {day}.", case=case, day=caseload.start.at.date()),
        Text("Il n'y a rien à en prévoir ; une autre date se dit par --at."),
    )
