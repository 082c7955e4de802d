"""Whose clocks people are told."""

import datetime
from dataclasses import replace

from parcours.messages import Language
from parcours.runtime import hours
from parcours.runtime.opening import Entrance, start
from unit.runtime.house import House

AT = datetime.datetime(2026, 7, 14, 22, 30, tzinfo=datetime.UTC)  # 00:30 the next day in Paris, 02:30 in Réunion


def opens_in_reunion(house: House) -> str:
    definition = house.definition
    workflow = replace(definition.workflow, id="ailleurs")
    there = replace(definition, workflow=workflow, calendar=replace(definition.calendar, timezone="Indian/Reunion"))
    dossier = {"nom": "Hoarau", "assurance": {"from": "2026-01-01", "until": "2028-12-31"}}
    return start(house.engine, Entrance(there, "P-2", dossier), "entrer", {}).case.id


def test_what_is_about_a_case_is_told_by_its_own_calendar(house: House) -> None:
    here, there = house.opens(), opens_in_reunion(house)
    with house.engine.store.reading() as reader:
        zones = [hours.of_case(reader, "essai", here), hours.of_case(reader, "essai", there)]
        of_people = [hours.of_person(reader, "essai", "P-1"), hours.of_person(reader, "essai", "P-2")]
    assert zones == of_people == ["Europe/Paris", "Indian/Reunion"]
    assert [hours.told(AT, zone).render() for zone in zones] == [
        "15 juillet 2026 à 00:30",
        "15 juillet 2026 à 02:30",
    ]


def test_what_is_about_no_case_is_told_by_the_calendar_that_all_share_and_else_in_utc(house: House) -> None:
    zones = []
    for opens in (lambda: "", house.opens, lambda: opens_in_reunion(house)):
        opens()
        with house.engine.store.reading() as reader:
            zones.append(hours.of_case(reader, "essai", "C-0"))  # no such case
            assert hours.of_person(reader, "essai", "P-0") == zones[-1]
    assert zones == ["UTC", "Europe/Paris", "UTC"]
    assert hours.told(AT, "UTC").render() == "14 juillet 2026 à 22:30 UTC"
    assert hours.told(AT, "UTC").render(Language.EN) == "14 July 2026 at 22:30 UTC"


def test_a_length_of_time_is_told_in_the_unit_that_says_enough() -> None:
    # Two of a unit at least: 119 s, then 2 min; 119 min 59 s, then 2 h; 47 h 59 min 59 s, then 2 days.
    lengths = (0.9, 91, 119.9, 120, 7_199, 7_200, 172_799, 172_800, 5_216_422)
    assert [hours.elapsed(each).render() for each in lengths] == (
        ["0 s", "91 s", "119 s", "2 min", "119 min", "2 h", "47 h", "2 j", "60 j"]
    )
    assert hours.elapsed(172_800).render(Language.EN) == "2 d"
