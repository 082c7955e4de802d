"""A mistake taken back is taken back on every store, and what the vault says again is what the journal tells."""

import datetime
import itertools
from dataclasses import replace

import pytest

from parcours.adapters.clock import FixedClock
from parcours.definition.loader import load, load_sources
from parcours.runtime.commands import update
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.opening import Entrance, start
from parcours.runtime.recovery import AuditedStore, verify
from parcours.runtime.revocation import Wanted, plan, revoke
from parcours.runtime.sealed import fields_in
from stories import workflow
from unit.runtime.conftest import JOURNEY
from unit.runtime.house import House


@pytest.fixture
def house(store: AuditedStore) -> House:
    clock = FixedClock(datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC))
    numbers = itertools.count(1)
    return House(Engine(store, clock, Programs(load_sources), lambda: f"C-{next(numbers)}"), clock, load(JOURNEY))


GUARDED = """
roles: {equipe: {label: Équipe}}
dossier: {ville: {type: text, personal: false}}
events:
  partir: {label: Départ, by: [equipe]}
  signer: {label: Signature, by: [equipe], input: {motif: {type: text}}}
  echoir: {label: Terme}
contracts:
  essai: {label: Essai, begin: [signer], expire: echoir, term: {min: 1 mois, max: 6 mois, default: 6 mois}}
entry: {partir: {to: ici}}
stages:
  ici:
    label: Ici
    transitions: {signer: {to: dedans, when: {dit: {if: "event.motif != 'non'", say: Le motif est non.}}}}
  dedans: {label: Dedans, contract: essai, transitions: {echoir: {to: ici}}}
"""


def test_sealed_words_replayed_are_read_again_on_the_day_of_their_event(house: House, store: AuditedStore) -> None:
    house = replace(house, definition=workflow(GUARDED))
    case = start(house.engine, Entrance(house.definition, "P-1"), "partir", {}).case.id
    update(house.engine, case, {"ville": "Dinard"})  # the mistake
    house.goes_to("2026-01-06")
    house.sends(case, "signer", starts_on="2026-01-20", motif="oui")
    house.goes_to("2026-01-25")

    revoke(house.engine, case, Wanted(1, "mauvaise ville", replay=True))

    assert house.case(case).stage == "dedans"
    assert verify(store).findings == ()


def test_words_put_back_are_those_the_journal_expects(house: House, store: AuditedStore) -> None:
    case = house.opens()
    before = house.case(case).seq
    update(house.engine, case, {"nom": "Faux"})
    update(house.engine, case, {"nom": ""})
    revoke(house.engine, case, Wanted(before, "faute de frappe"))
    emptied = house.case(case).seq - 1
    revoke(house.engine, case, Wanted(emptied, "elle n'en était pas une"))  # back to where the name was empty

    assert "nom" not in house.case(case).dossier
    with store.reading() as reader:
        assert fields_in(reader.secrets("essai", case)) == {}
    assert verify(store).findings == ()


def test_a_deadline_that_the_mistake_had_stopped_falls_before_the_acts_that_came_after_it(
    house: House, store: AuditedStore
) -> None:
    """Opened on 5 January: without the signature, six months later, at the end of 5 July, the candidate is gone."""
    case = house.opens()
    before = house.case(case).seq
    house.goes_to("2026-01-06")
    house.sends(case, "signer", term="6 mois")  # the mistake: 6 January to 5 July
    house.goes_to("2026-06-30")
    house.sends(case, "visiter", nom="Riou")  # five days before the deadline
    house.sends(case, "renouveler", term="1 mois")  # 6 July to 5 August
    house.goes_to("2026-07-20")
    house.sends(case, "visiter", nom="Morvan")  # fifteen days after it
    house.goes_to("2026-07-28")

    wanted = Wanted(before, "mauvaise personne", replay=True)
    planned = plan(house.engine, case, wanted)
    made = revoke(house.engine, case, wanted, expected=planned.seq)

    assert [(each.fact.name, each.refusal is None) for each in planned.replayed] == [
        ("visiter", True),
        ("renouveler", False),
        ("visiter", False),
    ]
    assert [(fact.name, fact.on) for fact in made.facts[1:]] == [
        ("visiter", datetime.date(2026, 6, 30)),
        ("candidat.abandon", datetime.date(2026, 7, 6)),  # at the end of the 5th: gone from the 6th on
    ]
    assert (planned.facts, planned.case) == (made.facts, made.case)
    with store.reading() as reader:
        assert reader.facts("essai", case)[planned.seq :] == planned.facts
        assert reader.case("essai", case) == planned.case
        assert fields_in(reader.secrets("essai", case))["nom"] == "Riou"
    assert house.case(case).stage == "sorti"
    assert verify(store).findings == ()
