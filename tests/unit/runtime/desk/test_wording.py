"""Dates said by what they do, where the file gives them no label."""

import datetime

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


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "aujourd'hui"),
        (1, "demain"),
        (-1, "hier"),
        (2, "dans 2 jours"),
        (-59, "il y a 59 jours"),
        (60, "dans 1 mois"),  # 60 / 30.4375 is less than two
        (61, "dans 2 mois"),
        (-365, "il y a 11 mois"),
        (730, "dans 23 mois"),
        (731, "dans 2 ans"),
        (-3653, "il y a 10 ans"),
    ],
)
def test_how_far_a_day_is_is_said_in_the_unit_people_think_in(days: int, said: str) -> None:
    today = datetime.date(2026, 1, 5)
    assert str(wording.away(today + datetime.timedelta(days), today)) == said
