"""A mistake taken back is taken back on every store, and what the vault says again is what the journal tells."""

import datetime
import itertools

import pytest

from parcours.adapters.clock import FixedClock
from parcours.definition.loader import load, load_sources
from parcours.runtime.commands import update
from parcours.runtime.engine import Engine, Programs
from parcours.runtime.recovery import AuditedStore, verify
from parcours.runtime.revocation import Wanted, revoke
from unit.runtime.conftest import JOURNEY
from unit.runtime.house import House


@pytest.fixture
def house(store: AuditedStore) -> House:
    clock = FixedClock(datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC))
    numbers = itertools.count(1)
    return House(Engine(store, clock, Programs(load_sources), lambda: f"C-{next(numbers)}"), clock, load(JOURNEY))


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
        assert reader.personal_fields("essai", case) == {}
    assert verify(store).findings == ()
