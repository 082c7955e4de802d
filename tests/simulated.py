"""A counter where people ask for advice, and scenarios written in the frozen model, for tests of the simulator."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import cache

from parcours.calendar.duration import Duration
from parcours.definition.loader import load_sources
from parcours.model.definition import Definition
from parcours.simulation.log import Line
from parcours.simulation.model import Model, ready
from parcours.simulation.reference.run import run
from parcours.simulation.scenario.intents import (
    Choice,
    Intent,
    Moment,
    Option,
    Place,
    PlaceKind,
    SendEvent,
)
from parcours.simulation.scenario.scenario import Scenario
from parcours.simulation.scenario.supply import Arrival, Listed
from parcours.simulation.scenario.values import Distribution, Draw, Shape, Site, Source
from parcours.simulation.tables import engine as tables

DAY = 1440

COUNTER = """
format: 1
id: comptoir
title: Comptoir
law: []
backdating: 2 jours
calendar:
  timezone: UTC
  notify_at: 08:00
  dates:
    ateliers: [2026-01-20, 2026-02-20, 2026-03-20, 2026-04-20, 2026-05-20]
    premiers: [01-01, 02-01, 03-01, 04-01, 05-01, 06-01, 07-01, 08-01, 09-01, 10-01, 11-01, 12-01]
situations: {venue: {label: Venue}}
roles: {accueil: {label: Accueil}, comite: {label: Comité, quorum: 3}}
parameters:
  seuil: {label: Seuil, type: number, values: [{since: 2020-01-01, value: 1000}]}
dossier:
  ventes: {type: number, label: Ventes, min: 0}
  atelier: {type: date, label: Atelier}
  visites: {type: integer, label: Visites}
  badge: {type: validity, label: Badge, personal: true}
events:
  venir: {label: Venue, by: [accueil]}
  conseiller: {label: Conseil, by: [accueil]}
  essayer: {label: Essai, by: [accueil]}
  prolonger: {label: Prolongation, by: [accueil]}
  finir: {label: Fin de l'essai}
  noter: {label: Ventes du mois, by: [accueil], note: true, input: {ventes: {into: ventes, required: true}}}
  admettre: {label: Admission, by: [comite]}
  partir: {label: Départ, by: [accueil]}
  oublier: {label: Oubli}
  rappeler: {label: Rappel}
  apprendre: {label: Apprentissage fini, by: [accueil]}
contracts:
  essai:
    label: Essai
    begin: [essayer]
    renew: [prolonger]
    expire: finir
    term: {min: 1 mois, max: 6 mois, default: 3 mois}
    renewals: 2
actions:
  bilan: {by: accueil, due: {after: 10 jours}}
entry: {venir: {to: attente}}
stages:
  attente:
    label: Attente
    situation: venue
    transitions:
      conseiller: {to: conseil}
      essayer: {to: essai}
      partir: {to: parti}
      oublier: {to: parti}
    deadlines: {oubli: {after: 6 mois, fire: oublier}}
  conseil:
    label: Conseil
    situation: venue
    enter: {do: [bilan]}
    transitions:
      essayer: {to: essai, when: {badge: {if: "!known.badge || valid(dossier.badge, today)", say: Badge périmé.}}}
      admettre: {to: admis, when: {ventes: {if: dossier.ventes >= parameter.seuil, say: Trop peu de ventes.}}}
      rappeler: {}
      partir: {to: parti}
    deadlines: {rappel: {after: 1 mois, fire: rappeler}}
  essai:
    label: Essai
    situation: venue
    contract: essai
    enter: {start: [apprentissage]}
    transitions:
      prolonger: {}
      finir: {to: bilan_final}
      partir: {to: parti}
  bilan_final:
    label: Bilan
    situation: venue
    transitions: {partir: {to: parti}, prolonger: {to: essai}}
  admis: {label: Admis, final: true, outcome: admis}
  parti: {label: Parti, final: true, outcome: parti, retention: [{after: 1 an, then: anonymise}]}
tracks:
  apprentissage:
    label: Apprentissage
    ends_with: case
    stages:
      cours: {initial: true, transitions: {apprendre: {to: appris}}}
      appris: {final: true}
"""


@cache
def counter() -> Definition:
    return load_sources({"comptoir.yaml": COUNTER}, "comptoir")


def site(path: str) -> Site:
    return Site(path, int.from_bytes(hashlib.blake2b(path.encode(), digest_size=8).digest(), "big"))


def draw(path: str, shape: Shape, *parameters: float) -> Draw:
    return Draw(site(path), Distribution(shape, parameters))


def days(count: float) -> Draw:
    """A wait that is always as long."""
    return draw(f"fixe/{count}", Shape.FIXED, count * DAY)


def after(*waits: Draw | Duration) -> Moment:
    return Moment(after=waits)


def send(event: str, **inputs: Source) -> SendEvent:
    return SendEvent(event, inputs)


def stage(name: str, *intents: Intent) -> Place:
    return Place(PlaceKind.STAGE, name, intents)


def choose(path: str, options: Mapping[str, float], **more: str) -> Choice:
    """Options named after the events they send."""
    return Choice(
        site(path),
        tuple(Option(event, share, Intent(event, act=send(event)), **more) for event, share in options.items()),
    )


def scenario(*places: Place, people: int = 1, day: date = date(2026, 1, 5)) -> Scenario:
    """`people` who come at noon of one day."""
    flow = Listed((day,), people)
    return Scenario(
        id="essai",
        title="Essai",
        workflow="comptoir",
        begins=date(2026, 1, 1),
        ends=date(2028, 1, 1),
        arrivals_end=date(2027, 1, 1),
        people=people,
        arrivals=(Arrival("venues", send("venir"), flow, site("venues")),),
        places=places,
    )


def model(of: Scenario, **changes: object) -> Model:
    return ready(counter(), replace(of, **changes))  # type: ignore[arg-type]  # the members of a scenario


def played(of: Model, *, seed: int = 1, replication: int = 0, cases: int | None = None) -> list[Line]:
    """The lines of the oracle; every other engine must say the same ones, line by line."""
    lines = list(run(of, seed=seed, replication=replication, cases=cases))
    assert list(tables.run(of, seed=seed, replication=replication, cases=cases)) == lines
    return lines


def said(lines: list[Line], *kinds: str) -> list[str]:
    """The lines of those kinds (all but alarms unless told) as people say them: time, case, kind, name, detail."""
    return [_said(line) for line in lines if not kinds or line.kind in kinds]


def _said(line: Line) -> str:
    at = datetime.fromtimestamp(line.minute * 60, UTC)
    return f"{at:%Y-%m-%d %H:%M} {line.case} {line.kind} {line.name} {line.detail}".rstrip()
