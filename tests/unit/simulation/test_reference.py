"""Hand-worked runs of the oracle: every instant below was found with a calendar, not with the code."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from parcours.calendar.duration import Duration
from parcours.calendar.named import NamedDates
from parcours.calendar.rule import DateRule
from parcours.errors import UsageError
from parcours.kernel import empty, prepare
from parcours.model.fields import Validity
from parcours.simulation.draws.keyed import descend, root, unit
from parcours.simulation.reference.hours import at_day, coming_midnight, instant_of, minute_of
from parcours.simulation.reference.people import Person, Process
from parcours.simulation.reference.supply import Pool
from parcours.simulation.scenario.intents import (
    Asking,
    Choice,
    FinishTask,
    Intent,
    Moment,
    Option,
    Place,
    PlaceKind,
    WriteFields,
)
from parcours.simulation.scenario.supply import Arrival, Discipline, Flow, Listed, Rate, Resource, Session, Spread
from parcours.simulation.scenario.values import COMING_MIDNIGHT, Chosen, Dated, Drawn, Given, Moved, Seated, Shape
from simulated import after, choose, counter, days, draw, model, played, said, scenario, send, site, stage

WORKSHOPS = NamedDates(tuple(date(2026, month, 20) for month in range(1, 6)))
DESK = {"bureau": Resource("bureau", "Bureau", 1, ("conseil",))}


def advised(*, patience: float | None = None) -> Place:
    waits = draw("patience", Shape.FIXED, patience * 1440) if patience is not None else None
    return stage("attente", Intent("conseil", asking=Asking("bureau", waits, send("partir")), act=send("conseiller")))


def leaving(count: float) -> Place:
    return stage("conseil", Intent("fin", after(days(count)), act=send("partir")))


def test_a_delay_begins_when_the_stage_does() -> None:
    lines = played(model(scenario(stage("attente", Intent("conseil", after(days(1.5)), act=send("conseiller"))))))

    assert said(lines, "arrived", "entered") == [
        "2026-01-05 12:00 0 arrived venues 0",
        "2026-01-05 12:00 0 entered attente",
        "2026-01-07 00:00 0 entered conseil",
    ]


def test_civil_durations_follow_the_calendar() -> None:
    waits = Duration(months=1)
    place = stage("attente", Intent("conseil", after(waits, days(1)), act=send("conseiller")))

    lines = played(model(scenario(place, day=date(2026, 1, 31))))

    # 31 January and one month is 28 February, at the same hour; then a day.
    assert said(lines, "entered")[-1] == "2026-03-01 12:00 0 entered conseil"


def test_a_deadline_of_the_file_fires_by_itself() -> None:
    lines = played(model(scenario()))

    assert said(lines, "entered", "left")[1:] == [
        "2026-07-06 00:00 0 entered parti",
        "2026-07-06 00:00 0 left parti",
    ]


def test_the_first_of_two_intents_wins_and_the_other_is_dropped() -> None:
    slow = Intent("depart", after(days(3)), act=send("partir"))
    quick = Intent("conseil", after(days(2)), act=send("conseiller"))

    lines = played(model(scenario(stage("attente", slow, quick))))

    assert said(lines, "sent") == ["2026-01-05 12:00 0 sent venir", "2026-01-07 12:00 0 sent conseiller"]


def test_one_desk_serves_one_after_the_other() -> None:
    lines = played(model(scenario(advised(), leaving(2), people=3), resources=DESK))

    assert said(lines, "asked", "granted", "released") == [
        "2026-01-05 12:00 0 asked bureau",
        "2026-01-05 12:00 0 granted bureau",
        "2026-01-05 12:00 1 asked bureau",
        "2026-01-05 12:00 2 asked bureau",
        "2026-01-07 12:00 0 released bureau",
        "2026-01-07 12:00 1 granted bureau",
        "2026-01-09 12:00 1 released bureau",
        "2026-01-09 12:00 2 granted bureau",
        "2026-01-11 12:00 2 released bureau",
    ]


def test_whose_patience_runs_out_leaves_the_queue() -> None:
    lines = played(model(scenario(advised(patience=3), leaving(4), people=3), resources=DESK))

    assert said(lines, "granted", "reneged", "left") == [
        "2026-01-05 12:00 0 granted bureau",
        "2026-01-08 12:00 1 reneged bureau patience",
        "2026-01-08 12:00 1 left parti",
        "2026-01-08 12:00 2 reneged bureau patience",
        "2026-01-08 12:00 2 left parti",
        "2026-01-09 12:00 0 left parti",
    ]


def test_whoever_is_taken_out_of_a_stage_leaves_its_queue() -> None:
    lines = played(model(scenario(advised(), leaving(400), people=2), resources=DESK))

    # The deadline of the file ends the wait of the second on 5 July, at the end of the day.
    assert said(lines, "reneged") == ["2026-07-06 00:00 1 reneged bureau gone"]


def test_a_unit_granted_is_kept_until_it_serves_whatever_happens_meanwhile() -> None:
    # Granted on the 5th to the first, who comes two days later, having written something in between.
    # The second is served on the 13th: that their patience would have ended on the 14th changes nothing any more.
    asks = Asking("bureau", draw("patience", Shape.FIXED, 9 * 1440), send("partir"))
    comes = Option("oui", 1.0, Intent("oui", after(days(2)), act=send("conseiller")))
    meets = Intent("conseil", asking=asks, choice=Choice(site("oui"), (comes,)))
    writes = Intent("note", after(days(1)), act=WriteFields({"ventes": Given(3.0)}))

    lines = played(model(scenario(stage("attente", meets, writes), leaving(6), people=2), resources=DESK))

    assert [each for each in said(lines, "granted", "released", "reneged", "entered") if "attente" not in each] == [
        "2026-01-05 12:00 0 granted bureau",
        "2026-01-07 12:00 0 entered conseil",
        "2026-01-13 12:00 0 entered parti",
        "2026-01-13 12:00 0 released bureau",
        "2026-01-13 12:00 1 granted bureau",
        "2026-01-15 12:00 1 entered conseil",
        "2026-01-21 12:00 1 entered parti",
        "2026-01-21 12:00 1 released bureau",
    ]


def test_who_holds_a_unit_asks_for_no_other() -> None:
    desk = {"bureau": Resource("bureau", "Bureau", 1, ("attente", "conseil"))}
    again = stage("conseil", Intent("fin", after(days(1)), Asking("bureau"), send("partir")))

    lines = played(model(scenario(advised(), again), resources=desk))

    assert said(lines, "asked", "released") == [
        "2026-01-05 12:00 0 asked bureau",
        "2026-01-06 12:00 0 released bureau",
    ]


def test_what_was_awaited_in_a_stage_that_is_left_is_forgotten() -> None:
    here = stage("attente", Intent("conseil", act=send("conseiller")))
    waits = Intent("admission", Moment(awaits="dossier.ventes > 100.0"), act=send("admettre"))
    then = stage("conseil", waits, Intent("essai", after(days(1)), act=send("essayer")))
    sells = stage("essai", Intent("vente", after(days(2)), act=WriteFields({"ventes": Given(5000.0)})))

    lines = played(model(scenario(here, then, sells)))

    assert said(lines, "sent", "wrote")[-2:] == [
        "2026-01-06 12:00 0 sent essayer",
        "2026-01-08 12:00 0 wrote ventes 5000.0",
    ]


def test_who_gave_up_and_asks_again_waits_behind_those_who_stayed() -> None:
    pool = Pool(DESK["bureau"], 0)
    somebody = Person(0, 0, empty("p0"), counter().world, prepare(counter().workflow))
    gives_up, stays = (Process(somebody, Intent("conseil"), 0, birth) for birth in (1, 2))

    pool.wait(gives_up, 0.0)
    pool.wait(stays, 0.0)
    gives_up.queued = ""
    pool.wait(gives_up, 0.0)
    pool.free = 2

    assert list(pool.serve()) == [stays, gives_up]


def test_priority_goes_before_the_order_of_asking() -> None:
    desk = replace(DESK["bureau"], discipline=Discipline.PRIORITY, priority="0.0 - dossier.ventes")
    sales = {"ventes": Chosen(site("ventes"), (0.0, 10.0), (0.5, 0.5))}

    lines = played(model(scenario(advised(), leaving(1), people=8), resources={"bureau": desk}, dossier=sales))

    served = [line.case for line in lines if line.kind == "granted"][1:]
    # The first found the desk free; of the others, those who sell ten are served first, each group as it came.
    rich = [case for case in range(1, 8) if _sells_ten(case)]
    assert served == [*rich, *(case for case in range(1, 8) if case not in rich)]
    assert 0 < len(rich) < 7


def _sells_ten(case: int) -> bool:
    person = descend(descend(root(1, 0), site("venues").number), case)
    return unit(descend(descend(person, site("ventes").number), 0)) >= 0.5


def test_seats_are_taken_in_order_and_the_next_session_takes_the_rest() -> None:
    session = {"ateliers": Session("ateliers", "Ateliers", WORKSHOPS, time(14), 2, Duration(days=16))}
    place = stage("attente", Intent("atelier", Moment(session="ateliers"), act=send("partir")))

    lines = played(model(scenario(place, people=3), sessions=session))

    # Come on 5 January, sixteen days' notice: the 20th is too near, the 20th of February has two seats.
    assert said(lines, "booked", "left") == [
        "2026-01-05 12:00 0 booked ateliers 2026-02-20",
        "2026-01-05 12:00 1 booked ateliers 2026-02-20",
        "2026-01-05 12:00 2 booked ateliers 2026-03-20",
        "2026-02-20 14:00 0 left parti",
        "2026-02-20 14:00 1 left parti",
        "2026-03-20 14:00 2 left parti",
    ]


def test_a_session_that_has_begun_is_missed() -> None:
    session = {"ateliers": Session("ateliers", "Ateliers", WORKSHOPS, time(9))}
    place = stage("attente", Intent("atelier", Moment(session="ateliers"), act=send("partir")))

    lines = played(model(scenario(place, day=date(2026, 1, 20)), sessions=session))

    assert said(lines, "left") == ["2026-02-20 09:00 0 left parti"]


def test_no_seat_left_is_said() -> None:
    session = {"ateliers": Session("ateliers", "Ateliers", WORKSHOPS, time(14), 1)}
    place = stage("attente", Intent("atelier", Moment(session="ateliers"), act=send("partir")))

    with pytest.raises(UsageError, match="Plus aucune séance « ateliers »"):
        played(model(scenario(place, people=6), sessions=session))


@pytest.mark.parametrize(
    ("of", "expected"),
    [("", "2026-02-01/2026-04-30"), (COMING_MIDNIGHT, "2026-03-01/2026-05-31")],
)
def test_a_day_already_begun_is_lost_when_the_coming_midnight_counts(of: str, expected: str) -> None:
    first = Dated(DateRule(of=of, first_after="premiers"))
    place = stage("attente", Intent("essai", act=send("essayer", starts_on=first)))

    lines = played(model(scenario(place, day=date(2026, 2, 1))))

    assert [line.detail for line in lines if line.kind == "signed"] == [expected]


def test_a_contract_runs_its_term_and_what_people_decide_at_its_end_is_asked_again_each_period() -> None:
    signs = stage("attente", Intent("essai", act=send("essayer", term=Given(1))))
    renews = Place(
        PlaceKind.CONTRACT,
        "essai",
        (Intent("suite", Moment(on=DateRule(of="contract.essai.ends_on")), act=send("prolonger", term=Given(2))),),
    )

    lines = played(model(scenario(signs, renews, day=date(2026, 1, 1))))

    assert said(lines, "signed", "renewed", "refused", "ended") == [
        "2026-01-01 12:00 0 signed essai 2026-01-01/2026-01-31",
        "2026-01-31 12:00 0 renewed essai 2026-02-01/2026-03-31",
        "2026-03-31 12:00 0 renewed essai 2026-04-01/2026-05-31",
        "2026-05-31 12:00 0 refused prolonger contract.essai.renewals",
        "2026-06-01 00:00 0 ended essai 2026-05-31",
    ]


def test_a_kernel_with_another_cap_gives_other_counts() -> None:
    signs = stage("attente", Intent("essai", act=send("essayer", term=Given(1))))
    suite = Moment(on=DateRule(of="contract.essai.ends_on"))
    renews = Place(PlaceKind.CONTRACT, "essai", (Intent("suite", suite, act=send("prolonger", term=Given(1))),))
    honest = model(scenario(signs, renews))
    workflow = counter().workflow
    wrong = replace(workflow, contracts={"essai": replace(workflow.contracts["essai"], renewals=5)})

    renewals = [
        sum(line.kind == "renewed" for line in played(each))
        for each in (honest, replace(honest, program=prepare(wrong)))
    ]

    assert renewals == [2, 5]


def test_an_option_that_does_not_hold_gives_way() -> None:
    picky = Option("conseiller", 1.0, Intent("conseiller", act=send("conseiller")), "dossier.ventes > 5.0", "partir")
    other = Option("partir", 0.0, Intent("partir", act=send("partir")))
    place = stage("attente", Intent("suite", choice=Choice(site("suite"), (picky, other))))

    def first(sales: float) -> str:
        lines = played(model(scenario(place), dossier={"ventes": Given(sales)}))
        return [line.name for line in lines if line.kind == "sent"][1]

    assert (first(6.0), first(5.0)) == ("conseiller", "partir")


def test_what_waits_for_a_condition_goes_when_it_holds() -> None:
    sells = Intent(
        "ventes",
        every=Duration(months=1),
        act=send("noter", ventes=Moved("ventes", plus=draw("plus", Shape.FIXED, 400.0))),
    )
    waits = Intent("admission", Moment(awaits="dossier.ventes >= parameter.seuil"), act=send("admettre"))
    here = stage("attente", Intent("conseil", act=send("conseiller")))

    lines = played(model(scenario(here, stage("conseil", sells, waits), day=date(2026, 1, 31))))

    # 400 at the end of each month: 28 February, 31 March, 30 April; 1,200 passes the bar.
    assert said(lines, "wrote", "left") == [
        "2026-02-28 12:00 0 wrote ventes 400.0",
        "2026-03-31 12:00 0 wrote ventes 800.0",
        "2026-04-30 12:00 0 wrote ventes 1200.0",
        "2026-04-30 12:00 0 left admis",
    ]


def test_a_guard_refuses_and_the_log_says_which() -> None:
    here = stage("attente", Intent("conseil", act=send("conseiller")))
    tries = stage("conseil", Intent("admission", after(days(1)), act=send("admettre")))

    lines = played(model(scenario(here, tries), dossier={"ventes": Given(10.0)}))

    assert said(lines, "refused") == ["2026-01-06 12:00 0 refused admettre ventes"]


def test_tasks_are_done_and_tracks_move_by_themselves() -> None:
    here = stage("attente", Intent("conseil", act=send("conseiller")))
    then = stage("conseil", Intent("essai", after(days(10)), act=send("essayer")))
    task = Place(PlaceKind.TASK, "bilan", (Intent("fait", after(days(3)), act=FinishTask()),))
    track = Place(PlaceKind.TRACK, "apprentissage.cours", (Intent("fin", after(days(30)), act=send("apprendre")),))

    lines = played(model(scenario(here, then, task, track)))

    assert said(lines, "task", "track") == [
        "2026-01-05 12:00 0 task bilan opened",
        "2026-01-08 12:00 0 task bilan done",
        "2026-01-15 12:00 0 track apprentissage cours",
        "2026-02-14 12:00 0 track apprentissage appris",
    ]


def test_money_is_counted_at_each_end_of_month() -> None:
    place = stage("attente", Intent("depart", after(days(40)), act=send("partir")))
    flows = (Flow("part", "Part", ("attente",), "dossier.ventes * 0.1"),)

    lines = played(model(scenario(place, day=date(2026, 1, 20)), flows=flows, dossier={"ventes": Given(1234.5)}))

    assert said(lines, "earned") == [
        "2026-01-31 23:59 0 earned part 12345",
        "2026-02-28 23:59 0 earned part 12345",
    ]


def test_fields_may_be_written_by_hand() -> None:
    place = stage("attente", Intent("vente", after(days(1)), act=WriteFields({"ventes": Given(7.0)})))

    assert said(played(model(scenario(place))), "wrote") == ["2026-01-06 12:00 0 wrote ventes 7.0"]


def test_a_date_already_past_is_now_and_an_empty_one_never_comes() -> None:
    past = stage("attente", Intent("conseil", Moment(on=DateRule(of="dossier.atelier")), act=send("conseiller")))

    early = played(model(scenario(past), dossier={"atelier": Given(date(2026, 1, 2))}))
    never = played(model(scenario(past)))

    assert said(early, "sent")[1] == "2026-01-05 12:00 0 sent conseiller"
    assert [line.name for line in never if line.kind == "sent"] == ["venir"]


def test_the_same_key_gives_the_same_log_and_another_one_another() -> None:
    random = model(
        scenario(
            stage(
                "attente",
                Intent(
                    "suite",
                    after(draw("attente", Shape.EXPONENTIAL, 9000)),
                    choice=choose("s", {"conseiller": 0.5, "partir": 0.5}),
                ),
            ),
            people=20,
        )
    )

    assert played(random, seed=7, replication=3) == played(random, seed=7, replication=3)
    assert len({tuple(played(random, seed=seed, replication=rank)) for seed in (7, 8) for rank in (0, 1)}) == 4


def test_one_person_more_moves_nobody_else() -> None:
    place = stage("attente", Intent("depart", after(draw("attente", Shape.EXPONENTIAL, 9000)), act=send("partir")))
    spread = Arrival("venues", send("venir"), Listed((date(2026, 1, 5),), 5), site("venues"))
    more = replace(spread, flow=Listed((date(2026, 1, 5),), 6))

    few = played(model(scenario(place), arrivals=(spread,)))
    many = played(model(scenario(place), arrivals=(more,)))

    assert [line for line in many if line.case < 5] == few


def test_people_spread_over_a_time_come_as_many_as_are_asked_for() -> None:
    spread = Arrival("venues", send("venir"), Spread(100 * 1440.0), site("venues"))

    arrived = [
        line.minute for line in played(model(scenario(), arrivals=(spread,)), cases=400) if line.kind == "arrived"
    ]

    assert len(arrived) == 400
    # 400 exponential gaps of a quarter of a day: their sum is 100 days, give or take 5 (one sigma).
    assert 75 * 1440 < arrived[-1] - arrived[0] < 125 * 1440


def test_drawn_numbers_stay_within_their_bounds() -> None:
    wild = {"ventes": Drawn(draw("ventes", Shape.NORMAL, 0.0, 1000.0), least=0.0, most=50.0)}
    seen = stage("attente", Intent("vente", after(days(1)), act=WriteFields({"ventes": Moved("ventes")})))

    sold = [line.detail for line in played(model(scenario(seen, people=30), dossier=wild)) if line.kind == "wrote"]

    assert {"0.0", "50.0"} <= set(sold)


def test_a_booked_day_goes_into_the_dossier() -> None:
    session = {"ateliers": Session("ateliers", "Ateliers", WORKSHOPS, time(14))}
    place = stage(
        "attente",
        Intent("choix", act=WriteFields({"atelier": Seated("ateliers")})),
        Intent("venue", Moment(after=(days(1),), on=DateRule(of="dossier.atelier"), at=time(9)), act=send("partir")),
    )

    lines = played(model(scenario(place), sessions=session))

    assert said(lines, "booked", "left") == [
        "2026-01-05 12:00 0 booked ateliers 2026-01-20",
        "2026-01-20 09:00 0 left parti",
    ]


def test_a_unit_is_given_back_when_what_it_was_for_is_refused() -> None:
    place = stage("attente", Intent("admission", asking=Asking("bureau"), act=send("admettre")))

    lines = played(model(scenario(place), resources=DESK))

    assert said(lines, "granted", "refused", "released") == [
        "2026-01-05 12:00 0 granted bureau",
        "2026-01-05 12:00 0 refused admettre stage",
        "2026-01-05 12:00 0 released bureau",
    ]


def test_a_unit_is_given_back_by_whoever_a_deadline_takes_away() -> None:
    desk = {"bureau": Resource("bureau", "Bureau", 1, ("attente",))}
    notes = Intent("note", asking=Asking("bureau"), act=WriteFields({"ventes": Given(1.0)}))

    lines = played(model(scenario(stage("attente", notes)), resources=desk))

    assert said(lines, "granted", "released") == [
        "2026-01-05 12:00 0 granted bureau",
        "2026-07-06 00:00 0 released bureau",
    ]


def test_guards_read_the_personal_fields_of_the_simulated() -> None:
    here = stage("attente", Intent("conseil", act=send("conseiller")))
    tries = stage("conseil", Intent("essai", act=send("essayer")))
    lapsed = {"badge": Given(Validity(date(2020, 1, 1), date(2025, 12, 31)))}

    assert said(played(model(scenario(here, tries), dossier=lapsed)), "refused") == [
        "2026-01-05 12:00 0 refused essayer badge"
    ]
    valid = {"badge": Given(Validity(date(2020, 1, 1), date(2026, 12, 31)))}
    for known in ({}, valid):
        assert said(played(model(scenario(here, tries), dossier=known)), "refused") == []


def test_a_contract_that_comes_to_its_end_has_missed_nothing() -> None:
    signs = stage("attente", Intent("essai", act=send("essayer", term=Given(1))))

    lines = played(model(scenario(signs)))

    assert said(lines, "missed", "passed") == ["2026-02-05 00:00 0 passed essai.terme fire 0 0"]


def test_a_deadline_that_fires_and_moves_nobody_is_missed() -> None:
    lines = played(model(scenario(stage("attente", Intent("conseil", act=send("conseiller"))))))

    assert said(lines, "missed", "passed") == [
        "2026-02-06 00:00 0 passed conseil.rappel fire 0 0",
        "2026-02-06 00:00 0 missed conseil.rappel",
    ]


def test_what_is_known_on_arrival_and_what_waits_for_its_day_are_no_events() -> None:
    later = Dated(DateRule(Duration(days=10)))
    signs = stage("attente", Intent("essai", act=send("essayer", starts_on=later, term=Given(1))))

    lines = played(model(scenario(signs), dossier={"ventes": Given(3.0)}, ends=date(2026, 2, 1)))

    assert said(lines) == [
        "2026-01-05 12:00 0 arrived venues 0",
        "2026-01-05 12:00 0 sent venir",
        "2026-01-05 12:00 0 entered attente",
        "2026-01-05 12:00 0 sent essayer",
        "2026-01-05 12:00 0 signed essai 2026-01-15/2026-02-14",
        "2026-01-15 00:00 0 entered essai",
        "2026-01-15 00:00 0 track apprentissage cours",
    ]


def test_a_contract_is_a_place_from_its_first_day() -> None:
    later = Dated(DateRule(Duration(days=10)))
    signs = stage("attente", Intent("essai", act=send("essayer", starts_on=later)))
    sells = Place(PlaceKind.CONTRACT, "essai", (Intent("vente", after(days(1)), act=send("noter", ventes=Given(5.0))),))

    lines = played(model(scenario(signs, sells)))

    assert said(lines, "wrote") == ["2026-01-16 00:00 0 wrote ventes 5.0"]


def test_what_is_done_is_not_done_twice() -> None:
    here = stage("attente", Intent("conseil", act=send("conseiller")))
    slow = Intent("rappel", after(days(5)), act=FinishTask())
    task = Place(PlaceKind.TASK, "bilan", (Intent("fait", after(days(3)), act=FinishTask()), slow))

    lines = played(model(scenario(here, task)))

    assert said(lines, "task", "refused") == [
        "2026-01-05 12:00 0 task bilan opened",
        "2026-01-08 12:00 0 task bilan done",
    ]


def test_a_track_that_ends_with_the_case_takes_its_intents_along() -> None:
    signs = stage("attente", Intent("essai", act=send("essayer")))
    leaves = stage("essai", Intent("depart", after(days(5)), act=send("partir")))
    learns = Place(PlaceKind.TRACK, "apprentissage.cours", (Intent("fin", after(days(30)), act=send("apprendre")),))

    lines = played(model(scenario(signs, leaves, learns)))

    assert said(lines, "track", "sent", "refused")[-3:] == [
        "2026-01-05 12:00 0 track apprentissage cours",
        "2026-01-10 12:00 0 sent partir",
        "2026-01-10 12:00 0 track apprentissage",
    ]


def test_nobody_means_anything_once_gone() -> None:
    leaves = stage("attente", Intent("depart", act=send("partir")))
    ghost = stage("parti", Intent("retour", after(days(1)), act=send("venir")))

    assert said(played(model(scenario(leaves, ghost))), "sent") == [
        "2026-01-05 12:00 0 sent venir",
        "2026-01-05 12:00 0 sent partir",
    ]


def test_the_coming_midnight_is_that_very_one_or_the_next() -> None:
    # 29 March 2026 has 23 hours in Paris; its midnight is 23:00 UTC the day before.
    midnight = at_day(date(2026, 3, 29), time(), "Europe/Paris")

    assert midnight == minute_of(datetime(2026, 3, 28, 23, tzinfo=UTC))
    assert coming_midnight(midnight, "Europe/Paris") == date(2026, 3, 29)
    assert coming_midnight(midnight + 1, "Europe/Paris") == date(2026, 3, 30)
    assert coming_midnight(midnight + 23 * 60, "Europe/Paris") == date(2026, 3, 30)


def test_a_term_is_cut_to_what_is_left() -> None:
    length = Chosen(site("terme"), (6, 3), (1.0, 0.0), at_most="4 - contract.essai.total_months")
    signs = stage("attente", Intent("essai", act=send("essayer", term=length)))

    assert said(played(model(scenario(signs))), "signed") == ["2026-01-05 12:00 0 signed essai 2026-01-05/2026-05-04"]


def test_a_whole_number_is_the_nearest_one() -> None:
    drawn = {"visites": Drawn(draw("visites", Shape.FIXED, 2.6))}
    place = stage("attente", Intent("visite", after(days(1)), act=WriteFields({"visites": Moved("visites")})))

    assert said(played(model(scenario(place), dossier=drawn)), "wrote") == ["2026-01-06 12:00 0 wrote visites 3"]


def test_people_come_at_the_rate_of_each_month() -> None:
    # A hundred a month, none in February, twice as many in March; arrivals stop with April.
    months = (1.0, 0.0, 2.0, *(1.0,) * 9)
    rate = Arrival("venues", send("venir"), Rate(100.0, 365.25 / 12 * 1440, months), site("venues"))

    lines = played(model(scenario(), arrivals=(rate,), arrivals_end=date(2026, 5, 1)))

    seen = Counter(instant_of(line.minute).month for line in lines if line.kind == "arrived")
    assert set(seen) == {1, 3, 4}
    # Four sigmas of a Poisson count.
    for month, expected in ((1, 102), (3, 204), (4, 99)):
        assert abs(seen[month] - expected) < 4 * expected**0.5


def test_months_alike_change_nothing() -> None:
    rate = Arrival("venues", send("venir"), Rate(100.0, 30.0 * 1440), site("venues"))
    said_by_month = replace(rate, flow=Rate(100.0, 30.0 * 1440, (1.0,) * 12))

    one, two = (played(model(scenario(), arrivals=(each,))) for each in (rate, said_by_month))

    arrived = [line.minute for line in one if line.kind == "arrived"]
    assert len(arrived) > 1000
    # A minute more or less: sums cut at the ends of months are not added in the same order.
    for early, late in zip(arrived, (line.minute for line in two if line.kind == "arrived"), strict=True):
        assert abs(early - late) <= 1


def test_what_is_kept_of_somebody_gone_is_no_event() -> None:
    lines = played(model(scenario(stage("attente", Intent("depart", act=send("partir"))))))

    assert said(lines)[-1] == "2026-01-05 12:00 0 left parti"


def test_streams_are_merged_in_order_of_time() -> None:
    late, early = (
        Arrival(name, send("venir"), Listed((day,), 2), site(name))
        for name, day in (("tard", date(2026, 3, 1)), ("tot", date(2026, 2, 1)))
    )

    lines = played(model(scenario(), arrivals=(late, early)))

    assert said(lines, "arrived") == [
        "2026-02-01 12:00 0 arrived tot 0",
        "2026-02-01 12:00 1 arrived tot 1",
        "2026-03-01 12:00 2 arrived tard 0",
        "2026-03-01 12:00 3 arrived tard 1",
    ]


def test_the_money_of_the_last_month_is_counted() -> None:
    flows = (Flow("part", "Part", ("attente",), "1.0"),)

    lines = played(model(scenario(), flows=flows, ends=date(2026, 3, 1)))

    assert said(lines, "earned") == ["2026-01-31 23:59 0 earned part 100", "2026-02-28 23:59 0 earned part 100"]


def test_money_stops_with_the_stage_and_with_the_case() -> None:
    here = stage("attente", Intent("conseil", after(days(20)), act=send("conseiller")))
    leaves = stage("conseil", Intent("depart", after(days(40)), act=send("partir")))
    flows = (Flow("part", "Part", ("conseil", "parti"), "10.005"),)

    lines = played(model(scenario(here, leaves, day=date(2026, 1, 20)), flows=flows))

    # In `conseil` from 9 February to 21 March; what is said of a final stage counts for nobody.
    assert said(lines, "earned") == ["2026-02-28 23:59 0 earned part 1001"]


def test_the_last_day_is_excluded() -> None:
    place = stage("attente", Intent("conseil", after(days(1.5)), act=send("conseiller")))

    assert said(played(model(scenario(place), ends=date(2026, 1, 7))), "entered") == [
        "2026-01-05 12:00 0 entered attente"
    ]
