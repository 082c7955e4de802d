"""Each cooperative's scenario brings people through the guards of its real file, from the meeting to membership."""

from collections import Counter

import pytest

from parcours.simulation.log import LineKind
from parcours.simulation.model import load, ready
from parcours.simulation.reading.loader import read_scenario
from parcours.simulation.reference.run import run

WAY = {
    "reunion",
    "diagnostic",
    "preparation",
    "cape",
    "fin_de_cape",
    "cesa",
    "associe",
    "sortie",
    "refuse",
    "sans_suite",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ameizing", "avant_premieres", "bati_premieres", "coop_domi_ouest"])
def test_people_come_to_every_stage_and_nothing_they_mean_is_refused(name: str) -> None:
    scenario, definition = read_scenario(name, values={"arrivals.reunion.rate.count": 30})
    lines = list(run(ready(definition, scenario)))
    entered = Counter(line.name for line in lines if line.kind is LineKind.ENTERED)
    assert entered.keys() >= WAY
    assert [line for line in lines if line.kind is LineKind.REFUSED] == []
    assert {line.name for line in lines if line.kind is LineKind.RENEWED} == {"cape"}
    assert {line.name for line in lines if line.kind is LineKind.EARNED} == {"contribution"}


@pytest.mark.parametrize("name", ["reference_a", "reference_b"])
def test_nothing_is_refused_to_the_people_of_the_reference_models(name: str) -> None:
    lines = list(run(load(name), cases=60))
    assert [line for line in lines if line.kind is LineKind.REFUSED] == []
    assert Counter(line.kind for line in lines)[LineKind.LEFT] == 60
