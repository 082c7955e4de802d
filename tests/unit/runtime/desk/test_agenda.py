"""Whose days hold what: tasks by role and by who follows a dossier, dates of the file, what is late."""

import datetime

import pytest

from parcours.model.step import Assign
from parcours.runtime.commands import assign, task_done
from parcours.runtime.desk.agenda import Agenda, Audience, Days
from parcours.runtime.desk.directory import Directory
from unit.runtime.house import House

ACCUEIL = Audience("anne", {"essai": ("accueil",)})
REFERENT = Audience("brieg", {"essai": ("referent",)})
TEAM = Audience("clara", {"essai": ()}, team=True)


@pytest.fixture
def agenda(house: House) -> Agenda:
    return Agenda(house.engine, Directory(house.engine, house.engine.store.watch()))


def told(days: Days) -> list[tuple[str, str, str]]:
    return [(f"{each.day:%d/%m}", str(each.label), each.role) for each in days.duties]


def test_what_is_late_due_today_and_due_this_week_stand_apart(house: House, agenda: Agenda) -> None:
    case = house.opens()  # on 5 January: « Accueillir » is due on the 15th
    house.sends(case, "signer", term="3 mois")  # « Déclarer » on the 10th, « Premier point » on the 12th
    house.goes_to("2026-01-12")
    days = agenda.today(ACCUEIL)
    assert days.on == datetime.date(2026, 1, 12)
    assert told(days.late) == [("10/01", "Déclarer", "Accueil")]
    assert told(days.today) == [("12/01", "Premier point", "")]
    assert told(days.week) == [("15/01", "Accueillir", "Accueil")]


def test_the_seventh_day_is_of_the_week_and_the_eighth_is_not(house: House, agenda: Agenda) -> None:
    house.opens()  # « Accueillir » is due on 15 January
    house.goes_to("2026-01-08")
    assert told(agenda.today(ACCUEIL).week) == [("15/01", "Accueillir", "Accueil")]
    house.goes_to("2026-01-07")
    assert told(agenda.today(ACCUEIL).week) == []


def test_what_is_done_is_asked_no_more(house: House, agenda: Agenda) -> None:
    case = house.opens()
    task_done(house.engine, case, "accueillir")
    house.goes_to("2026-01-20")
    assert told(agenda.today(ACCUEIL).late) == []


def test_a_task_is_asked_of_those_who_have_its_role(house: House, agenda: Agenda) -> None:
    house.opens()
    house.goes_to("2026-01-20")
    assert told(agenda.today(REFERENT).late) == []
    assert told(agenda.today(TEAM).late) == told(agenda.today(ACCUEIL).late) == [("15/01", "Accueillir", "Accueil")]


def test_a_task_of_a_dossier_that_somebody_holds_is_theirs_and_their_stand_ins(house: House, agenda: Agenda) -> None:
    case = house.opens()
    assign(house.engine, case, Assign("referent", "denez", stand_in="brieg"))
    line = agenda.directory.of("essai").lines[case]
    assert REFERENT.asks(line, "referent")
    assert not Audience("erell", {"essai": ("referent",)}).asks(line, "referent")
    assert Audience("erell", {"essai": ("referent",)}, team=True).asks(line, "referent")
    assert ACCUEIL.asks(line, "accueil")
    assert not ACCUEIL.asks(line, "referent")


def test_the_dates_of_a_dossier_are_those_of_whoever_follows_it(house: House, agenda: Agenda) -> None:
    case = house.opens()  # it gives up after six months, on 5 July
    on = datetime.date(2026, 7, 5)
    assert [str(each.label) for each in agenda.between(REFERENT, on, on).duties] == ["Abandon"]
    assign(house.engine, case, Assign("referent", "denez"))
    agenda.directory._asked_again = 0.0
    assert agenda.between(REFERENT, on, on) == Days(())
    assert len(agenda.between(TEAM, on, on).duties) == 1


def test_days_between_hold_both_ends(house: House, agenda: Agenda) -> None:
    house.opens()
    first, last = datetime.date(2026, 1, 15), datetime.date(2026, 7, 5)
    assert told(agenda.between(TEAM, first, last)) == [("15/01", "Accueillir", "Accueil"), ("05/07", "Abandon", "")]


def test_a_list_that_is_cut_says_so(house: House, agenda: Agenda) -> None:
    for number in range(51):
        house.opens(f"P-{number}")
    house.goes_to("2026-01-20")
    days = agenda.today(ACCUEIL).late
    assert (len(days.duties), days.more) == (50, True)


def test_nothing_of_another_cooperative_is_seen(house: House, agenda: Agenda) -> None:
    house.opens()
    house.goes_to("2026-01-20")
    assert agenda.today(Audience("anne", {"ailleurs": ("accueil",)}, team=True)).late == Days(())


def test_somebody_without_any_dossier_yet_has_an_empty_day(agenda: Agenda) -> None:
    days = agenda.today(ACCUEIL)
    assert (days.late, days.today, days.week) == (Days(()), Days(()), Days(()))
    assert days.on == datetime.date(2026, 1, 5)
