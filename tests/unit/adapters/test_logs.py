"""Logs that other programs read: CSV, XES (IEEE 1849) and OCEL 2.0, against their schemas and against PM4Py."""

import csv
import io
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from lxml import etree

import standards
from measured import STORY, K, line
from parcours.adapters.runs.csv_log import write_csv
from parcours.adapters.runs.ocel import write_ocel
from parcours.adapters.runs.xes import write_xes
from parcours.simulation.model import load
from parcours.simulation.tables.engine import run

ODD = line(39, 9, K.WROTE, "nom", '"<d\'Arc> & fils; \u2014 été"')
LINES = (*STORY, line(38, 1, K.BOOKED, "ateliers", "1970-02-20"), ODD)


def as_csv() -> bytes:
    file = io.BytesIO()
    write_csv(iter(LINES), file)
    return file.getvalue()


def as_xes() -> bytes:
    file = io.BytesIO()
    write_xes(iter(LINES), "Essai & erreur", file)
    return file.getvalue()


def as_ocel() -> bytes:
    file = io.BytesIO()
    write_ocel(iter(LINES), file)
    return file.getvalue()


def published(name: str) -> Path:
    """A published schema; nobody has said under what licence, so it is not kept here."""
    folder = os.environ.get("PARCOURS_LOG_SCHEMAS")
    if folder is None:
        pytest.skip("PARCOURS_LOG_SCHEMAS names no folder with the schemas of IEEE 1849 and of OCEL 2.0")
    return Path(folder) / name


def test_csv_has_a_line_an_event_with_its_instant() -> None:
    rows = list(csv.reader(io.StringIO(as_csv().decode("utf-8"), newline="")))
    assert rows[0] == ["case", "time", "kind", "name", "detail"]
    # Day 11 from the first of January is the 12th.
    assert rows[7] == ["1", "1970-01-12T00:00:00+00:00", "asked", "bureau", ""]
    assert rows[-1] == ["9", "1970-02-09T00:00:00+00:00", "wrote", "nom", ODD.detail]
    assert len(rows) == len(LINES) + 1


def test_xes_has_a_trace_a_person_in_order_of_time() -> None:
    log = etree.fromstring(as_xes())
    traces = {trace.find("string[@key='concept:name']").get("value"): trace for trace in log.findall("trace")}
    assert list(traces) == ["0", "1", "2", "3", "9"]
    said = [
        (event.find("string[@key='concept:name']").get("value"), event.find("date").get("value"))
        for event in traces["2"].findall("event")
    ]
    assert said == [
        ("arrived porte", "1970-01-13T00:00:00+00:00"),
        ("entered accueil", "1970-01-13T00:00:00+00:00"),
        ("asked bureau", "1970-01-13T00:00:00+00:00"),
        ("reneged bureau", "1970-01-15T00:00:00+00:00"),
        ("entered fin", "1970-01-15T00:00:00+00:00"),
        ("left abandon", "1970-01-15T00:00:00+00:00"),
    ]
    ended = {name: trace.find("boolean").get("value") for name, trace in traces.items()}
    assert ended == {"0": "true", "1": "false", "2": "true", "3": "true", "9": "false"}
    (event,) = traces["9"].findall("event")
    assert event.find("string[@key='detail']").get("value") == ODD.detail


def test_xes_says_what_became_of_a_task() -> None:
    names = {each.get("value") for each in etree.fromstring(as_xes()).iterfind(".//event/string[@key='concept:name']")}
    assert "opened bilan" in names


def test_xes_keeps_to_what_the_standard_requires() -> None:
    schema = etree.RelaxNG(etree.fromstring(standards.XES))
    made = etree.fromstring(as_xes())
    schema.assertValid(made)
    made.find(".//event/date").set("value", "hier")
    assert not schema.validate(made)


def test_xes_keeps_to_the_published_schema() -> None:
    schema = etree.XMLSchema(etree.parse(published("xes.xsd")))
    schema.assertValid(etree.fromstring(as_xes()))


def ocel() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(as_ocel())
    return found


def test_ocel_events_bear_on_known_objects_of_declared_types() -> None:
    log = ocel()
    objects = {each["id"]: each for each in log["objects"]}
    types = {each["name"]: {held["name"] for held in each["attributes"]} for each in log["objectTypes"]}
    assert {each["type"] for each in log["events"]} == {each["name"] for each in log["eventTypes"]}
    assert all(related["objectId"] in objects for each in log["events"] for related in each["relationships"])
    assert all(related["objectId"] in objects for each in objects.values() for related in each["relationships"])
    assert all({held["name"] for held in each["attributes"]} <= types[each["type"]] for each in objects.values())
    assert Counter(each["type"] for each in objects.values()) == {
        "person": 5,
        "contract": 1,
        "resource": 1,
        "session": 1,
    }
    assert len({each["id"] for each in log["events"]}) == len(LINES)


def test_ocel_follows_a_contract_from_its_signature_to_its_end() -> None:
    log = ocel()
    (contract,) = [each for each in log["objects"] if each["type"] == "contract"]
    assert contract["relationships"] == [{"objectId": "p3", "qualifier": "signed by"}]
    ends = [(each["time"], each["value"]) for each in contract["attributes"] if each["name"] == "ends_on"]
    assert ends == [("1970-01-16T00:00:00+00:00", "1970-01-25"), ("1970-01-26T00:00:00+00:00", "1970-02-04")]
    named = {"objectId": contract["id"], "qualifier": "what"}
    assert [each["type"] for each in log["events"] if named in each["relationships"]] == [
        "signed essai",
        "renewed essai",
        "ended essai",
    ]


def test_ocel_tells_a_second_contract_from_the_first() -> None:
    file = io.BytesIO()
    lines = [line(day, 0, kind, "essai", "a/b") for day, kind in ((1, K.SIGNED), (2, K.ENDED), (3, K.SIGNED))]
    write_ocel(lines, file)
    objects = [each["id"] for each in json.loads(file.getvalue())["objects"]]
    assert objects == ["p0", "c0-essai-1", "c0-essai-2"]


def against(schema: dict[str, Any], log: dict[str, Any]) -> list[str]:
    validator = Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)
    return [each.json_path for each in validator.iter_errors(log)]


def test_ocel_keeps_to_what_the_standard_requires() -> None:
    log = ocel()
    assert against(standards.OCEL, log) == []
    del log["events"][0]["time"]
    log["objects"][1]["attributes"][0]["value"] = 3
    assert against(standards.OCEL, log) == ["$.events[0]", "$.objects[1].attributes[0].value"]


def test_ocel_keeps_to_the_published_schema() -> None:
    assert against(json.loads(published("ocel20-schema-json.json").read_text("utf-8")), ocel()) == []


@pytest.mark.slow
def test_pm4py_reads_the_xes_and_discovers_a_model_that_fits(tmp_path: Path) -> None:
    pm4py = pytest.importorskip("pm4py", reason="pm4py comes with the group `conformance` alone: it is AGPL")
    (tmp_path / "log.xes").write_bytes(as_xes())
    log = pm4py.read_xes(str(tmp_path / "log.xes"))
    assert len(log) == len(LINES)
    assert set(log["case:concept:name"]) == {"0", "1", "2", "3", "9"}
    fitness = pm4py.fitness_token_based_replay(log, *pm4py.discover_petri_net_inductive(log))
    assert fitness["log_fitness"] == 1.0


@pytest.mark.slow
def test_pm4py_discovers_from_the_reference_model_what_replays_it_whole(tmp_path: Path) -> None:
    pm4py = pytest.importorskip("pm4py", reason="pm4py comes with the group `conformance` alone: it is AGPL")
    lines = list(run(load("reference_a"), cases=40))
    with (tmp_path / "log.xes").open("wb") as file:
        write_xes(iter(lines), "reference_a", file)
    log = pm4py.read_xes(str(tmp_path / "log.xes"))
    assert len(log) == len(lines)
    assert len(set(log["case:concept:name"])) == 40
    fitness = pm4py.fitness_token_based_replay(log, *pm4py.discover_petri_net_inductive(log))
    assert fitness["log_fitness"] == 1.0


@pytest.mark.slow
def test_pm4py_reads_the_ocel(tmp_path: Path) -> None:
    pm4py = pytest.importorskip("pm4py", reason="pm4py comes with the group `conformance` alone: it is AGPL")
    (tmp_path / "log.json").write_bytes(as_ocel())
    log = pm4py.read_ocel2_json(str(tmp_path / "log.json"))
    assert len(log.events) == len(LINES)
    assert Counter(log.objects["ocel:type"]) == {"person": 5, "contract": 1, "resource": 1, "session": 1}
