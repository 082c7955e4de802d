"""Forecasts worked by hand or in closed form, and one compared with lives that really went on."""

import math
from collections import Counter
from collections.abc import Container, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from multiprocessing import get_context

import pytest

from caseloads import lived, registry
from parcours.calendar.duration import Duration
from parcours.calendar.rule import DateRule
from parcours.runtime.opening import Entrance, start
from parcours.simulation.caseload import Asked, read_caseload
from parcours.simulation.continuing import alone, continued
from parcours.simulation.forecast import Chance, Dates, Question, forecast, quantile
from parcours.simulation.log import Line, LineKind
from parcours.simulation.model import Model
from parcours.simulation.reference.run import run
from parcours.simulation.scenario.intents import Asking, Choice, Intent, Moment, Option, Place, PlaceKind
from parcours.simulation.scenario.scenario import Assumption
from parcours.simulation.scenario.supply import Arrival, Rate, Resource
from parcours.simulation.scenario.values import Shape
from parcours.simulation.start import Start
from simulated import after, choose, days, draw, model, scenario, send, site, stage

DAY = 1440


def at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def people(of: Model, count: int, since: str, now: str) -> Start:
    """So many people, a minute apart, in the first stage since a day."""
    with registry(of) as house:
        for person in range(count):
            house.clock.set(at(since).replace(minute=person))
            start(house.engine, Entrance(of.definition, f"P-{person}"), "venir", {})
        with house.engine.store.reading() as reader:
            return read_caseload(reader, of, Asked("comptoir", at(now), b"k")).start


def asked(number: int = 0, replications: int = 5, ends: date = date(2027, 1, 1), **more: bool) -> Question:
    return Question(number, ends, replications, **more)


def test_where_nothing_varies_the_dates_are_those_of_a_calendar() -> None:
    of = model(
        scenario(
            stage("attente", Intent("conseil", after(days(40)), act=send("conseiller"))),
            stage("conseil", Intent("depart", after(Duration(months=2)), act=send("partir"))),
        )
    )

    found = forecast(of, people(of, 1, "2026-01-05", "2026-01-20"), asked())

    # 5 January and 40 days: 14 February; and two months: 14 April.
    february, april = date(2026, 2, 14), date(2026, 4, 14)
    assert found.stages == (
        Chance("conseil", 1.0, Dates(february, february, february)),
        Chance("parti", 1.0, Dates(april, april, april)),
    )
    assert found.outcomes == {"parti": 1.0}
    assert (found.begins, found.ends, found.replications) == (date(2026, 1, 20), date(2027, 1, 1), 5)


def test_the_risk_of_a_deadline_is_that_of_outlasting_it() -> None:
    waits = draw("attente", Shape.EXPONENTIAL, 120.0 * DAY)
    of = model(scenario(stage("attente", Intent("conseil", after(waits), act=send("conseiller")))))

    found = forecast(of, people(of, 1, "2026-01-05", "2026-03-31"), asked(replications=2000))

    # The deadline fires at the end of 5 July: 97 days after 31 March at midnight, whatever has passed before.
    risk = next(each for each in found.deadlines if each.name == "attente.oubli")
    assert risk.share == pytest.approx(math.exp(-97 / 120), abs=3 * 0.5 / math.sqrt(2000))
    assert risk.dates == Dates(date(2026, 7, 6), date(2026, 7, 6), date(2026, 7, 6))
    assert [each.name for each in found.stages] == ["conseil", "parti"]
    # The median of those who make it: half of 1 - exp(-97/120) is at 120 × ln(1 / (1 - 0.5 × 0.5544)) = 39.0 days.
    assert found.stages[0].dates is not None
    assert abs((found.stages[0].dates.middle - date(2026, 3, 31)).days - 39) <= 4


def test_an_armed_deadline_that_nobody_misses_is_told_at_no_risk() -> None:
    of = model(scenario(stage("attente", Intent("conseil", after(days(40)), act=send("conseiller")))))

    found = forecast(of, people(of, 1, "2026-01-05", "2026-01-20"), asked())

    assert Chance("attente.oubli", 0.0, None) in found.deadlines


def test_alone_nobody_waits_and_among_the_others_one_does() -> None:
    desk = {"bureau": Resource("bureau", "Bureau", 1, ("conseil",))}
    of = model(
        scenario(
            stage("attente", Intent("conseil", after(days(10)), asking=Asking("bureau"), act=send("conseiller"))),
            stage("conseil", Intent("depart", after(days(30)), act=send("partir"))),
        ),
        resources=desk,
    )
    there = people(of, 3, "2026-01-05", "2026-01-10")

    together, by_itself = (forecast(of, there, asked(2, alone=alone)) for alone in (False, True))

    # The third is served after two times thirty days: 15 January, 14 February, 16 March.
    assert [each.stages[0].dates.middle for each in (together, by_itself) if each.stages[0].dates] == [
        date(2026, 3, 16),
        date(2026, 1, 15),
    ]
    assert (together.alone, by_itself.alone) == (False, True)


def test_alone_nobody_comes_after_them() -> None:
    of = model(scenario(people=3, day=date(2026, 2, 1)))
    there = people(of, 2, "2026-01-05", "2026-01-10")

    cases = {line.case for line in run(alone(of, there, 1)[0], start=alone(of, there, 1)[1])}

    assert cases == {0}


def test_assumptions_weigh_by_the_time_spent_where_they_play() -> None:
    of = model(
        scenario(
            stage("attente", Intent("conseil", after(days(40)), act=send("conseiller"))),
            stage("conseil", Intent("depart", after(days(100)), act=send("partir"))),
        ),
        assumptions=(
            Assumption("stages.attente.conseil.after.0.fixed", "fixed: 40 jours"),
            Assumption("stages.attente.conseil.other", "1", "S:64"),
            Assumption("stages.conseil.depart.after.0.fixed", "fixed: 100 jours"),
            Assumption("stages.essai.fin.after.0.fixed", "fixed: 9 jours"),
        ),
    )

    found = forecast(of, people(of, 1, "2026-01-05", "2026-01-20"), asked())

    # 25 days are left of the forty; the third stage is never seen.
    assert [(each.spot, each.days, [one.said for one in each.assumptions]) for each in found.weights] == [
        (("stages", "conseil"), 100.0, ["fixed: 100 jours"]),
        (("stages", "attente"), 25.0, ["fixed: 40 jours"]),
    ]


@pytest.mark.parametrize(("share", "expected"), [(0.1, 1), (0.5, 5), (0.9, 9), (1.0, 10)])
def test_a_quantile_is_one_of_the_values(share: float, expected: int) -> None:
    assert quantile(range(1, 11), share) == expected


def living() -> Model:
    """People who come at random, wait, try, prolong or not, and leave; nothing here is fixed."""
    suite = Moment(on=DateRule(Duration(days=5), backwards=True, of="contract.essai.ends_on"))
    halves = Choice(
        site("s"),
        (Option("oui", 0.5, Intent("oui", act=send("prolonger"))), Option("non", 0.5, Intent("non"))),
    )
    return model(
        scenario(
            stage(
                "attente",
                Intent("conseil", after(draw("w", Shape.LOGNORMAL, 30.0 * DAY, 0.7)), act=send("conseiller")),
                Intent("depart", after(draw("l", Shape.EXPONENTIAL, 200.0 * DAY)), act=send("partir")),
            ),
            stage(
                "conseil",
                Intent(
                    "essai",
                    after(draw("e", Shape.TRIANGULAR, 5.0 * DAY, 20.0 * DAY, 90.0 * DAY)),
                    choice=choose("e2", {"essayer": 0.7, "partir": 0.3}),
                ),
            ),
            stage(
                "bilan_final", Intent("depart", after(draw("b", Shape.UNIFORM, 0.0, 30.0 * DAY)), act=send("partir"))
            ),
            Place(
                PlaceKind.CONTRACT,
                "essai",
                (Intent("suite", suite, choice=halves),),
            ),
        ),
        arrivals=(Arrival("venues", send("venir"), Rate(150, 365.0 * DAY), site("venues")),),
    )


def reached(lines: Iterable[Line], cases: Container[int], since: int) -> Counter[tuple[int, str]]:
    """Who of those came to which stage later, or renewed, at least once."""
    return Counter(
        {
            (line.case, line.name): 1
            for line in lines
            if line.case in cases and line.minute > since and line.kind in {LineKind.ENTERED, LineKind.RENEWED}
        }
    )


def test_shares_are_those_of_lives_that_really_went_on() -> None:
    of, now, ends, replications = living(), at("2026-09-01"), date(2027, 1, 1), 6
    truth, expected, variance = Counter[str](), Counter[str](), Counter[str]()
    for seed in range(3):
        life = lived(of, now, seed=seed)
        with registry(of) as house:
            house.replay(life)
            with house.engine.store.reading() as reader:
                there = read_caseload(reader, of, Asked("comptoir", now, b"k")).start
        moved = continued(of, there, ends)
        since = there.minute
        went_on = run(replace(of, scenario=replace(of.scenario, ends=ends)), seed=seed)
        truth.update(name for _, name in reached(went_on, life.cases, since))
        people_there = range(len(there.entrants))
        chances = Counter[tuple[int, str]]()
        for replication in range(replications):
            chances.update(reached(run(moved, start=there, seed=99, replication=replication), people_there, since))
        for (_, name), count in chances.items():
            expected[name] += count / replications
            variance[name] += count / replications * (1 - count / replications)

    assert set(truth) == {"conseil", "essai", "bilan_final", "parti"}
    # Those who were there, three times: what came of them is within three sigma of what was forecast.
    for name, count in truth.items():
        assert count > 20
        assert abs(count - expected[name]) < 3 * math.sqrt(variance[name] * (1 + 1 / replications)), name


@pytest.mark.processes
def test_other_processes_give_the_same_answer() -> None:
    of = living()
    there = people(of, 3, "2026-01-05", "2026-01-20")
    heard: list[int] = []

    here = forecast(of, there, asked(1, 6), progress=heard.append)
    with ProcessPoolExecutor(2, get_context("spawn")) as executor:
        elsewhere = forecast(of, there, asked(1, 6), executor)

    assert elsewhere == here
    assert heard == [1, 2, 3, 4, 5, 6]
