"""Which engine plays what, and why it says so."""

import pytest

from parcours.definition.loader import load_sources
from parcours.simulation.model import Model, ready
from parcours.simulation.planner import WORTH_COMPILING, EngineName, plan
from parcours.simulation.scenario.intents import Intent
from parcours.simulation.tables.unsupported import UnsupportedError
from simulated import COUNTER, after, days, model, played, scenario, send, stage

LEAVING = stage("attente", Intent("depart", after(days(3)), act=send("partir")))


def suspended() -> Model:
    text = COUNTER.replace("[accueil]}\n  oublier", "[accueil], suspension: begin}\n  oublier")
    return ready(load_sources({"comptoir.yaml": text}, "comptoir"), scenario(LEAVING))


def test_a_few_people_are_interpreted() -> None:
    of = model(scenario(LEAVING, people=3))

    planned = plan(of, people=3)

    assert planned.engine is EngineName.TABLES
    assert str(planned.why) == "3 personnes : interpréter va plus vite que compiler"
    assert list(planned.run(cases=3, seed=1, replication=0)) == played(of, cases=3)


def test_many_people_are_compiled_where_it_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    of = model(scenario(LEAVING))

    monkeypatch.setattr("parcours.simulation.planner.compiles", lambda: False)

    planned = plan(of, people=WORTH_COMPILING)
    monkeypatch.setattr("parcours.simulation.planner.compiles", lambda: True)

    assert plan(of, people=WORTH_COMPILING).engine is EngineName.COMPILED
    assert planned.engine is EngineName.TABLES
    assert str(planned.why) == "Numba n'est pas installé (« parcours[fast] »)"


def test_what_tables_cannot_say_is_left_to_the_oracle() -> None:
    planned = plan(suspended(), people=10)

    assert planned.engine is EngineName.REFERENCE
    assert str(planned.why) == "les tables ne savent pas dire : une suspension (partir)"
    assert next(planned.run(cases=1, seed=1, replication=0)).kind == "arrived"


def test_an_engine_may_be_forced_and_says_what_it_does_not_know() -> None:
    of = model(scenario(LEAVING))

    assert plan(of, people=10**6, forced=EngineName.TABLES).engine is EngineName.TABLES
    assert list(plan(of, people=1, forced=EngineName.REFERENCE).run(cases=1, seed=1, replication=0)) == played(of)
    with pytest.raises(UnsupportedError, match="une suspension"):
        plan(suspended(), people=1, forced=EngineName.TABLES)
