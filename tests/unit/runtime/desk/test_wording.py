"""Dates said by what they do, where the file gives them no label."""

import pytest

from parcours.model.definition import Definition
from parcours.runtime.desk import wording


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("stage:candidat#1/abandon/fire/0/0", "Abandon"),  # it sends an event
        ("track:formation.en_cours#1/point/do/0/0", "Premier point"),  # it has a label
        ("track:formation.en_cours#1/fin/fire/0/0", "Fin du volet"),
        ("contract:essai#1/terme/fire/0/0", "terme : Contrat d'essai"),
        ("case/erase/retention/0/0", "fin de conservation, à effacer"),
        ("stage:disparue#1/ancienne/do/0/0", "disparue.ancienne"),  # a later edition of the file has it no more
    ],
)
def test_a_timer_is_told_by_what_it_is_for(definition: Definition, key: str, said: str) -> None:
    assert str(wording.date_label(definition.workflow, key)) == said


def test_a_due_date_is_told_by_its_name_and_a_task_by_its_action(definition: Definition) -> None:
    assert str(wording.due_label(definition.workflow, "candidat.abandon")) == "Abandon"
    assert str(wording.due_label(definition.workflow, "accueillir")) == "Accueillir"
