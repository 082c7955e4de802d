"""Nobody enters a parcours without the fields its file requires, and nobody empties them afterwards."""

import pytest

from parcours.model.step import Adopt, Edit
from stories import Story, day, workflow

BODY = """
roles: {equipe: {label: Équipe}}
dossier:
  nom: {type: text, label: Nom, required: true, personal: true}
  antenne: {type: text, label: Antenne, required: true, personal: false}
  note: {type: text, label: Note, personal: false}
events:
  partir: {label: Départ, by: [equipe], input: {antenne: {into: antenne}}}
  suivre: {label: Suite, by: [equipe]}
entry: {partir: {to: ici}}
stages:
  ici: {label: Ici, transitions: {suivre: {to: fin}}}
  fin: {label: Fin, final: true}
"""
NAME, BRANCH = "Il manque « nom » (Nom).", "Il manque « antenne » (Antenne)."


@pytest.fixture
def story() -> Story:
    return Story(workflow(BODY)).on("2026-01-15")


def test_all_that_is_missing_at_the_door_is_told_at_once(story: Story) -> None:
    assert [reason.text.render() for reason in story.refuse("partir").reasons] == [NAME, BRANCH]


def test_a_field_is_given_beforehand_or_by_the_event_that_enters(story: Story) -> None:
    story.edit(nom="Claire")
    assert [reason.text.render() for reason in story.refuse("partir").reasons] == [BRANCH]
    story.send("partir", antenne="finistere")
    story.send("suivre")
    assert story.stage == "fin"


def test_a_person_taken_over_has_them_too(story: Story) -> None:
    act = Adopt("ici", day("2026-01-05"), dossier={"antenne": "finistere"})
    assert [reason.text.render() for reason in story.refuse_act(act).reasons] == [NAME]
    story.adopt("ici", "2026-01-05", dossier={"antenne": "finistere", "nom": "Claire"})
    assert story.stage == "ici"


def test_a_required_field_is_changed_and_not_emptied(story: Story) -> None:
    story.edit(nom="Claire", antenne="finistere")
    assert [reason.text.render() for reason in story.refuse_act(Edit({"antenne": None})).reasons] == [BRANCH]
    story.edit(antenne="armor", note=None)
    assert story.case.dossier["antenne"] == "armor"
