"""Rules that people are held to are judged again by the law of a new file."""

import datetime
from dataclasses import replace
from pathlib import Path

from parcours.definition.loader import load_sources
from parcours.runtime.pinned import pinned_rules
from unit.runtime.house import House

TODAY = datetime.date(2026, 1, 5)
JOURNEY = (Path(__file__).parent / "journey.yaml").read_text("utf-8").replace("law: []", "law: [fr_essai]")
LAW = """
format: 1
law: fr_essai
title: Essai
contract: essai
rules:
  duree:
    label: Durée
    rule: cap
    on: term
    versions: [{since: 2020-01-01, value: %s, reference: Art. 1}]
"""


def sources(most: str, text: str = JOURNEY) -> dict[str, str]:
    return {"essai.yaml": text, "law/fr_essai.yaml": LAW % most}


def test_rules_in_use_that_a_new_law_forbids_are_named_with_how_many_they_hold(house: House) -> None:
    old = load_sources(sources("6 mois"), "essai")
    held = replace(house, definition=old)
    held.opens("P-1")
    held.opens("P-2")
    new = load_sources(sources("4 mois", JOURNEY.replace("max: 6 mois", "max: 4 mois")), "essai")

    (found,) = pinned_rules(house.engine.store, [new], {}, TODAY)

    assert (found.workflow, found.rules, found.cases) == ("essai", old.workflow.hash, 2)
    assert "cap-exceeded" in {each.code.slug for each in found.diagnostics}
    assert {each.span.file for each in found.diagnostics} == {f"{old.workflow.hash[:12]}/essai.yaml"}
    assert set(found.texts) == {f"{old.workflow.hash[:12]}/{name}" for name in sources("4 mois")}


def test_rules_that_are_those_of_the_file_are_not_judged_twice(house: House) -> None:
    same = load_sources(sources("6 mois"), "essai")
    replace(house, definition=same).opens()
    assert pinned_rules(house.engine.store, [same], {}, TODAY) == ()


def test_rules_of_another_file_are_left_alone(house: House) -> None:
    house.opens()
    assert pinned_rules(house.engine.store, [], {}, TODAY) == ()
