"""Which engine plays what, why it says so, and that nobody could tell from the figures."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from parcours.definition.loader import load_sources
from parcours.errors import UsageError
from parcours.simulation.log import Line
from parcours.simulation.model import Model, load, ready
from parcours.simulation.planner import WORTH_COMPILING, WORTH_LOADING, EngineName, people_of, plan
from parcours.simulation.scenario.intents import Intent
from parcours.simulation.study import compare, simulate
from parcours.simulation.tables.unsupported import UnsupportedError
from parcours.simulation.unrolled.keeping import lives_of
from parcours.simulation.working import ENGINES, job_of
from simulated import COUNTER, after, days, model, played, scenario, send, stage

LEAVING = stage("attente", Intent("depart", after(days(3)), act=send("partir")))
GIVEN_UP = UsageError("Une date sort des années que les tables connaissent.")


def suspended() -> Model:
    text = COUNTER.replace("[accueil]}\n  oublier", "[accueil], suspension: begin}\n  oublier")
    return ready(load_sources({"comptoir.yaml": text}, "comptoir"), scenario(LEAVING))


def test_a_few_people_are_interpreted() -> None:
    planned = plan(model(scenario(LEAVING, people=3)), people=3)

    assert (planned.engine, planned.falls_back) == (EngineName.TABLES, True)
    assert str(planned.why) == "pour si peu de personnes (3), interpréter va plus vite que compiler"


def test_many_people_are_compiled_where_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    of = model(scenario(LEAVING))

    monkeypatch.setattr("parcours.simulation.planner.compiles", lambda: False)
    planned = plan(of, people=WORTH_COMPILING + 1)
    monkeypatch.setattr("parcours.simulation.planner.compiles", lambda: True)
    monkeypatch.setattr("parcours.simulation.planner._is_kept", lambda _: False)

    assert plan(of, people=WORTH_COMPILING).engine is EngineName.TABLES
    assert plan(of, people=WORTH_COMPILING + 1).engine is EngineName.COMPILED
    assert planned.engine is EngineName.TABLES
    assert str(planned.why) == "Numba n'est pas installé (« parcours[fast] »)"


def test_fewer_people_are_worth_it_where_such_a_model_is_compiled_already(monkeypatch: pytest.MonkeyPatch) -> None:
    of = model(scenario(LEAVING))
    monkeypatch.setattr("parcours.simulation.planner.compiles", lambda: True)
    monkeypatch.setattr("parcours.simulation.planner._is_kept", lambda _: True)

    planned = plan(of, people=WORTH_LOADING + 1)

    assert (planned.engine, str(planned.why)) == (EngineName.COMPILED, "un tel modèle est déjà compilé")
    assert plan(of, people=WORTH_LOADING).engine is EngineName.TABLES


def test_machine_code_is_looked_for_on_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    machine_code = pytest.importorskip("parcours.simulation.compiled.machine_code", exc_type=ImportError)
    of = model(scenario(LEAVING))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    people = WORTH_LOADING + 1

    assert plan(of, people).engine is EngineName.TABLES
    kept = tmp_path / "parcours" / "__pycache__"
    kept.mkdir(parents=True)
    monkeypatch.setattr(machine_code, "_name", lambda *_: "machine_0")
    (kept / "machine_1.play-3.py311.nbi").touch()
    assert plan(of, people).engine is EngineName.TABLES
    (kept / "machine_0.play-3.py311.nbi").touch()
    assert plan(of, people).engine is EngineName.TABLES
    lives_of(of)
    assert plan(of, people).engine is EngineName.COMPILED


def test_what_tables_cannot_say_is_left_to_the_oracle() -> None:
    planned = plan(suspended(), people=10)

    assert planned.engine is EngineName.REFERENCE
    assert str(planned.why) == "les tables ne savent pas dire : une suspension (partir)"


def test_an_engine_may_be_forced_and_says_what_it_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    of = model(scenario(LEAVING))

    assert plan(of, 10**6, "tables").engine is EngineName.TABLES
    assert plan(of, 10**6, "reference").engine is EngineName.REFERENCE
    assert str(plan(of, 1, "compiled").why) == "demandé"
    assert not plan(of, 1, "tables").falls_back
    with pytest.raises(UnsupportedError, match="une suspension"):
        plan(suspended(), 1, "tables")
    with pytest.raises(UsageError, match="n'existe pas"):
        plan(of, 1, "vapeur")
    monkeypatch.setattr("parcours.simulation.working.compiles", lambda: False)
    with pytest.raises(UsageError, match="demande Numba"):
        plan(of, 1, "compiled")


def test_people_are_counted_in_all_replications() -> None:
    assert people_of(model(scenario(LEAVING, people=3)), replications=7) == 21
    # An arrival a rate brings and no option counts: as many as the first replication has.
    of = load("coop_domi_ouest")
    came = sum(line.kind == "arrived" for line in job_of(of, engine="tables").lines(0))
    assert people_of(of, replications=2) == 2 * came
    assert people_of(load("reference_a"), replications=1, cases=3 * WORTH_COMPILING) == WORTH_COMPILING


@pytest.mark.parametrize("name", ["reference_b", "avant_premieres"])
def test_figures_are_those_of_the_oracle_whoever_was_picked(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # no machine code is there already
    of = load(name)
    picked, oracle = (simulate(of, cases=8, replications=2, engine=each) for each in ("auto", "reference"))

    assert (picked.engine, oracle.engine) == ("tables", "reference")
    assert picked.replicas == oracle.replicas
    assert picked.figures == oracle.figures
    assert picked.handed == oracle.handed == 0


def test_a_comparison_picks_for_each_of_its_scenarios() -> None:
    found = compare(model(scenario(LEAVING)), suspended(), replications=2)

    assert (found.before.engine, found.after.engine) == ("tables", "reference")
    assert "une suspension" in str(found.after.why)


def gives_up(after_lines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables stop with an error, as they do at a date they do not know, once so many lines are said."""
    real = ENGINES["tables"]

    def run(model: Model, *, cases: int | None, seed: int, replication: int) -> Iterator[Line]:
        lines = real(model, cases=cases, seed=seed, replication=replication)
        yield from (line for line, _ in zip(lines, range(after_lines), strict=False))
        raise GIVEN_UP

    monkeypatch.setattr("parcours.simulation.working.ENGINES", {**ENGINES, "tables": run})


@pytest.mark.parametrize("said", [0, 1, 3])
def test_the_oracle_goes_on_where_an_engine_gives_up(said: int, monkeypatch: pytest.MonkeyPatch) -> None:
    of = model(scenario(LEAVING, people=3))
    lines, replicas = played(of), simulate(of, replications=2, engine="reference").replicas
    gives_up(said, monkeypatch)

    picked = simulate(of, replications=2)

    assert (picked.engine, picked.handed) == ("tables", 2)
    assert picked.replicas == replicas
    assert list(job_of(of, engine="tables", falls_back=True).lines(0)) == lines


def test_an_engine_that_was_asked_for_does_not_go_on_as_another(monkeypatch: pytest.MonkeyPatch) -> None:
    gives_up(1, monkeypatch)

    with pytest.raises(UsageError, match="sort des années"):
        simulate(model(scenario(LEAVING)), replications=1, engine="tables")
