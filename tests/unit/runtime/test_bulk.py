"""One event for many cases: each is answered on its own, a dry run changes nothing, asked again it goes on."""

from itertools import islice

import pytest

from parcours.model.step import Author
from parcours.runtime import bulk
from parcours.runtime.bulk import Outcome, Wanted
from parcours.runtime.desk.speaking import RoleNotHeldError
from parcours.runtime.opening import Entrance, start
from unit.runtime.house import House

SIGN = Wanted("signer", {}, "k1", dry=False)
FIELDS = ("case", "stage", "is_accepted", "repeated")


def welcome(_: str) -> Author:
    return Author("accueil", "lea")


def told(outcomes: list[Outcome]) -> list[tuple[object, ...]]:
    return [tuple(getattr(each, name) for name in FIELDS) for each in outcomes]


def uninsured(house: House) -> str:
    """Somebody who may not sign: nothing says that they are insured."""
    return start(house.engine, Entrance(house.definition, "P-2"), "entrer", {}).case.id


def facts(house: House) -> list[tuple[str, int]]:
    with house.engine.store.reading() as reader:
        return [(each.id, fact.seq) for each in reader.cases("essai") for fact in reader.facts("essai", each.id)]


def test_each_case_is_accepted_or_refused_on_its_own(house: House) -> None:
    first, refused, last = house.opens("P-1"), uninsured(house), house.opens("P-3")
    found = list(bulk.send(house.engine, (first, refused, "C-99", last), SIGN, welcome))
    assert told(found) == [
        (first, "en_essai", True, False),
        (refused, "", False, False),
        ("C-99", "", False, False),
        (last, "en_essai", True, False),
    ]
    (why,) = found[1].reasons
    assert why.text.render().startswith("L'assurance ne couvre pas le premier jour.")
    assert "C-99" in found[2].reasons[0].text.render()
    assert [house.case(each).stage for each in (first, refused, last)] == ["en_essai", "candidat", "en_essai"]


@pytest.mark.parametrize("key", ["k1", ""])
def test_a_dry_run_says_the_same_and_changes_nothing(house: House, key: str) -> None:
    cases = (house.opens("P-1"), uninsured(house), house.opens("P-3"))
    before = facts(house)
    dry = list(bulk.send(house.engine, cases, Wanted("signer", {}, key), welcome))
    assert facts(house) == before
    assert [house.case(each).stage for each in cases] == ["candidat"] * 3
    assert list(bulk.send(house.engine, cases, Wanted("signer", {}, key, dry=False), welcome)) == dry


def test_stopped_half_way_and_asked_again_it_goes_on(house: House) -> None:
    cases = (house.opens("P-1"), house.opens("P-2"))
    assert len(list(islice(bulk.send(house.engine, cases, SIGN, welcome), 1))) == 1
    assert [house.case(each).stage for each in cases] == ["en_essai", "candidat"]
    assert told(list(bulk.send(house.engine, cases, SIGN, welcome))) == [
        (cases[0], "en_essai", True, True),
        (cases[1], "en_essai", True, False),
    ]
    before = facts(house)
    assert all(each.repeated for each in bulk.send(house.engine, cases, SIGN, welcome))
    assert facts(house) == before


def test_a_case_named_twice_is_stepped_once(house: House) -> None:
    case = house.opens()
    assert told(list(bulk.send(house.engine, (case, case), SIGN, welcome))) == [(case, "en_essai", True, False)]


def test_a_key_that_served_for_something_else_is_refused_case_by_case(house: House) -> None:
    case = house.opens()
    list(bulk.send(house.engine, (case,), SIGN, welcome))
    (found,) = bulk.send(house.engine, (case,), Wanted("rompre", {}, "k1", dry=False), welcome)
    assert (found.is_accepted, "k1" in found.reasons[0].text.render()) == (False, True)
    assert house.case(case).stage == "en_essai"


def test_whoever_has_no_role_there_is_told_so_of_that_case_alone(house: House) -> None:
    mine, other = house.opens("P-1"), house.opens("P-2")

    def speaker(case: str) -> Author:
        if case == other:
            raise RoleNotHeldError
        return welcome(case)

    found = list(bulk.send(house.engine, (other, mine), SIGN, speaker))
    assert told(found) == [(other, "", False, False), (mine, "en_essai", True, False)]
