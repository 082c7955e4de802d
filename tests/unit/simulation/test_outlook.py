"""The coming months of a counter where nothing varies, each figure worked by hand."""

from datetime import UTC, date, datetime

import pytest

from caseloads import registry
from parcours.calendar.rule import DateRule
from parcours.definition.loader import load_sources
from parcours.model.step import Assign
from parcours.runtime import commands
from parcours.runtime.opening import Entrance, start
from parcours.simulation.caseload import Asked, read_caseload
from parcours.simulation.loads import Team, loads, team_of
from parcours.simulation.log import Line, LineKind
from parcours.simulation.model import Model, ready
from parcours.simulation.outlook import Horizon, Outlook, Part, outlook
from parcours.simulation.scenario.intents import Intent, Moment, Place, PlaceKind
from parcours.simulation.scenario.supply import Flow
from parcours.simulation.scenario.values import Given
from parcours.simulation.start import Start
from simulated import COUNTER, after, days, scenario, send, stage

DAY = 1440


def at(day: str, hour: int = 0) -> datetime:
    return datetime.fromisoformat(day).replace(hour=hour, tzinfo=UTC)


def counter() -> Model:
    """A counter where each has an adviser. Two people come on 1 March; who tries renews each time it is allowed."""
    text = COUNTER.replace("roles: {accueil: {label: Accueil},", "roles: {accueil: {label: Accueil, per_case: true},")
    assert text != COUNTER
    suite = Moment(on=DateRule(of="contract.essai.ends_on"))
    plan = scenario(
        stage("attente", Intent("conseil", after(days(31)), act=send("conseiller"))),
        Place(PlaceKind.CONTRACT, "essai", (Intent("suite", suite, act=send("prolonger", term=Given(1))),)),
        people=2,
        day=date(2026, 3, 1),
    )
    flows = (Flow("part", "Part", ("essai",), "dossier.ventes * 0.1"),)
    return ready(
        load_sources({"comptoir.yaml": text}, "comptoir"),
        type(plan)(**{name: getattr(plan, name) for name in plan.__slots__} | {"flows": flows}),
    )


@pytest.fixture(scope="module")
def there() -> tuple[Model, Start]:
    """On 1 February: one waits since 15 January without an adviser, two are advised, one tries since 1 January."""
    of = counter()
    with registry(of) as house:

        def opens(day: str, person: str, adviser: str = "") -> str:
            house.clock.set(at(day))
            case = start(house.engine, Entrance(of.definition, person), "venir", {"ventes": "1000"}).case.id
            if adviser:
                commands.assign(house.engine, case, Assign("accueil", adviser))
            return case

        trying = opens("2026-01-01", "P-1", "anne")
        commands.send(house.engine, trying, "essayer", {"term": "1 mois"})
        for person, adviser in (("P-2", "anne"), ("P-3", "brieg")):
            case = opens("2026-01-02", person, adviser)
            commands.send(house.engine, case, "conseiller", {})
        opens("2026-01-15", "P-4")
        house.clock.set(at("2026-01-31", 12))
        commands.send(house.engine, trying, "prolonger", {"term": "1 mois"})
        with house.engine.store.reading() as reader:
            return of, read_caseload(reader, of, Asked("comptoir", at("2026-02-01"), b"k")).start


@pytest.fixture(scope="module")
def found(there: tuple[Model, Start]) -> Outlook:
    of, begun = there
    return outlook(of, begun, Horizon(date(2026, 7, 1), 2))


def means(found: Outlook, part: Part, about: str) -> list[float]:
    (figure,) = (each for each in found.of(part) if each.about == about)
    return [each.mean for each in figure.values]


def test_people_in_each_stage_month_by_month(found: Outlook) -> None:
    # The one who waits is advised on 15 February, after 14 of 28 days; the two of 1 March, at noon, on 1 April at noon.
    assert means(found, Part.STAGES, "attente") == pytest.approx([14 / 28, 2 * 30.5 / 31, 2 * 0.5 / 30, 0, 0])
    assert means(found, Part.STAGES, "conseil")[1:4] == pytest.approx([3, 3 + 2 * 29.5 / 30, 5])
    assert found.days == tuple(date(2026, month, 1) for month in (2, 3, 4, 5, 6))
    assert means(found, Part.ARRIVALS, "") == [2]


def test_contracts_at_their_last_renewal(found: Outlook) -> None:
    # January, renewed at noon of 31 January (before the start), then of 28 February (the last), ended on 31 March.
    assert means(found, Part.LAST, "essai") == [1]
    assert means(found, Part.CONTRACTS, "essai") == pytest.approx([0.5 / 28, 1, 0, 0, 0])


def test_money_goes_to_the_month_that_brought_it_in(found: Outlook) -> None:
    # 10 % of 1,000 for February and for March; on 1 April the contract is over.
    assert means(found, Part.FLOWS, "part") == [100, 100, 0, 0, 0]


def test_deadlines_missed_are_counted_once_whoever_misses_them(found: Outlook) -> None:
    # A month after their advice, all five of them: on 2 February (two), 15 March, and 1 May (the two who come).
    assert {each.about: each.values[0].mean for each in found.of(Part.REACHED)} == {"conseil.rappel": 5}


def test_the_new_are_shared_and_the_others_keep_their_adviser(found: Outlook) -> None:
    # Anne's two, one of whom leaves her trial on 1 April for a review that is still hers; Brieg's one. The one who
    # waits has nobody until advised on 15 February; nor have the two of March until 1 April at noon.
    anne, brieg = (means(found, Part.LOADS, f"accueil.{name}") for name in ("anne", "brieg"))

    assert brieg == pytest.approx([1 + 0.5 * 14 / 28, 1.5, 1.5 + 29.5 / 30, 2.5, 2.5])
    assert anne == pytest.approx([each + 1 for each in brieg])


def test_a_team_is_read_from_those_who_are_there(there: tuple[Model, Start]) -> None:
    team = team_of("accueil", there[1].entrants)

    assert (team.members, team.stages) == (("anne", "brieg"), {"conseil", "essai"})
    assert sorted(team.holders.values()) == ["anne", "anne", "brieg"]


def test_a_load_ends_when_the_person_leaves() -> None:
    team = Team("accueil", {0: "anne"}, ("anne", "brieg"), frozenset({"conseil"}))
    lines = [
        Line(-5, 0, LineKind.ENTERED, "attente"),
        Line(0, 1, LineKind.ENTERED, "attente"),
        Line(10, 1, LineKind.ENTERED, "conseil"),
        Line(20, 0, LineKind.ENTERED, "parti"),
        Line(20, 0, LineKind.LEFT, "parti"),
        Line(30, 1, LineKind.ENTERED, "attente"),
    ]

    # Anne has the first for 20 of 40 minutes; the other is in a stage where people have somebody for 20, shared.
    assert loads(lines, team, [0, 40]) == {"anne": (0.75,), "brieg": (0.25,)}
