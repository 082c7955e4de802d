"""`parcours start`: a person enters a parcours, by its door or where they already stand."""

import datetime
from dataclasses import replace

from parcours.cli import values, wanted
from parcours.cli.command import command
from parcours.cli.parameters import argument, option
from parcours.cli.reading import definition_of
from parcours.cli.session import Session, pass_session
from parcours.cli.site import changing
from parcours.cli.telling import show_accepted
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.model.step import Author
from parcours.runtime.opening import Entrance, Standing, adopt, start


@command(
    "start",
    more=Text("Sans événement, reprend une personne déjà en route : --at, --since, et --contract si un contrat court."),
)
@argument("workflow", said=Text("Identifiant ou fichier du parcours."), takes=Text("PARCOURS"))
@argument("event", said=Text("Événement d'entrée."), takes=Text("ÉVÉNEMENT"), required=False)
@option(
    "--person",
    said=Text("Référence de la personne dans vos listes ; pas son nom."),
    takes=Text("RÉFÉRENCE"),
    required=True,
)
@wanted.on
@wanted.pairs
@wanted.by
@wanted.key
@option("--at", "stage", said=Text("Étape où elle se tient."), takes=Text("ÉTAPE"))
@option("--since", said=Text("Depuis quel jour elle s'y tient."), takes=Text("JOUR"), type=values.day)
@option("--contract", said=Text("Contrat qui court : id=2026-03-01/6 mois."), takes=Text("CONTRAT"))
@option(
    "--prior",
    "priors",
    said=Text("Contrat fini avant l'outil, que la loi compte : id=2024-06-01..2025-11-30 ; se répète."),
    takes=Text("CONTRAT"),
    multiple=True,
)
@option("--renewals", said=Text("Renouvellements déjà signés."), takes=Text("NOMBRE"), type=int, default=0)
@pass_session
def command_line(
    session: Session,
    workflow: str,
    event: str | None,
    person: str,
    on: datetime.date | None,
    pairs: tuple[str, ...],
    by: str,
    key: str,
    stage: str | None,
    since: datetime.date | None,
    contract: str | None,
    priors: tuple[str, ...],
    renewals: int,
) -> None:
    given = values.assignments(pairs)
    standing = _standing(stage, since, contract, renewals)
    if (event is None) == (standing is None):
        raise UsageError(
            Text("Donnez un événement d'entrée, ou bien --at et --since pour une personne déjà en route."),
            Text("Les événements d'entrée : parcours show {workflow}", workflow=workflow),
        )
    prior = tuple(values.finished(each) for each in priors)
    entrance = Entrance(definition_of(session, workflow), person, {}, Author(by), key, prior=prior)
    with changing(session) as site:
        if standing is not None:
            accepted = adopt(site.engine, replace(entrance, dossier=given), standing)
        else:
            accepted = start(site.engine, entrance, str(event), values.effective(given, on))
        show_accepted(session, site.engine, accepted)


def _standing(stage: str | None, since: datetime.date | None, contract: str | None, renewals: int) -> Standing | None:
    if stage is None and since is None:
        return None
    if stage is None or since is None:
        raise UsageError(Text("--at et --since vont ensemble : l'étape, et depuis quand."))
    contracts = (values.contract(contract, renewals),) if contract is not None else ()
    return Standing(stage, since, contracts)
