"""Rules that go round in circles stop nobody else, and are told by name."""

from dataclasses import replace
from pathlib import Path

import pytest

from parcours.definition.loader import load_sources
from parcours.errors import BugError, StoreDamagedError
from parcours.model.definition import Definition
from parcours.runtime import explanation, world_change
from parcours.runtime.engine import world_of
from parcours.runtime.refusals import RunawayError, StepRefusedError
from parcours.runtime.rehearsal.player import Player, player
from parcours.runtime.rehearsal.script import EditDossier, Given, SendEvent
from parcours.runtime.settle import settle
from parcours.runtime.tick import tick
from unit.runtime.house import House

JOURNEY = Path(__file__).parent / "journey.yaml"
CIRCLE = "boucle: {of: dossier.seance, fire: abandonner}"


@pytest.fixture
def circle() -> Definition:
    """A deadline on a fixed day that leads back to where it stands; no check is asked, as for rules already in use."""
    text = JOURNEY.read_text("utf-8").replace("abandonner: {to: sorti}", "abandonner: {to: candidat}")
    text = text.replace("abandon: {after: 6 mois, fire: abandonner}", CIRCLE)
    return load_sources({"essai.yaml": text}, "essai")


@pytest.fixture
def caught(house: House, circle: Definition) -> tuple[House, str]:
    """A case that will go round in circles at the end of 9 February."""
    caught = replace(house, definition=circle)
    return caught, caught.opens(seance="2026-02-09")


def test_a_command_on_such_a_case_is_refused_by_name(caught: tuple[House, str]) -> None:
    house, case = caught
    house.goes_to("2026-02-11")
    with pytest.raises(RunawayError, match="boucle"):
        house.sends(case, "visiter")
    assert house.case(case).stage == "candidat"


def test_an_act_that_starts_the_circle_is_refused(caught: tuple[House, str]) -> None:
    house, _ = caught
    house.goes_to("2026-02-11")
    with pytest.raises(StepRefusedError) as refused:
        house.opens("P-2", seance="2026-02-09")
    assert refused.value.refusal.code == "runaway"


def test_time_leaves_such_a_case_where_it_is(caught: tuple[House, str]) -> None:
    house, case = caught
    house.goes_to("2026-02-11")
    ticked = tick(house.engine)
    assert [stuck for stuck, _ in ticked.stuck] == [case]
    assert "boucle" in str(ticked.stuck[0][1])


def test_a_change_of_the_world_leaves_such_a_case_where_it_is(caught: tuple[House, str]) -> None:
    house, case = caught
    other = house.opens("P-2")
    house.goes_to("2026-02-11")
    with house.engine.store.transaction() as transaction:
        transaction.queue_world_changed("essai", case, "world")
        transaction.queue_world_changed("essai", other, "world")
    assert settle(house.engine, "essai") == (case, other)
    with house.engine.store.reading() as reader:
        assert [(each.kind, each.subject) for each in reader.incidents("essai")] == [("stuck", case)]


def test_a_change_of_the_world_is_shown_and_made_for_the_others(caught: tuple[House, str]) -> None:
    house, case = caught
    other = house.opens("P-2")
    house.sends(other, "signer")
    house.goes_to("2026-02-11")
    change = world_change.plan(house.engine, house.definition)
    assert (change.cases, [stuck for stuck, _ in change.stuck]) == ((case, other), [case])
    assert "boucle" in str(change.stuck[0][1])
    assert world_change.apply(house.engine, house.definition) == change


def test_an_explanation_stops_where_the_circle_begins(caught: tuple[House, str]) -> None:
    house, case = caught
    assert explanation.explain(house.engine, case).ahead == ()


def test_a_rehearsal_says_that_time_no_longer_passes(house: House, circle: Definition) -> None:
    on_stage: Player = player(circle, house.engine.store, house.engine.programs)
    on_stage.enter(Given({"nom": "Riou"}))
    at = house.clock.now().replace(tzinfo=None)
    on_stage.wait(at)
    on_stage.act(SendEvent("entrer"))
    on_stage.act(EditDossier({"seance": "2026-02-09"}))
    with pytest.raises(BugError, match="boucle"):
        on_stage.wait(at.replace(month=3))


def test_a_case_without_dated_data_is_a_bug_of_ours(house: House) -> None:
    case = house.case(house.opens())
    with house.engine.store.reading() as reader, pytest.raises((BugError, StoreDamagedError), match="ailleurs"):
        world_of(reader, replace(case, workflow="ailleurs"))
