"""What a figure hangs on: worked by hand where the model is a formula, known from the literature where it is not."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from parcours.definition.loader import NO_SCHEMAS
from parcours.errors import UsageError
from parcours.simulation.measures.kpis import MEASURES, Kpi
from parcours.simulation.result import Figure
from parcours.simulation.scenario.scenario import Range
from parcours.simulation.sensitivity.analysis import tornados, variances
from parcours.simulation.sensitivity.findings import Factor
from parcours.simulation.sensitivity.sobol import Sobol
from parcours.simulation.sensitivity.varying import Varying, factors
from parcours.simulation.statistics.intervals import estimate
from terminals import Terminal

SHARE = next(each for each in MEASURES if each.name == "share")


def figure(about: str, *values: float | None) -> Figure:
    return Figure(Kpi(SHARE, about), values, estimate(values))


def factor(path: str, least: float, most: float, written: float = 0.0) -> Factor:
    return Factor(Range(path, path, least, most), written)


X, Y = factor("x", -1.0, 3.0), factor("y", 0.0, 1.0)


def sums(values: Mapping[str, float]) -> Sequence[Figure]:
    """Two replications that differ by 10: `wide` is 2x + y², `deaf` never moves."""
    x, y = values.get("x", 0.0), values.get("y", 0.5)
    found = 2 * x + y * y
    return (figure("wide", found, found + 10), figure("deaf", 4.0, 5.0), figure("rare", None, x if x > 0 else None))


def test_each_factor_swings_a_figure_from_what_is_written() -> None:
    wide, deaf, rare = tornados((Y, X), ("outcomes.*.share",), sums)
    assert wide.base is not None
    assert wide.base.mean == pytest.approx(5.25)
    # x: 2 (-1) = -2 and 2 × 3 = 6; y: 0 - 0.25 and 1 - 0.25. The wider comes first, whoever was written first.
    swings = [(each.factor.path, each.low and each.low.mean, each.high and each.high.mean) for each in wide.swings]
    assert swings == [("x", -2.0, 6.0), ("y", -0.25, 0.75)]
    assert [each.reach for each in deaf.swings] == [0.0, 0.0]
    assert [(each.low, each.high) for each in rare.swings] == [(None, None), (None, None)]


def test_what_replications_share_cancels_out() -> None:
    (wide,) = tornados((X,), ("outcomes.wide.share",), sums)
    (swing,) = wide.swings
    assert wide.base is not None
    assert wide.base.halfwidth is not None
    assert wide.base.halfwidth > 60  # two values ten apart: 12.7 × 5
    assert swing.high is not None
    assert swing.high.halfwidth == pytest.approx(0.0)


def test_progress_is_told_run_by_run() -> None:
    heard: list[tuple[int, int]] = []
    tornados((X, Y), ("*",), sums, lambda done, total: heard.append((done, total)))
    assert heard == [(1, 5), (2, 5), (3, 5), (4, 5), (5, 5)]


def test_a_figure_nobody_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError) as refused:
        tornados((X,), ("outcomes.wyde.share",), sums)
    assert "outcomes.wide.share" in str(refused.value)


def ishigami(values: Mapping[str, float]) -> Sequence[Figure]:
    a, b, c = values["a"], values["b"], values["c"]
    return (figure("i", math.sin(a) + 7 * math.sin(b) ** 2 + 0.1 * c**4 * math.sin(a)), figure("deaf", 2.0))


def test_sobol_finds_what_is_known_of_ishigami() -> None:
    # Ishigami and Homma 1990, a = 7, b = 0.1: V = 7²/8 + 0.1 π⁴/5 + 0.1² π⁸/18 + 1/2 = 13.8446.
    # V1 = (1 + 0.1 π⁴/5)²/2 = 4.3459, V2 = 7²/8 = 6.125, V13 = 0.1² π⁸ (1/18 - 1/50) = 3.3737.
    three = tuple(factor(each, -math.pi, math.pi) for each in "abc")
    found, deaf = variances(three, ("*",), ishigami, Sobol(1024, seed=3))
    first = {"a": 4.3459 / 13.8446, "b": 6.125 / 13.8446, "c": 0.0}
    total = {"a": (4.3459 + 3.3737) / 13.8446, "b": 6.125 / 13.8446, "c": 3.3737 / 13.8446}
    assert found.points == 1024 * 5
    assert found.deviation == pytest.approx(math.sqrt(13.8446), rel=0.02)
    assert [each.factor.path for each in found.influences] == ["a", "b", "c"]
    for each in found.influences:
        assert each.first == pytest.approx(first[each.factor.path], abs=0.03)
        assert each.total == pytest.approx(total[each.factor.path], abs=0.03)
        assert 0 < each.total_halfwidth < 0.12
    assert (deaf.mean, deaf.influences) == (2.0, ())


def test_a_figure_that_sometimes_has_no_value_has_no_shares() -> None:
    def sometimes(values: Mapping[str, float]) -> Sequence[Figure]:
        return (figure("rare", values["x"] if values["x"] > 0 else None),)

    (rare,) = variances((X, Y), ("*",), sometimes, Sobol(8, seed=1))
    # x is spread evenly over -1 to 3: a quarter of the 8 × 4 points is below zero.
    assert (rare.points, rare.lacking, rare.influences) == (32, 8, ())


SCENARIO = """
format: 1
scenario: essai
title: Essai
extends: reference_b
people: 30
assumption: true
arrivals_until: 2027-01-01
until: 2028-01-01
arrivals: {inscriptions: {spread: {over: 365 jours}}}
sensitivity:
  venue: {label: Venue, path: stages.apres_reunion.suite.choose.poursuivre.probability, least: 0.5, most: 0.9}
  bureau: {label: Bureau, path: resources.bureau.capacity, least: 1, most: 3}
  attente:
    label: Attente
    path: stages.attente_diagnostic.diagnostic.after.0.lognormal.median
    least: 7 jours
    most: 28 jours
stages:
  apres_reunion: {suite: {choose: {renoncer: {rest: true}}}}
"""


@pytest.fixture
def scenario(tmp_path: Path) -> Path:
    path = tmp_path / "essai.yaml"
    path.write_text(SCENARIO, "utf-8")
    return path


@pytest.mark.slow
def test_the_numbers_of_a_file_are_varied_on_the_same_draws(scenario: Path) -> None:
    written, found = factors(scenario, ())
    assert written.id == "essai"
    assert [(each.label, each.written, each.is_delay) for each in found] == [
        ("Venue", 0.7, False),
        ("Bureau", 1.0, False),
        ("Attente", 14 * 1440.0, True),
    ]
    varying = Varying(scenario, (), NO_SCHEMAS, replications=2)
    (reached,) = tornados(found, ("stages.attente_diagnostic.reached",), varying.figures)
    first = reached.swings[0]
    assert first.factor.label == "Venue"
    assert first.low is not None
    assert first.high is not None
    assert first.low.mean < 0 < first.high.mean
    # Who is in the queue before is nobody's fault after: nothing else moves at all.
    assert [each.reach for each in reached.swings[1:]] == [0.0, 0.0]


def test_a_scenario_that_varies_nothing_says_how_it_could(tmp_path: Path) -> None:
    path = tmp_path / "rien.yaml"
    path.write_text("format: 1\nscenario: rien\ntitle: Rien\nextends: reference_a\n", "utf-8")
    with pytest.raises(UsageError) as refused:
        factors(path, ())
    assert "sensitivity:" in str(refused.value)


@pytest.mark.slow
def test_a_terminal_is_shown_a_tornado(terminal: Terminal, scenario: Path) -> None:
    said = terminal.done("sensitivity", str(scenario), "--replications", "2", "--kpi", "stages.diagnostic.reached").out
    assert "7 calculs ; réplications de chacun : 2" in said
    assert "stages.diagnostic.reached" in said
    lines = [line for line in said.splitlines() if "│" in line]
    assert lines[0].startswith("Venue")
    # Fewer go on at 0.5, more at 0.9: the bar goes both ways from the axis.
    assert "█│█" in lines[0]
    assert max(map(len, said.splitlines())) <= 80


@pytest.mark.slow
def test_scripts_are_told_swings_with_their_intervals(terminal: Terminal, scenario: Path) -> None:
    said = terminal.done(
        "sensitivity", str(scenario), "--json", "--replications", "2", "--output", "sortie",
        "--kpi", "stages.diagnostic.reached",
    )  # fmt: skip
    (tornado,) = said.json["tornados"]
    assert tornado["swings"][0]["path"].endswith("poursuivre.probability")
    assert tornado["swings"][0]["low"]["mean"] < 0 < tornado["swings"][0]["high"]["mean"]
    assert json.loads((terminal.folder / "sortie" / "sensitivity.json").read_text("utf-8")) == said.json
    report = (terminal.folder / "sortie" / "report.html").read_text("utf-8")
    assert '<section id="tornado"' in report
    assert f"parcours sensitivity {scenario} --method one-at-a-time --kpi=stages.diagnostic.reached" in report


@pytest.mark.slow
def test_sobol_is_asked_for_by_name(terminal: Terminal, scenario: Path) -> None:
    said = terminal.done(
        "sensitivity", str(scenario), "--method", "sobol", "--samples", "2", "--replications", "1", "--cases", "10",
        "--kpi", "stages.attente_diagnostic.reached",
    ).out  # fmt: skip
    assert "10 calculs ; réplications de chacun : 1" in said
    assert "Une seule réplication" in said
    assert "Avec les autres" in said


def test_samples_are_a_power_of_two(terminal: Terminal, scenario: Path) -> None:
    said = terminal.run("sensitivity", str(scenario), "--method", "sobol", "--samples", "100")
    assert said.code == 2
    assert "puissance de deux" in said.complaint


@pytest.mark.processes
def test_other_processes_find_the_same(terminal: Terminal, scenario: Path) -> None:
    asked = ("sensitivity", str(scenario), "--json", "--replications", "2", "--kpi", "stages.diagnostic.reached")
    assert terminal.done(*asked, "--workers", "2").json == terminal.done(*asked).json


def test_an_engine_nobody_knows_is_told(terminal: Terminal, scenario: Path) -> None:
    said = terminal.run("sensitivity", str(scenario), "--engine", "refrence")
    assert said.code == 2
    assert "Vouliez-vous dire « reference »" in said.complaint
