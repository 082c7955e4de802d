"""What a case reads from outside itself: words kept apart, and the contracts of the person's other cases."""

import datetime
import itertools

from parcours.adapters.clock import FixedClock
from parcours.adapters.memory import MemoryStore
from parcours.definition.loader import load_sources
from parcours.model.step import AdoptedContract, Author
from parcours.runtime import commands, opening, queries
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.opening import Entrance, Standing
from parcours.runtime.tick import tick
from stories import workflow

NOBODY = Author()
BODY = """
roles: {equipe: {label: Équipe}}
events:
  partir: {label: Départ, by: [equipe]}
  signer: {label: Signature, by: [equipe], input: {motif: {type: text}}}
  renouveler: {label: Renouvellement, by: [equipe]}
  sortir: {label: Sortie, by: [equipe]}
  echoir: {label: Terme}
contracts:
  essai:
    label: Essai
    begin: [signer]
    renew: [renouveler]
    expire: echoir
    term: {min: 1 mois, max: 6 mois, default: 6 mois}
    renewals: 2
entry: {partir: {to: ici}}
stages:
  ici:
    label: Ici
    transitions: {signer: {to: dedans, when: {dit: {if: "event.motif != 'non'", say: Le motif est non.}}}}
  dedans: {label: Dedans, contract: essai, transitions: {renouveler: {}, echoir: {to: ici}, sortir: {to: fin}}}
  fin: {label: Fin, final: true}
"""


def _engine(day: str) -> Engine:
    clock = FixedClock(datetime.datetime.fromisoformat(f"{day}T11:00:00+00:00"))
    numbers = itertools.count(1)
    return Engine(MemoryStore(), clock, Programs(load_sources), lambda: f"C-{next(numbers)}")


def _set(engine: Engine, day: str) -> None:
    assert isinstance(engine.clock, FixedClock)
    engine.clock.set(datetime.datetime.fromisoformat(f"{day}T11:00:00+00:00"))


def test_a_sealed_word_is_still_read_the_day_its_event_takes_effect() -> None:
    engine = _engine("2026-01-05")
    opened = opening.start(engine, Entrance(workflow(BODY), "P-1", {}, NOBODY), "partir", {})
    case = opened.case.id
    commands.send(engine, case, "signer", {"starts_on": "2026-01-20", "motif": "oui"})
    _set(engine, "2026-01-21")
    tick(engine)
    assert queries.status(engine, case).stage == "Dedans"


def test_renewals_signed_on_paper_count_in_the_other_cases_of_the_person() -> None:
    engine = _engine("2026-01-05")
    entrance = Entrance(workflow(BODY), "P-1", {}, NOBODY)
    contract = AdoptedContract("essai", datetime.date(2025, 12, 1), 2, renewals=2)
    first = opening.adopt(engine, entrance, Standing("dedans", datetime.date(2025, 12, 1), (contract,)))
    commands.send(engine, first.case.id, "sortir", {})
    second = opening.start(engine, entrance, "partir", {})
    with engine.store.reading() as reader:
        (held,) = reader.ledger("essai", "P-1", second.case.id)
    assert held.signatures == 3  # one signature and the two renewals of before


LAW = """
format: 1
law: fr_essai
title: Essai
contract: essai
rules:
  visite:
    label: Visite
    rule: deadline
    until: {situation: dedans}
    versions: [{since: 2020-01-01, within: {after: 1 mois, of: contract.starts_on}, reference: art. 6}]
"""


def test_a_legal_day_past_before_a_takeover_is_kept_as_an_incident() -> None:
    engine = _engine("2026-02-03")
    governed = BODY.replace("    renewals: 2\n", "    renewals: 2\n    deadlines: {visite: {law: fr_essai.visite}}\n")
    entrance = Entrance(workflow(governed, {"fr_essai": LAW}), "P-1", {}, NOBODY, "reprise-1")
    contract = AdoptedContract("essai", datetime.date(2025, 12, 1), 6)
    standing = Standing("dedans", datetime.date(2025, 12, 1), (contract,))
    accepted = opening.adopt(engine, entrance, standing)
    assert "law.fr_essai.visite" in [each.code for each in accepted.warnings]
    assert opening.adopt(engine, entrance, standing).repeated  # said once
    with engine.store.reading() as reader:
        (incident,) = reader.incidents("essai")
    assert (incident.kind, incident.subject) == ("law.fr_essai.visite", f"{accepted.case.id}#1")
    assert "1er janvier 2026, avant la reprise" in incident.detail  # 1 December and one month
