"""The figures of the story of `measured`, each worked by hand."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from measured import DAY, FRAME, STORY, K, line
from parcours.model.workflow import Contract, Stage, Workflow
from parcours.simulation.log import Line
from parcours.simulation.measures.fold import measure
from parcours.simulation.measures.frame import Frame, frame_of
from parcours.simulation.measures.kpis import kpis
from parcours.simulation.measures.level import Level
from parcours.simulation.measures.replica import Durations, Held, Reached, Replica, Supply, together
from parcours.simulation.measures.series import series
from parcours.simulation.scenario.scenario import Scenario

PETIT = Workflow(
    id="petit",
    cae="petit",
    title="Petit",
    hash="",
    roles={},
    events={},
    stages={
        "accueil": Stage("accueil", "Accueil"),
        "fin": Stage("fin", "Fin", final=True, outcome="reussite"),
    },
    entry={},
    contracts={"essai": Contract("essai", "Essai", kind="autre", renewals=2)},
)


@pytest.fixture(scope="module")
def replica() -> Replica:
    return measure(STORY, FRAME, 4)


def days(*numbers: int) -> tuple[int, ...]:
    return tuple(number * DAY for number in numbers)


def test_who_came_before_the_window_is_no_arrival_of_it(replica: Replica) -> None:
    assert (replica.replication, replica.people, replica.arrivals, replica.lines) == (4, 4, 3, len(STORY))


def test_a_stage_is_reached_by_those_who_arrived_in_the_window(replica: Replica) -> None:
    # suivi: case 1 after 2 days, case 3 after 1. fin: case 2 after 2 days, case 3 after 21.
    assert replica.reached == {
        "accueil": Reached(3, 0),
        "suivi": Reached(2, 3 * DAY),
        "fin": Reached(2, 23 * DAY),
    }
    assert replica.outcomes == {"reussite": 1, "abandon": 1}


def test_people_are_counted_where_they_stand_whenever_they_came(replica: Replica) -> None:
    # accueil: case 0 two days of the window, case 1 two, case 2 two, case 3 one.
    # suivi, to day 20: 8 + 7 + 5; then 10 (case 0), 20 (case 1), 15 (case 3).
    assert replica.stages["accueil"].areas == days(7, 0)
    assert replica.stages["suivi"].areas == days(20, 45)
    assert "fin" not in replica.stages


def test_a_stay_is_that_of_who_began_it_in_the_window(replica: Replica) -> None:
    assert replica.stages["accueil"].stays == Durations({1: 1, 2: 2}, {})
    # Case 0 from 12 to 30, case 3 from 15 to 35; case 1, there since 13, is still there on day 40.
    assert replica.stages["suivi"].stays == Durations({18: 1, 20: 1}, {27: 1})


def test_a_queue_is_measured_from_asking_to_the_answer(replica: Replica) -> None:
    assert replica.resources["bureau"] == Supply(
        queue=days(5, 0),  # 11-13, 12-14, 14-15
        in_use=days(3, 0),  # 13-15, 15-16
        asked=3,
        granted=2,
        reneged=1,
        minutes=3 * DAY,
        longest=2,
        waits=Durations({1: 1, 2: 1}, {2: 1}),
    )


def test_contracts_are_counted_with_those_that_can_be_renewed_no_more(replica: Replica) -> None:
    assert replica.contracts["essai"] == Held(days(5, 15), days(0, 10), signed=1, renewed=1, reached_last=1)
    assert replica.contracts["sans_fin"] == Held((0, 0), (0, 0))


def test_money_and_refusals_count_from_the_window_on(replica: Replica) -> None:
    assert replica.money == {"apport": (1250, 250)}
    assert replica.refusals == {"G1": 1, "G2": 1}
    assert replica.counts["missed"] == {"suivi.visite": 1}
    assert replica.counts["task"] == {"bilan/opened": 1}
    assert replica.counts["left"] == {"abandon": 1, "reussite": 2}


def test_every_figure_has_a_name_a_label_and_a_value(replica: Replica) -> None:
    found = {kpi.id: kpi.value(replica, FRAME) for kpi in kpis(FRAME, [replica])}
    assert found == pytest.approx(
        {
            "run.arrivals": 3,
            "stages.accueil.reached": 1,
            "stages.accueil.days": 0,
            "stages.accueil.people": 7 / 30,
            "stages.suivi.reached": 2 / 3,
            "stages.suivi.days": 1.5,
            "stages.suivi.people": 65 / 30,
            "stages.fin.reached": 2 / 3,
            "stages.fin.days": 11.5,
            "stages.fin.people": None,
            "outcomes.reussite.share": 1 / 3,
            "outcomes.abandon.share": 1 / 3,
            "resources.bureau.asked": 3,
            "resources.bureau.wait": 1.5,
            "resources.bureau.waited": 1,
            "resources.bureau.reneged": 1 / 3,
            "resources.bureau.queue": 5 / 30,
            "resources.bureau.longest": 2,
            "resources.bureau.in_use": 3 / 30,
            "resources.bureau.hours": 72,
            "resources.bureau.utilisation": 3 / 30,
            "contracts.essai.running": 20 / 30,
            "contracts.essai.signed": 1,
            "contracts.essai.renewed": 1,
            "contracts.essai.reached_last": 1,
            "contracts.essai.last": 10 / 30,
            "contracts.sans_fin.running": 0,
            "contracts.sans_fin.signed": 0,
            "contracts.sans_fin.renewed": 0,
            "contracts.sans_fin.reached_last": None,
            "contracts.sans_fin.last": None,
            "flows.apport.euros": 15,
            "refusals.G1.number": 1,
            "refusals.G2.number": 1,
            "missed.suivi.visite.number": 1,
        }
    )


def test_what_cannot_be_divided_has_no_value() -> None:
    empty = measure((), FRAME, 0)
    found = {kpi.id: kpi.value(empty, FRAME) for kpi in kpis(FRAME, [empty])}
    nothing = {name for name, value in found.items() if value is None}
    assert nothing == {
        *(f"stages.{stage}.{name}" for stage in ("accueil", "suivi", "fin") for name in ("reached", "days")),
        "stages.fin.people",
        "outcomes.reussite.share",
        "outcomes.abandon.share",
        "resources.bureau.wait",
        "resources.bureau.waited",
        "resources.bureau.reneged",
        "contracts.sans_fin.reached_last",
        "contracts.sans_fin.last",
    }


def test_a_monthly_figure_is_a_mean_over_its_month_and_money_a_sum(replica: Replica) -> None:
    found = {each.id: each.values for each in series(replica, FRAME)}
    assert found["stages.suivi.people"] == (2.0, 2.25)
    assert found["resources.bureau.queue"] == (0.5, 0.0)
    assert found["contracts.essai.last"] == (0.0, 0.5)
    assert found["flows.apport.euros"] == (12.5, 2.5)


def test_who_is_served_at_once_makes_no_queue() -> None:
    lines = [line(11, 0, K.ASKED, "bureau"), line(11, 0, K.GRANTED, "bureau"), line(12, 0, K.RELEASED, "bureau")]
    supply = measure(lines, FRAME, 0).resources["bureau"]
    assert (supply.at_once, supply.granted, supply.longest, sum(supply.queue)) == (1, 1, 0, 0)
    assert supply.in_use == days(1, 0)


def test_who_moves_on_or_leaves_without_being_served_withdraws() -> None:
    lines = [
        line(11, 0, K.ASKED, "bureau"),
        line(12, 1, K.ASKED, "bureau"),
        line(13, 0, K.RENEGED, "bureau", "gone"),
        line(15, 1, K.LEFT, "abandon"),
        line(15, 1, K.RENEGED, "bureau", "gone"),
        line(39, 2, K.ASKED, "bureau"),
    ]
    supply = measure(lines, FRAME, 0).resources["bureau"]
    assert (supply.asked, supply.withdrawn, supply.reneged, supply.granted) == (3, 2, 0, 0)
    assert supply.queue == days(5, 1)
    assert supply.waits == Durations({}, {1: 1, 2: 1, 3: 1})


def test_a_demand_made_before_the_window_is_served_and_not_counted() -> None:
    lines = [line(9, 0, K.ASKED, "bureau"), line(11, 0, K.GRANTED, "bureau")]
    supply = measure(lines, FRAME, 0).resources["bureau"]
    assert (supply.asked, supply.granted, supply.minutes, supply.waits) == (0, 0, 0, Durations())
    assert (supply.queue, supply.in_use) == (days(1, 0), days(9, 20))


def test_what_happens_from_the_end_on_is_left_out() -> None:
    lines = [line(11, 0, K.ARRIVED, "porte"), line(11, 0, K.ENTERED, "accueil"), line(40, 0, K.LEFT, "abandon")]
    replica = measure(lines, FRAME, 0)
    assert (replica.lines, replica.outcomes["abandon"]) == (2, 0)
    assert replica.stages["accueil"].stays == Durations({}, {29: 1})


def test_a_person_who_comes_back_to_a_stage_reached_it_once_and_stayed_twice() -> None:
    lines = [
        line(11, 0, K.ARRIVED, "porte"),
        *(line(day, 0, K.ENTERED, stage) for day, stage in ((11, "accueil"), (13, "suivi"), (16, "accueil"))),
        line(20, 0, K.ENTERED, "suivi"),
    ]
    replica = measure(lines, FRAME, 0)
    assert replica.reached["suivi"] == Reached(1, 2 * DAY)
    assert replica.stages["accueil"].stays == Durations({2: 1, 4: 1}, {})
    assert replica.stages["suivi"].stays == Durations({3: 1}, {20: 1})


def test_a_second_contract_of_a_kind_begins_its_renewals_anew() -> None:
    lines = [
        *(line(day, 0, kind, "essai") for day, kind in ((11, K.SIGNED), (12, K.RENEWED), (15, K.ENDED))),
        *(line(day, 0, kind, "essai") for day, kind in ((20, K.SIGNED), (25, K.ENDED))),
    ]
    assert measure(lines, FRAME, 0).contracts["essai"] == Held(
        days(4, 5), days(3, 0), signed=2, renewed=1, reached_last=1
    )


def test_a_contract_renewed_after_its_end_goes_on_with_the_renewals_it_has_used() -> None:
    frame = replace(FRAME, renewals={"essai": 2})
    lines = [
        *(line(day, 0, kind, "essai") for day, kind in ((11, K.SIGNED), (14, K.ENDED), (16, K.RENEWED))),
        *(line(day, 0, kind, "essai") for day, kind in ((18, K.ENDED), (22, K.RENEWED), (30, K.ENDED))),
    ]
    # It runs from 11 to 14, 16 to 18 and 22 to 30, the last time without a renewal left.
    assert measure(lines, frame, 0).contracts["essai"] == Held(
        days(5, 8), days(0, 8), signed=1, renewed=2, reached_last=1
    )


def test_stays_of_several_replications_add_up() -> None:
    both = together((Durations({1: 2, 5: 1}, {3: 1}), Durations({1: 1, 2: 4}, {3: 2, 9: 1})))
    assert both == Durations({1: 3, 2: 4, 5: 1}, {3: 3, 9: 1})


def test_a_level_counts_only_inside_its_bounds() -> None:
    level = Level((10, 20, 25))
    level.change(0, 3)
    level.change(12, -1)
    level.change(12, 5)
    level.change(12, -5)
    level.change(23, 4)
    level.until(99)
    # 10-12 at 3, 12-20 at 2; 20-23 at 2, 23-25 at 6.
    assert (level.areas, level.most) == ([22, 18], 6)


def test_lines_may_come_from_a_generator_and_are_not_kept() -> None:
    def endless() -> Iterator[Line]:
        for minute in range(50 * DAY):
            yield Line(minute, 0, K.SENT, "rien")
        raise AssertionError("the fold reads no further than its window")

    frame = Frame(bounds=(0, DAY), days=(date(1970, 1, 1),), stages=())
    assert measure(endless(), frame, 0).lines == DAY


def test_the_months_of_a_frame_are_those_of_its_zone() -> None:
    scenario = Scenario(
        id="essai",
        title="Essai",
        workflow="petit",
        begins=date(2025, 1, 1),
        ends=date(2026, 4, 15),
        arrivals_end=date(2026, 4, 15),
        people=1,
        arrivals=(),
        places=(),
        warm_up=date(2025, 11, 15),
    )
    frame = frame_of(scenario, PETIT, "Europe/Paris")
    assert frame.days == (date(2025, 11, 15), date(2025, 12, 1), *(date(2026, month, 1) for month in (1, 2, 3, 4)))
    # Midnight in Paris is 23:00 UTC of the day before in winter, 22:00 in summer: April 1st and 15th.
    assert frame.bounds[0] == (date(2025, 11, 15) - date(1970, 1, 1)).days * DAY - 60
    assert frame.ends == (date(2026, 4, 15) - date(1970, 1, 1)).days * DAY - 120
    # 16 days of November, December, January, February, March less the hour that clocks skip, 14 days of April.
    assert frame.months == (16 * DAY, 31 * DAY, 31 * DAY, 28 * DAY, 31 * DAY - 60, 14 * DAY)
    assert (frame.stages, frame.final, frame.outcomes) == (("accueil",), frozenset({"fin"}), ("reussite",))
    assert frame.renewals == {"essai": 2}
    assert frame.labels["stages"] == {"accueil": "Accueil", "fin": "Fin"}


def test_money_belongs_to_the_month_of_its_minute_and_none_to_the_end() -> None:
    told = [line(day, 0, K.EARNED, "apport", "100") for day in (10, 19.75, 20, 39.75, 40)]

    assert measure(told, FRAME, 0).money == {"apport": (200, 200)}
