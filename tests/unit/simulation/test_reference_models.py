"""The two reference models of the shipped files, small."""

from dataclasses import replace

import pytest

from parcours.simulation.log import Line
from parcours.simulation.model import Model, load, ready
from simulated import played, said

WITHOUT_LIMIT = 10**9
OF_QUEUES = ("asked", "granted", "released")


@pytest.fixture(scope="module")
def limited() -> Model:
    return load("reference_b")


def test_a_house_without_limits_is_the_free_one(limited: Model) -> None:
    scenario = limited.scenario
    boundless = replace(
        scenario,
        resources={name: replace(each, capacity=WITHOUT_LIMIT) for name, each in scenario.resources.items()},
        sessions={name: replace(each, seats=None) for name, each in scenario.sessions.items()},
    )

    in_b = played(ready(limited.definition, boundless), cases=60)
    in_a = played(load("reference_a"), cases=60)

    assert [line for line in in_b if line.kind not in OF_QUEUES] == in_a
    assert len(said(in_a, "signed")) > 10


def test_no_more_units_are_held_than_there_are(limited: Model) -> None:
    narrow = replace(limited.scenario.resources["bureau"], capacity=1)
    few = replace(limited.scenario, resources={**limited.scenario.resources, "bureau": narrow})

    lines = played(ready(limited.definition, few), cases=200)

    for resource in few.resources.values():
        assert max(_held(lines, resource.id)) <= resource.capacity
    assert min(_held(lines, "bureau")) == 0


def _held(lines: list[Line], resource: str) -> list[int]:
    held, seen = 0, []
    for line in lines:
        if line.name == resource:
            held += {"granted": 1, "released": -1}.get(line.kind, 0)
            seen.append(held)
    return seen


def test_nobody_passes_the_cap_of_the_law(limited: Model) -> None:
    lines = played(limited, cases=200)

    months: dict[int, int] = {}
    for line in lines:
        if line.kind in {"signed", "renewed"} and line.name == "cape":
            start, end = line.detail.split("/")
            year, month, _ = map(int, start.split("-"))
            last_year, last_month, _ = map(int, end.split("-"))
            months[line.case] = months.get(line.case, 0) + (last_year - year) * 12 + last_month - month + 1
    assert max(months.values()) == 36
    assert [line for line in lines if line.kind == "refused"] == []
