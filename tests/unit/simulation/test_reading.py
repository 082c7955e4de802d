"""A scenario's file becomes the scenario it says; expected values are worked out by hand."""

import datetime
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from parcours.calendar.duration import Duration
from parcours.calendar.rule import DateRule
from parcours.definition.build.digest import digest_of
from parcours.errors import DefinitionError, UsageError
from parcours.model.fields import Validity
from parcours.resources import folder
from parcours.simulation.reading.loader import examine_scenario, read_scenario
from parcours.simulation.scenario.intents import (
    NOON,
    Asking,
    FinishTask,
    Intent,
    Moment,
    Place,
    PlaceKind,
    SendEvent,
    WriteFields,
)
from parcours.simulation.scenario.scenario import Assumption, Scenario
from parcours.simulation.scenario.supply import Rate, Spread
from parcours.simulation.scenario.values import (
    Chosen,
    Dated,
    Distribution,
    Draw,
    Drawn,
    Given,
    Moved,
    Seated,
    Shape,
    Site,
)

GOLDEN = Path(__file__).parents[2] / "golden" / "of_scenarios"
A_DAY = 24 * 60


@pytest.fixture(scope="module")
def base() -> Scenario:
    return read_scenario("base", (GOLDEN,))[0]


def place(scenario: Scenario, kind: PlaceKind, name: str) -> Place:
    return next(each for each in scenario.places if (each.kind, each.name) == (kind, name))


def site(path: str) -> Site:
    return Site(path, int.from_bytes(hashlib.blake2b(path.encode(), digest_size=8).digest(), "big"))


def extended(folder: Path, text: str, name: str = "enfant") -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(f"format: 1\nscenario: {name}\nextends: base\nassumption: true\n{text}")
    return path


def test_a_scenario_says_when_it_runs(base: Scenario) -> None:
    assert (base.id, base.title, base.workflow) == ("base", "Base", "essai")
    assert (base.begins, base.ends) == (datetime.date(2026, 1, 1), datetime.date(2030, 1, 1))
    assert (base.arrivals_end, base.warm_up, base.seed, base.people) == (base.ends, None, 1, 0)


def test_arrivals_are_a_stream_of_people_who_send_an_entry(base: Scenario) -> None:
    (stream,) = base.arrivals
    assert stream.act == SendEvent("inscrire", {"seance": Seated("reunions")})
    # 40 a year of 365.25 days.
    assert stream.flow == Rate(40.0, 365.25 * A_DAY)
    assert stream.site == site("arrivals.inscriptions")


def test_what_is_known_on_arrival_has_the_type_of_its_field(base: Scenario) -> None:
    assert base.dossier == {
        "nom": Given("Personne"),
        "pret": Chosen(site("dossier.pret.weights"), (True, False), (0.9, 0.1)),
        "assurance": Given(Validity(datetime.date(2020, 1, 1), datetime.date(2099, 12, 31))),
        "montant": Drawn(Draw(site("dossier.montant.draw"), Distribution(Shape.LOGNORMAL, (600.0, 0.8))), least=0.0),
    }


def test_a_choice_gives_the_rest_to_who_asks_for_it(base: Scenario) -> None:
    (intent,) = place(base, PlaceKind.STAGE, "accueil").intents
    assert intent.moment == Moment(on=DateRule(of="dossier.seance"), at=datetime.time(9))
    assert intent.choice is not None
    assert intent.choice.site == site("stages.accueil.venue.choose")
    assert [(each.id, each.probability) for each in intent.choice.options] == [
        ("venir", 0.8),
        ("manquer", pytest.approx(0.2, abs=1e-15)),
    ]


def test_a_delay_is_in_minutes_and_an_unwaited_person_leaves(base: Scenario) -> None:
    (intent,) = place(base, PlaceKind.STAGE, "preparation").intents
    triangular = Distribution(Shape.TRIANGULAR, (7.0 * A_DAY, 14.0 * A_DAY, 30.0 * A_DAY))
    patience = Distribution(Shape.EXPONENTIAL, (180.0 * A_DAY,))
    path = "stages.preparation.signature"
    assert intent.moment == Moment(after=(Draw(site(f"{path}.after.0"), triangular),), at=NOON)
    assert intent.asking == Asking("bureau", Draw(site(f"{path}.needs.patience"), patience), SendEvent("sortir"))
    assert intent.act == SendEvent(
        "signer",
        {
            "starts_on": Dated(DateRule(of="coming_midnight", first_after="premiers")),
            "term": Chosen(site(f"{path}.with.term.weights"), (3, 6), (0.4, 0.6)),
        },
    )


def test_a_value_moves_on_from_the_present_one(base: Scenario) -> None:
    (intent,) = place(base, PlaceKind.STAGE, "essai").intents
    assert intent.every == Duration(months=1)
    times = Draw(site("stages.essai.montant.with.montant.times"), Distribution(Shape.LOGNORMAL, (1.05, 0.2)))
    assert intent.act == SendEvent("declarer", {"montant": Moved("montant", times, least=0.0)})


@pytest.mark.parametrize(
    ("bounds", "least", "most"),
    [("", 0.0, None), (", least: -50, most: 900", 0.0, 900.0), (", least: 50", 50.0, None)],
)
def test_a_drawn_number_stays_within_its_field(tmp_path: Path, bounds: str, least: float, most: float | None) -> None:
    drawing = f"{{draw: {{normal: {{mean: 600, sigma: 400}}}}{bounds}}}"
    text = f"stages: {{suite: {{calcul: {{after: [{{fixed: 1 mois}}], write: {{montant: {drawing}}}}}}}}}\n"
    scenario, _ = read_scenario(extended(tmp_path, text), (GOLDEN,))
    act = place(scenario, PlaceKind.STAGE, "suite").intents[-1].act
    assert isinstance(act, WriteFields)
    drawn = act.values["montant"]
    assert isinstance(drawn, Drawn)
    assert (drawn.least, drawn.most) == (least, most)


def test_a_contract_of_its_own_place_needs_no_name(base: Scenario) -> None:
    (intent,) = place(base, PlaceKind.CONTRACT, "convention").intents
    assert intent.moment.on == DateRule(Duration(days=10), backwards=True, of="contract.convention.ends_on")
    assert intent.choice is not None
    renew, stay = intent.choice.options
    assert (renew.when, renew.otherwise) == ("contract.convention.total_months < 12", "laisser")
    assert isinstance(renew.intent.act, SendEvent)
    assert renew.intent.act.inputs["term"] == Chosen(
        site("contracts.convention.renouvellement.choose.renouveler.with.term.weights"),
        (3, 6),
        (0.5, 0.5),
        at_most="12 - contract.convention.total_months",
    )
    assert (stay.intent.act, stay.intent.choice) == (None, None)


def test_a_task_is_done_where_it_is_the_place_and_civil_delays_stay_civil(base: Scenario) -> None:
    (done,) = place(base, PlaceKind.TASK, "bilan").intents
    assert done.act == FinishTask()
    (step,) = place(base, PlaceKind.TRACK, "suivi.debut").intents
    assert step == Intent("avance", Moment(after=(Duration(months=5),)), act=SendEvent("avancer"))


def test_a_monthly_session_takes_the_last_day_of_short_months(tmp_path: Path) -> None:
    text = "sessions: {fins: {label: Fins, monthly: 31, at: '12:00'}}\nstages: {membre: {depart: {session: fins}}}\n"
    days = read_scenario(extended(tmp_path, text), (GOLDEN,))[0].sessions["fins"].days
    assert [days.of_year(2026)[month].isoformat() for month in (0, 1, 3)] == ["2026-01-31", "2026-02-28", "2026-04-30"]
    assert days.of_year(2028)[1] == datetime.date(2028, 2, 29)


def test_a_monthly_session_is_as_good_as_a_list_of_those_days(tmp_path: Path) -> None:
    path = extended(tmp_path, "sessions: {reunions: {monthly: 10}}\n")  # the list has the 10th of each month
    assert examine_scenario(path, (GOLDEN,)).diagnostics == ()


def test_every_number_is_listed_with_where_it_comes_from(tmp_path: Path) -> None:
    path = extended(tmp_path, "resources: {bureau: {capacity: 3, source: plan des bureaux}}\n")
    found = read_scenario(path, (GOLDEN,))[0].assumptions
    assert Assumption("resources.bureau.capacity", "capacity: 3", "plan des bureaux") in found
    assert Assumption("dossier.pret.weights", "weights: {true: 0.9, false: 0.1}") in found
    assert (
        Assumption(
            "stages.preparation.signature.after.0",
            "triangular: {least: 7 jours, mode: 14 jours, most: 30 jours}",
        )
        in found
    )


def test_words_for_people_leave_the_hash_alone(tmp_path: Path) -> None:
    plain = read_scenario(extended(tmp_path, ""), (GOLDEN,))[0]
    worded = read_scenario(extended(tmp_path, "title: Autre\nresources: {bureau: {label: Salle}}\n"), (GOLDEN,))[0]
    other = read_scenario(extended(tmp_path, "resources: {bureau: {capacity: 3}}\n"), (GOLDEN,))[0]
    assert worded.hash == plain.hash != other.hash


def test_the_hash_is_the_digest_of_all_the_rest(base: Scenario) -> None:
    assert digest_of(base) == base.hash
    assert digest_of(replace(base, seed=2)) != base.hash


@pytest.mark.parametrize(
    ("path", "value", "found"),
    [
        ("stages.accueil.venue.choose.venir.probability", 0.5, (0.5, 0.5)),
        ("stages.accueil.venue.choose.venir.probability", 0.95, (0.95, 0.05)),
    ],
)
def test_a_number_may_be_varied_and_the_rest_follows(path: str, value: float, found: tuple[float, float]) -> None:
    scenario, _ = read_scenario("base", (GOLDEN,), values={path: value})
    choice = place(scenario, PlaceKind.STAGE, "accueil").intents[0].choice
    assert choice is not None
    assert tuple(each.probability for each in choice.options) == pytest.approx(found)


def test_a_duration_may_be_varied_in_minutes() -> None:
    path = "stages.membre.depart.after.0.exponential.mean"
    scenario, _ = read_scenario("base", (GOLDEN,), values={path: 1000.0})
    (delay,) = place(scenario, PlaceKind.STAGE, "membre").intents[0].moment.after
    assert isinstance(delay, Draw)
    assert delay.distribution == Distribution(Shape.EXPONENTIAL, (1000.0,))


def test_what_is_counted_stays_whole() -> None:
    found, _ = read_scenario("base", (GOLDEN,), values={"resources.bureau.capacity": 2.7})
    assert found.resources["bureau"].capacity == 3


def test_what_is_varied_must_be_there() -> None:
    with pytest.raises(KeyError, match=r"stages\.nulle_part"):
        read_scenario("base", (GOLDEN,), values={"stages.nulle_part": 1.0})


def test_a_child_says_one_thing_instead_of_another(tmp_path: Path) -> None:
    text = """
people: 20
sensitivity: {venue: null}
arrivals: {inscriptions: {spread: {over: 10 jours}}}
dossier: {montant: {value: 3}}
stages:
  accueil: {venue: {choose: {venir: {rest: true}, manquer: {probability: 0.3}}}}
  essai: {montant: {write: {pret: {value: true}}}}
"""
    scenario, _ = read_scenario(extended(tmp_path, text), (GOLDEN,))
    assert scenario.arrivals[0].flow == Spread(10.0 * A_DAY)
    assert scenario.dossier["montant"] == Given(3.0)
    choice = place(scenario, PlaceKind.STAGE, "accueil").intents[0].choice
    assert choice is not None
    assert [each.probability for each in choice.options] == [0.7, 0.3]
    assert place(scenario, PlaceKind.STAGE, "essai").intents[0].act == WriteFields({"pret": Given(value=True)})


def test_null_takes_away_without_asking_the_parent(tmp_path: Path) -> None:
    text = "sessions: {reunions: {seats: null, notice: null}}\nstages: {essai: {montant: null}}\n"
    scenario, _ = read_scenario(extended(tmp_path, text), (GOLDEN,))
    assert (scenario.sessions["reunions"].seats, scenario.sessions["reunions"].notice) == (None, None)
    assert "essai" not in {each.name for each in scenario.places}


def test_parents_are_found_beside_the_file(tmp_path: Path) -> None:
    extended(tmp_path, "people: 7\n", "parent")
    child = tmp_path / "petit.yaml"
    child.write_text("format: 1\nscenario: petit\nextends: parent\n")
    assert read_scenario(child, (GOLDEN,))[0].people == 7


def test_a_parent_nobody_has_is_told_where_it_is_named(tmp_path: Path) -> None:
    child = tmp_path / "petit.yaml"
    child.write_text("format: 1\nscenario: petit\nextends: bass\n")
    (found,) = examine_scenario(child, (GOLDEN,)).diagnostics
    assert (found.code.slug, found.span.line) == ("unknown-parent", 3)
    assert found.sentence() == (
        "Aucun scénario « bass » à côté de ce fichier ni parmi ceux fournis. Vouliez-vous dire « base » ?"
    )


def test_a_scenario_of_a_folder_of_scenarios_simulates_the_parcours_above(tmp_path: Path) -> None:
    """Both may bear one name, as those shipped do."""
    (tmp_path / "scenarios").mkdir()
    parcours = (GOLDEN / "essai.yaml").read_text("utf-8")
    (tmp_path / "essai.yaml").write_text(parcours.replace("title: Essai", "title: Le nôtre"), "utf-8")
    path = extended(tmp_path / "scenarios", "", "essai")
    assert read_scenario(path, (GOLDEN,))[1].workflow.title == "Le nôtre"


def test_a_scenario_without_a_sound_parcours_is_told_what_is_wrong_with_the_parcours(tmp_path: Path) -> None:
    (tmp_path / "casse.yaml").write_text("format: 1\nid: casse\ntitle: Cassé\n")
    found = examine_scenario(extended(tmp_path, "workflow: casse\n"), (GOLDEN,))
    assert found.scenario is None
    assert {each.span.file.rpartition("/")[2] for each in found.diagnostics} == {"casse.yaml"}


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_scenario(
            extended(tmp_path, "seed: x\nresources: {bureau: {capacity: 0}}\nstages: {perdue: {a: {send: b}}}\n"),
            (GOLDEN,),
        )
    assert [each.code.slug for each in refused.value.diagnostics] == [
        "wrong-type",
        "out-of-bounds",
        "unknown-name-in-scenario",
        "unknown-name-in-scenario",
    ]


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("dossier: {montant: {draw: {gamma: {scale: 3}}}}", "Il manque « shape » à « dossier.montant.draw.gamma »."),
        ("stages: {membre: {depart: {after: [{uniform: {least: 3 jours}}]}}}", "Il manque « most »"),
        ("arrivals: {inscriptions: {rate: {months: [1, 2]}}}", "« months » compte 2 facteurs"),
        ("arrivals: {a: {send: inscrire, listed: {each: 2}, with: {seance: {session: reunions}}}}", "« days »"),
        ("arrivals: {a: {rate: {count: 2, per: 1 an}}}", "Il manque « send » à « arrivals.a »."),
        ("until: null", "« until » ne s'enlève pas."),
    ],
)
def test_what_is_needed_is_asked_for_once_the_parents_are_known(tmp_path: Path, text: str, lacking: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        read_scenario(extended(tmp_path, text), (GOLDEN,))
    assert any(lacking in each.sentence() for each in refused.value.diagnostics)


def test_a_scenario_nobody_has_is_told_with_those_there_are() -> None:
    with pytest.raises(UsageError, match="« base »"):
        read_scenario("bas", (GOLDEN,))


SHIPPED = sorted(path.stem for path in folder("workflows").glob("scenarios/*.yaml"))


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_is_to_be_said_of_the_shipped_scenarios(name: str) -> None:
    assert examine_scenario(name).diagnostics == ()


def test_a_scenario_dates_its_parcours_anew(tmp_path: Path) -> None:
    text = "calendar: {dates: {reunions: [2026-01-10, 06-18]}, closures: [{from: 2026-08-10, until: 2026-08-21}]}\n"
    scenario, definition = read_scenario(extended(tmp_path, text), (GOLDEN,))
    assert scenario.sessions["reunions"].days.of_year(2027) == (datetime.date(2027, 6, 18),)
    assert [each.first for each in definition.calendar.closures] == [datetime.date(2026, 8, 10)]
    assert definition.calendar.timezone == "Europe/Paris"
    assert definition.calendar.dates["premiers"].of_year(2027)[0] == datetime.date(2027, 1, 1)


def test_a_calendar_nobody_can_mean_is_told(tmp_path: Path) -> None:
    text = "calendar: {closures: [{from: 2026-08-21, until: 2026-08-10}]}\n"
    with pytest.raises(DefinitionError) as refused:
        read_scenario(extended(tmp_path, text), (GOLDEN,))
    assert [each.code.slug for each in refused.value.diagnostics] == ["closure-backwards"]


def test_a_number_comes_from_the_file_that_wrote_it(tmp_path: Path) -> None:
    """A parent's source speaks of the parent's number; what the child leaves alone keeps its own."""
    parent = extended(tmp_path, "resources: {bureau: {capacity: 3, source: plan des bureaux}}\n", "parent")
    child = tmp_path / "petit.yaml"
    child.write_text("format: 1\nscenario: petit\nextends: parent\nresources: {bureau: {capacity: 4}}\n")
    assert parent.exists()
    found = examine_scenario(child, (GOLDEN,)).diagnostics
    assert [each.code.slug for each in found] == ["no-source"]
    child.write_text(
        "format: 1\nscenario: petit\nextends: parent\nresources: {bureau: {capacity: 4, assumption: true}}\n"
    )
    listed = {each.path: each.source for each in read_scenario(child, (GOLDEN,))[0].assumptions}
    assert listed["resources.bureau.capacity"] == ""
