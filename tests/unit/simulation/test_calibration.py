"""People of known habits live through the real engine; what they did is read from its journal, and is what they do."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from caseloads import lived, registry
from parcours.diagnostics import Severity
from parcours.ports import Reader
from parcours.simulation.calibration.arriving import profile, yearly
from parcours.simulation.calibration.calibrating import Calibrated, calibrate
from parcours.simulation.calibration.fit import Fit
from parcours.simulation.calibration.fitting import fitted
from parcours.simulation.calibration.journal import Journal, read_journal
from parcours.simulation.log import LineKind
from parcours.simulation.model import ready
from parcours.simulation.reading.loader import examine_scenario
from parcours.simulation.reference.run import run
from parcours.simulation.scenario.intents import Choice, FinishTask, Intent, Option, Place, PlaceKind, SendEvent
from parcours.simulation.scenario.scenario import Scenario
from parcours.simulation.scenario.supply import Arrival, Rate
from parcours.simulation.scenario.values import Chosen, Given, Shape
from simulated import COUNTER, DAY, after, counter, draw, send, site, stage

AT = datetime(2026, 4, 11, tzinfo=UTC)  # a hundred days after the first of January: many are still waiting
ARRIVALS = 300


def options(path: str, **found: tuple[float, Intent]) -> Choice:
    return Choice(site(path), tuple(Option(name, share, intent) for name, (share, intent) in found.items()))


TERM = Chosen(site("duree"), (3, 6), (0.3, 0.7))


def known() -> Scenario:
    """Who waits is advised (60 %) or leaves; who is advised tries; who tries prolongs, or goes."""
    waiting = options(
        "attente",
        conseiller=(
            0.6,
            Intent("conseiller", after(draw("conseil", Shape.LOGNORMAL, 20 * DAY, 0.5)), act=send("conseiller")),
        ),
        partir=(0.4, Intent("partir", after(draw("depart", Shape.WEIBULL, 3.0, 60 * DAY)), act=send("partir"))),
    )
    tries = Intent("essai", after(draw("essai", Shape.LOGNORMAL, 18 * DAY, 0.8)), act=send("essayer", term=TERM))
    leaves = Intent("abandon", after(draw("abandon", Shape.EXPONENTIAL, 200 * DAY)), act=send("partir"))
    done = Intent("fait", after(draw("bilan", Shape.LOGNORMAL, 8 * DAY, 0.4)), act=FinishTask())
    return Scenario(
        id="essai",
        title="Essai",
        workflow="comptoir",
        begins=date(2026, 1, 1),
        ends=date(2029, 1, 1),
        arrivals_end=date(2029, 1, 1),
        people=1,
        arrivals=(Arrival("venues", send("venir"), Rate(ARRIVALS, 100 * DAY), site("venues")),),
        places=(
            stage("attente", Intent("issue", choice=waiting)),
            stage("conseil", tries),
            stage("essai", leaves),
            Place(PlaceKind.TASK, "bilan", (done,)),
        ),
    )


@pytest.fixture(scope="module")
def journal() -> Journal:
    model = ready(counter(), known())
    with registry(model) as people:
        people.replay(lived(model, AT, seed=5))
        with people.engine.store.reading() as reader:
            return read_journal(reader, model.program, counter().workflow.cae, AT, "UTC")


TRUE = {
    ("stage", "attente", "conseiller"): (Shape.LOGNORMAL, (20 * DAY, 0.5)),
    ("stage", "attente", "partir"): (Shape.WEIBULL, (3.0, 60 * DAY)),
    ("stage", "conseil", "essayer"): (Shape.LOGNORMAL, (18 * DAY, 0.8)),
    ("task", "bilan", "done"): (Shape.LOGNORMAL, (8 * DAY, 0.4)),
}
Fits = Mapping[tuple[str, str], Fit]


def fits(journal: Journal, *, naive: bool = False) -> Fits:
    """What is fitted of each place; naively, of the spells alone that have come to an end."""
    found = {}
    for (kind, name), spells in journal.spells.items():
        fit = fitted([(each.minutes, each.cause) for each in spells if each.cause or not naive])
        if fit is not None:
            found[kind.value, name] = fit
    return found


def missed(found: Fits) -> list[str]:
    """The true numbers that the intervals do not hold."""
    known = [("part", 0.6, found["stage", "attente"]["conseiller"].share)]
    for (kind, place, cause), (shape, numbers) in TRUE.items():
        fit = found[kind, place][cause]
        assert fit.shape is shape
        known += [(f"{place}.{cause}", *each) for each in zip(numbers, fit.parameters, strict=True)]
    return [name for name, number, each in known if not (each.low or 0) <= number <= (each.high or math.inf)]


def test_what_people_do_is_found_again_in_their_journal(journal: Journal) -> None:
    found = fits(journal)
    assert found["stage", "attente"].open_ > 80
    assert missed(found) == []  # of nine intervals of 95 %, seeds of others may well miss one
    assert not any(fit.is_poor for fit in found.values())


def test_who_forgets_the_open_cases_is_mistaken(journal: Journal) -> None:
    # Those who leave wait longest: of the ends seen so far too few are theirs, and too early.
    assert set(missed(fits(journal, naive=True))) == {"part", "attente.partir", "conseil.essayer"}


def test_lengths_of_contracts_are_weighed(journal: Journal) -> None:
    weights = journal.terms["essayer"]
    assert set(weights) == {3, 6}
    total = sum(weights.values())
    # 0.3 of so many, within three standard deviations.
    assert abs(weights[3] - 0.3 * total) < 3 * math.sqrt(0.21 * total)


def test_arrivals_are_counted_over_what_was_watched(journal: Journal) -> None:
    (days,) = journal.arrivals.values()
    known = yearly(len(days), (journal.ends - journal.begins).days)
    assert known.low is not None
    assert known.high is not None
    assert known.low < 3 * 365.25 < known.high


def test_a_rate_has_its_exact_interval() -> None:
    # Garwood's table: 10 events, 4.795 to 18.390.
    known = yearly(10, 365)
    assert known.low == pytest.approx(4.795 * 365.25 / 365, abs=2e-3)
    assert known.high == pytest.approx(18.390 * 365.25 / 365, abs=2e-3)


def test_a_month_weighs_what_came_in_it_by_day() -> None:
    # 2026: 30 come in January's 31 days, 5 in each other month: 85 in 365 days is 0.23288 a day.
    days = [date(2026, 1, 1)] * 30 + [date(2026, month, 1) for month in range(2, 13) for _ in range(5)]
    found = profile(days, date(2026, 1, 1), date(2027, 1, 1))
    assert found[0] == pytest.approx(30 / 31 / (85 / 365), abs=1e-3)
    assert found[1] == pytest.approx(5 / 28 / (85 / 365), abs=1e-3)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "comptoir.yaml").write_text(COUNTER, "utf-8")
    return tmp_path


def written(folder: Path, found: Calibrated) -> Scenario:
    path = folder / "mesure.yaml"
    path.write_text(found.text, "utf-8")
    examined = examine_scenario(path)
    assert [each for each in examined.diagnostics if each.severity is Severity.ERROR] == []
    assert examined.scenario is not None
    return examined.scenario


def test_the_scenario_written_can_be_simulated_and_sources_each_number(folder: Path, journal: Journal) -> None:
    scenario = written(folder, calibrate(counter(), journal, "mesure", str))
    assert all(each.source.startswith("journal, n=") for each in scenario.assumptions)
    assert scenario.begins == date(2026, 4, 11)
    lines = list(run(ready(counter(), replace(scenario, ends=date(2027, 4, 11)))))
    came = sum(line.kind is LineKind.ARRIVED for line in lines)
    advised = sum(line.kind is LineKind.ENTERED and line.name == "conseil" for line in lines)
    # 0.6 in the long run; those of the last weeks wait still, and a thousand come: 0.6 ± 0.05, less a twelfth.
    assert 0.5 < advised / came < 0.65


TEMPLATE = """
format: 1
scenario: modele
title: Modèle
workflow: comptoir
from: 2026-01-01
until: 2030-01-01
assumption: true
arrivals: {porte: {send: venir, rate: {count: 3, per: 1 an}}}
dossier: {ventes: {value: 1200}}
stages:
  attente:
    accueil:
      on: {after: 5 jours}
      choose:
        conseiller: {probability: 0.5, send: conseiller}
        partir: {rest: true, send: partir}
  conseil:
    suite: {after: [{exponential: {mean: 3 jours}}], send: essayer, with: {term: {value: 2 mois}}}
  bilan_final:
    fin: {after: [{exponential: {mean: 9 jours}}], send: partir}
"""


def test_a_template_keeps_what_the_journal_does_not_say(folder: Path, journal: Journal) -> None:
    (folder / "modele.yaml").write_text(TEMPLATE, "utf-8")
    subject = examine_scenario(folder / "modele.yaml").subject
    assert subject is not None
    tree = subject.root.plain()
    assert isinstance(tree, dict)
    found = calibrate(counter(), journal, "mesure", str, tree)
    scenario = written(folder, found)
    places = {place.name: place for place in scenario.places}
    # Anchored to a date, the moment stays and the shares are counted; a delay of its own is fitted.
    (welcome,) = places["attente"].intents
    assert welcome.moment.on is not None
    assert welcome.choice is not None
    # 0.6 by how they were made; the crude count of those who have left says seven in ten.
    assert welcome.choice.options[0].probability == pytest.approx(0.6, abs=0.06)
    counted = Counter(each.cause for each in journal.spells[PlaceKind.STAGE, "attente"] if each.cause)
    assert counted["conseiller"] / counted.total() > 0.68
    (suite,) = places["conseil"].intents
    assert suite.act == SendEvent("essayer", {"term": Given(2)})
    assert suite.moment.after[0] != draw("x", Shape.EXPONENTIAL, 3 * DAY)
    # Nobody has come to the end yet: what was supposed of it stays a supposition.
    assert "stages.bilan_final : jamais vu, gardé du modèle." in [str(each) for each in found.notes]
    supposed = {each.path for each in scenario.assumptions if not each.source}
    assert "stages.bilan_final.fin.after.0" in supposed
    assert [stream.id for stream in scenario.arrivals] == ["porte"]


def test_no_personal_value_is_asked_for() -> None:
    model = ready(counter(), replace(known(), arrivals_end=date(2026, 1, 20)))
    with registry(model) as people:
        people.replay(lived(model, AT, seed=2))
        with people.engine.store.reading() as reader:
            blind = Blind(reader)
            found = read_journal(blind, model.program, counter().workflow.cae, AT, "UTC")
    assert found.cases > 0
    assert blind.asked == {"cases", "facts"}


class Blind:
    """A reader that notes what it is asked."""

    def __init__(self, reader: Reader) -> None:
        self.reader, self.asked = reader, set[str]()

    def __getattr__(self, name: str) -> object:
        self.asked.add(name)
        return getattr(self.reader, name)
