"""Stays and their ends, read back from the facts of one case told day by day."""

from datetime import UTC, date, datetime

from parcours.model.step import Withdraw
from parcours.simulation.calibration.spells import Spell, spells
from parcours.simulation.reference.hours import minute_of
from parcours.simulation.scenario.intents import PlaceKind
from simulated import counter
from stories import Story

UNTIL = datetime(2026, 12, 31, tzinfo=UTC)


def read(story: Story) -> set[tuple[str, str, str, str]]:
    """Place, first day, last day and cause of each stay."""
    found = spells(story.program, story.facts, "UTC", minute_of(UNTIL))
    return {(f"{each.kind}:{each.name}", _day(each.born), _day(each.left), each.cause) for each in found}


def _day(minute: int) -> str:
    return datetime.fromtimestamp(minute * 60, UTC).date().isoformat()


def waiting() -> Story:
    story = Story(counter()).on("2026-01-05")
    story.send("venir", "accueil")
    return story


def test_a_stay_ends_by_what_somebody_did_and_the_rest_go_on() -> None:
    story = waiting().on("2026-01-15")
    story.send("conseiller", "accueil")
    story.on("2026-01-18").done(next(iter(story.case.tasks)))
    assert read(story) == {
        ("stage:attente", "2026-01-05", "2026-01-15", "conseiller"),
        ("task:bilan", "2026-01-15", "2026-01-18", "done"),
        ("stage:conseil", "2026-01-15", "2026-12-31", ""),
    }


def test_what_the_engine_ends_nobody_has_ended() -> None:
    # Forgotten after six months, once 5 July is over.
    assert read(waiting().on("2026-08-01")) == {("stage:attente", "2026-01-05", "2026-07-06", "")}


def test_who_signs_for_a_coming_day_has_acted_when_they_signed() -> None:
    story = waiting().on("2026-01-20")
    story.send("essayer", "accueil", starts_on=date(2026, 2, 1), term=3)
    story.on("2026-02-02")
    assert ("stage:attente", "2026-01-05", "2026-01-20", "essayer") in read(story)
    assert ("stage:essai", "2026-02-01", "2026-12-31", "") in read(story)


def test_what_was_withdrawn_before_its_day_was_no_end() -> None:
    story = waiting().on("2026-01-20")
    story.send("essayer", "accueil", starts_on=date(2026, 2, 1), term=3)
    story.on("2026-01-25").do(Withdraw(story.case.seq))
    assert read(story.on("2026-02-10")) == {("stage:attente", "2026-01-05", "2026-12-31", "")}


def test_a_renewal_ends_a_period_and_no_stage() -> None:
    story = waiting().on("2026-01-20")
    story.send("essayer", "accueil", term=3)  # 20 January to 19 April
    story.on("2026-04-10").send("prolonger", "accueil", term=2)
    found = read(story.on("2026-05-01"))
    assert ("contract:essai", "2026-01-20", "2026-04-10", "prolonger") in found
    assert ("contract:essai", "2026-04-10", "2026-12-31", "") in found
    assert ("stage:essai", "2026-01-20", "2026-12-31", "") in found


def test_what_was_taken_back_has_never_been() -> None:
    story = waiting()
    before = story.case.seq
    story.on("2026-01-15").send("conseiller", "accueil")
    story.on("2026-01-16").revoke(before, by="accueil")
    assert read(story) == {("stage:attente", "2026-01-05", "2026-12-31", "")}


def test_where_somebody_stood_when_taken_over_is_no_stay_and_what_follows_is() -> None:
    story = Story(counter()).on("2026-01-05")
    story.adopt("attente", "2025-11-01")
    story.on("2026-01-15").send("conseiller", "accueil")
    found = read(story)
    assert not any(place == "stage:attente" for place, *_ in found)
    assert ("stage:conseil", "2026-01-15", "2026-12-31", "") in found


def test_a_stay_knows_its_length() -> None:
    assert Spell(PlaceKind.STAGE, "attente", 100, 250, "partir").minutes == 150
