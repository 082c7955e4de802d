"""Another edition of the dated data: shown person by person before it is accepted."""

import datetime
from dataclasses import replace

from parcours.calendar.days_off import Closure
from parcours.runtime import queries, world_change
from unit.runtime.house import House


def closed(house: House) -> House:
    """A file whose calendar closes the office from 8 to 16 January."""
    closure = Closure(datetime.date(2026, 1, 8), datetime.date(2026, 1, 16), "Travaux")
    calendar = replace(house.definition.calendar, closures=(closure,))
    return replace(house, definition=replace(house.definition, calendar=calendar))


def test_a_change_that_moves_nothing_says_so(house: House) -> None:
    case = house.opens()
    change = world_change.plan(house.engine, closed(house).definition)
    assert (change.cases, change.moves) == ((case,), ())  # its durations are civil days: a closure moves none


def test_each_date_that_moves_is_named_with_its_person(house: House) -> None:
    case = house.opens("P-7")
    signed = house.sends(case, "signer").seq
    change = world_change.plan(house.engine, closed(house).definition)
    # 5 jours ouvrés from Monday 5 January: 6, 7, 8, 9, 12. Closed from 8 to 16: 6, 7, 19, 20, 21.
    assert change.moves == (
        world_change.Move(
            case, "P-7", "formation.en_cours.point", datetime.date(2026, 1, 12), datetime.date(2026, 1, 21)
        ),
    )
    assert house.case(case).seq == signed  # shown, not done


def test_an_accepted_edition_is_the_one_read_from_then_on(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer")
    new = closed(house).definition
    world_change.apply(house.engine, new)
    assert house.case(case).timers["track:formation.en_cours#1/point/do/0/0"].day == datetime.date(2026, 1, 21)
    with house.engine.store.reading() as reader:
        version = reader.world("essai")
    assert version is not None
    assert version.world.calendar.closures == new.calendar.closures


def test_the_journal_tells_the_old_date_the_new_one_and_the_cause(house: House) -> None:
    case = house.opens()
    house.sends(case, "signer")
    world_change.apply(house.engine, closed(house).definition)
    told = queries.journal(house.engine, case)[-1]
    assert str(told.told).endswith("dates recalculées : le droit, le calendrier ou les paramètres ont changé")
    assert [str(each) for each in told.changes] == [
        "échéance « Premier point » : le 21 janvier 2026 au lieu du 12 janvier 2026"
    ]


def test_a_case_that_opens_later_does_not_bring_the_old_edition_back(house: House) -> None:
    house.opens("P-1")
    world_change.apply(house.engine, closed(house).definition)
    other = house.opens("P-2")  # from the file as it was
    signed = house.sends(other, "signer")
    assert signed.case.timers["track:formation.en_cours#1/point/do/0/0"].day == datetime.date(2026, 1, 21)
