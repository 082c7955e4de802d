import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from parcours.calendar.roll import Roll
from parcours.definition.faults import WORDINGS
from parcours.definition.forms import FORMS
from parcours.definition.schema import KINDS, Kind, schema, validate
from parcours.definition.source import parse
from parcours.diagnostics import as_text
from parcours.model.deadline import LateReminders, WhenSuspended
from parcours.model.fields import FieldType
from parcours.model.law import AppliesTo, RuleKind
from parcours.model.workflow import Suspending
from parcours.resources import folder
from parcours.simulation.scenario.supply import Discipline
from parcours.simulation.scenario.values import Shape

STRUCTURE = {
    "$schema",
    "$id",
    "$defs",
    "$ref",
    "title",
    "description",
    "examples",
    "items",
    "properties",
    "propertyNames",
}
BRANCHES = {"anyOf", "oneOf", "allOf", "not", "if", "then", "else", "dependentSchemas", "prefixItems", "contains"}
EVERY_KEY = Path(__file__).parent / "every_key"  # one file a kind, which writes each key once at least
SOURCE_KINDS: list[Kind] = ["parcours", "law", "test", "scenario", "import"]


def subschemas(value: Any) -> Iterator[dict[str, Any]]:
    """A schema and all those inside it."""
    yield value
    for keyword in ("properties", "$defs"):
        for inner in value.get(keyword, {}).values():
            yield from subschemas(inner)
    for keyword in ("items", "additionalProperties", "propertyNames"):
        if isinstance(value.get(keyword), dict):
            yield from subschemas(value[keyword])


def referred(kind: Kind, part: dict[str, Any]) -> dict[str, Any]:
    """What a `$ref` points to, under what stands beside it."""
    if "$ref" not in part:
        return part
    file, _, name = part["$ref"].partition("#/$defs/")
    target: Kind = next(each for each in KINDS if file in {"", f"{each}.schema.json"} and (file or each == kind))
    return {**schema(target)["$defs"][name], **part}


ALL = [(kind, part) for kind in KINDS for part in subschemas(schema(kind))]


@pytest.mark.parametrize("kind", KINDS)
def test_a_schema_is_one_of_the_2020_12_draft(kind: Kind) -> None:
    assert schema(kind)["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    Draft202012Validator.check_schema(schema(kind))


def test_every_property_is_explained() -> None:
    silent = [
        (kind, name)
        for kind, part in ALL
        for name, each in part.get("properties", {}).items()
        if not {"title", "description"} <= referred(kind, each).keys()
    ]
    assert not silent


def test_every_object_says_what_else_it_allows() -> None:
    loose = [
        (kind, part["title"])
        for kind, part in ALL
        if kind in SOURCE_KINDS and "properties" in part and part.get("additionalProperties") is not False
    ]
    assert not loose


def test_no_schema_has_branches_to_blame_wrongly() -> None:
    assert not [(kind, part) for kind, part in ALL if BRANCHES & part.keys()]


def test_every_keyword_has_its_words() -> None:
    used = {keyword for _, part in ALL for keyword in part}
    assert used - STRUCTURE - {"pattern"} <= set(WORDINGS)


def test_every_pattern_has_the_form_that_explains_it_and_every_form_exists() -> None:
    assert not [part for _, part in ALL if "pattern" in part and "x-form" not in part]
    assert {part["x-form"] for _, part in ALL if "x-form" in part} == set(FORMS)


@pytest.mark.parametrize(
    ("form", "texts"),
    [
        ("id", ["a", "cape_2"]),
        ("id_or_rest", ["...", "a"]),
        ("rest", ["..."]),
        ("duration", ["1 mois", "P6M", "p6m", "5 jours ouvrés", "1 an et 2 mois"]),
        ("months", ["12 mois", "1 an", "P1Y"]),
        ("span", ["P2M17D", "P3D", "P2M"]),
        ("date", ["2026-02-28"]),
        ("known_day", ["...", "2026-06-18", "06-18", "02-29"]),
        ("time", ["08:30", "23:59"]),
        ("moment", ["2026-01-15", "2026-01-15 14:30"]),
        ("day_path", ["stage.entered_on", "contract.ends_on", "contract.a.starts_on", "dossier.a.until", "law.a.b"]),
        ("day_of_value", ["today", "coming_midnight", "contract.ends_on", "dossier.a.until"]),
        ("period_day", ["month_end", "12-31", "assemblee_generale"]),
        ("law_rule", ["fr_x.terme"]),
        ("cap", ["term", "renewals", "total", "trial"]),
        ("country", ["FR"]),
        ("subdivision", ["57", "FR-MOS"]),
    ],
)
def test_an_editor_refuses_nothing_that_we_accept(form: str, texts: list[str]) -> None:
    patterns = [part["pattern"] for _, part in ALL if part.get("x-form") == form and "pattern" in part]
    for text in texts:
        assert FORMS[form](text) is None
        assert all(re.search(pattern, text) for pattern in patterns)


@pytest.mark.parametrize(
    ("kind", "path", "words"),
    [
        ("parcours", ("field_type",), list(FieldType)),
        ("parcours", ("deadline", "properties", "roll"), list(Roll)),
        ("parcours", ("deadline", "properties", "late_reminders"), list(LateReminders)),
        ("parcours", ("deadline", "properties", "when_suspended"), list(WhenSuspended)),
        ("parcours", ("event", "properties", "suspension"), [each for each in Suspending if each]),
        ("law", ("rule", "properties", "rule"), list(RuleKind)),
        ("law", ("version", "properties", "applies_to"), list(AppliesTo)),
        ("scenario", ("resource", "properties", "discipline"), list(Discipline)),
    ],
)
def test_the_words_of_a_schema_are_those_of_the_model(kind: Kind, path: tuple[str, ...], words: list[str]) -> None:
    part: Any = schema(kind)["$defs"]
    for step in path:
        part = part[step]
    assert part["enum"] == words


def problems(text: str, kind: Kind = "parcours") -> str:
    document = parse(text.encode(), "f.yaml")
    assert not document.diagnostics
    return as_text(validate(document, kind), {"f.yaml": document.text})


def slugs(text: str, kind: Kind = "parcours") -> list[str]:
    return [each.code.slug for each in validate(parse(text.encode(), "f.yaml"), kind)]


@pytest.mark.parametrize("path", sorted(folder("workflows").rglob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_files_have_the_shape_of_their_kind(path: Any) -> None:
    document = parse(path.read_bytes(), path.name)
    keys = document.root.keys if document.root else {}
    marks: dict[str, Kind] = {"rules": "law", "tests": "test", "scenario": "scenario", "import": "import"}
    kind = next((kind for key, kind in marks.items() if key in keys), "parcours")
    assert as_text((*document.diagnostics, *validate(document, kind)), {path.name: document.text}) == ""


WHOLE = (EVERY_KEY / "parcours.yaml").read_text()


def test_a_file_that_uses_every_key_is_accepted() -> None:
    assert problems(WHOLE) == ""


def test_the_whole_example_leaves_no_key_out() -> None:
    written = set(re.findall(r"(\w+):", WHOLE))
    keys = {name for part in subschemas(schema("parcours")) for name in part.get("properties", {})}
    assert keys <= written


LAW = (EVERY_KEY / "law.yaml").read_text()


def test_a_law_file_is_accepted() -> None:
    assert problems(LAW, "law") == ""


def test_a_law_version_without_its_article_is_refused() -> None:
    assert "Il manque « reference » à « rules.duree.versions » n° 1." in problems(
        LAW.replace("reference: L1, source: x", "source: x"), "law-resolved"
    )


def test_a_cap_bounds_a_known_thing() -> None:
    assert "Vouliez-vous dire « renewals » ?" in problems(LAW.replace("on: renewals", "on: renewal"), "law")


TEST = (EVERY_KEY / "test.yaml").read_text()


def test_a_file_of_tests_is_accepted() -> None:
    assert problems(TEST, "test") == ""


def test_a_step_on_a_day_that_does_not_exist_is_refused() -> None:
    assert slugs(TEST.replace("2026-01-16", "2026-02-31"), "test") == ["bad-date"]
    assert slugs(TEST.replace("2026-01-14 09:30", "2026-01-14 25:30"), "test") == ["bad-time"]


SCENARIO = (EVERY_KEY / "scenario.yaml").read_text()


def test_a_scenario_is_accepted() -> None:
    assert problems(SCENARIO, "scenario") == ""
    assert problems(SCENARIO, "scenario-resolved") == ""


def test_the_whole_scenario_leaves_no_key_out() -> None:
    written = set(re.findall(r"(\w+):", SCENARIO))
    keys = {name for part in subschemas(schema("scenario")) for name in part.get("properties", {})}
    assert keys <= written


IMPORT = (EVERY_KEY / "import.yaml").read_text()


def test_a_mapping_is_accepted() -> None:
    assert problems(IMPORT, "import") == ""


def test_the_whole_mapping_leaves_no_key_out() -> None:
    keys = {name for part in subschemas(schema("import")) for name in part.get("properties", {})}
    assert keys <= set(re.findall(r"(\w+):", IMPORT))


def test_the_distributions_of_a_scenario_are_those_of_the_model() -> None:
    for name in ("delay", "distribution", "patience"):
        shapes = schema("scenario")["$defs"][name]["properties"].keys() - {"source", "assumption"}
        assert shapes == set(Shape)


def test_a_pool_of_nothing_is_refused() -> None:
    told = problems(SCENARIO.replace("capacity: 2", "capacity: 0"), "scenario")
    assert "Le plus petit nombre admis est 1." in told


def test_a_resolved_scenario_says_when_it_ends() -> None:
    assert "Il manque « until » à ce fichier." in problems(
        SCENARIO.replace("until: 2030-01-01\n", ""), "scenario-resolved"
    )


def test_what_a_scenario_counts_from_is_suggested() -> None:
    assert "Vouliez-vous dire « today » ?" in problems(SCENARIO.replace("of: today", "of: todya"), "scenario")


START = "format: 1\nid: exemple\n"


def test_a_file_without_tree_has_nothing_more_to_tell() -> None:
    assert slugs("") == []


def test_a_value_is_blamed_once_however_many_ways_it_is_wrong() -> None:
    assert slugs(START + "roles:\n  " + "Étape" * 20 + ": {label: 3}\n") == ["bad-id", "wrong-length", "wrong-type"]
    assert slugs(START + "stages: {a: {deadlines: {b: {after: demain}}}}") == ["bad-duration"]


def test_what_is_wrong_is_told_in_file_order_whatever_the_schema_looks_at_first() -> None:
    assert slugs("stages: {Un: {}}\nid: Deux\nroles: 3\nformat: 2\n") == [
        "bad-id",
        "bad-id",
        "wrong-type",
        "unknown-format",
    ]


def test_a_french_key_is_recognised_by_its_title() -> None:
    assert "« situations »" in problems(START + "situation: {}")
    assert "« tracks »" in problems(START + "volets: {}")
    assert "« contracts »" in problems(START + "contrats: {}")


def test_a_key_far_from_all_is_answered_by_those_still_free() -> None:
    told = problems(START + "calendar: {zzz: 1, timezone: Europe/Paris}")
    assert "Clés possibles ici : holidays, subdivision, notify_at, closures et dates." in told


def test_whole_numbers_are_written_without_a_point() -> None:
    assert "attend un nombre entier, non un nombre." in problems(START + "contracts: {a: {renewals: 2.0}}")
    assert "attend un nombre entier, non true ou false." in problems(START + "contracts: {a: {renewals: true}}")


def test_a_place_in_a_list_is_said_by_its_number() -> None:
    told = problems(
        START + "calendar: {closures: [{from: 2026-01-01, until: 2026-01-02}, {from: 3, until: 2026-01-02}]}"
    )
    assert "« from » de « calendar.closures » n° 2 attend un texte, non un nombre entier." in told


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("abstract: Oui", "Écrivez « true »."),
        ("abstract: off", "Écrivez « false »."),
        ("abstract: 3", "Écrivez « true » ou « false »."),
        ("title: {a: b}", "non des clés."),
        ("title: true", "Mettez des guillemets : 'true'."),
        ("law: 3", "Écrivez [a, b]."),
        ("contracts: {a: {remind: [3]}}", "attend des clés, non un nombre entier."),
        ("stages: text", "Écrivez « clé: valeur », ou {clé: valeur}."),
        ("contracts: {a: {renewals: '2'}}", "Écrivez 2, sans guillemets."),
        ("dossier: {a: {min: '1 200,5'}}", "Écrivez 1200.5, sans guillemets."),
        ("dossier: {a: {min: beaucoup}}", "sans guillemets ni unité"),
    ],
)
def test_a_value_of_another_type_is_answered_by_how_to_write_it(line: str, remedy: str) -> None:
    assert remedy in problems(START + line)


def test_what_a_removal_may_name_may_be_null_and_nothing_else() -> None:
    assert (
        slugs(START + "tracks: {a: null}\nstages: {a: {deadlines: {b: null}, transitions: {c: {when: {d: null}}}}}")
        == []
    )
    assert slugs(START + "stages: {a: {label: null}}") == ["nothing-to-remove"]


def test_an_empty_value_told_by_the_source_is_not_told_again() -> None:
    assert (
        slugs(START + "title:\nabstract:\nroles: {a: {label:, quorum: }}\nstages:\ndossier: {b: {type: }}\nzzz:\n")
        == []
    )


def test_too_many_items_are_counted() -> None:
    days = ", ".join(f"{2000 + n // 300}-{1 + n % 300 // 28:02}-{1 + n % 28:02}" for n in range(1001))
    assert "compte plus de 1000 éléments" in problems(START + f"calendar: {{dates: {{a: [{days}]}}}}")


def test_a_number_above_its_bound_is_told_the_bound() -> None:
    assert "Le plus grand nombre admis est 1000." in problems(START + "contracts: {a: {renewals: 5000}}")


def test_a_long_text_is_told_its_limit() -> None:
    assert "« title » compte plus de 200 caractères." in problems(START + f"title: {'a' * 201}")


RESOLVED = """
format: 1
id: exemple
title: Exemple
calendar: {timezone: Europe/Paris}
roles: {accueil: {label: Accueil}}
events: {admettre: {label: Admission}}
stages: {diagnostic: {label: Diagnostic, transitions: {refuser: {when: {motif: {if: 'true', say: Non.}}}}}}
entry: {admettre: {to: diagnostic}}
tracks: {formation: {stages: {en_cours: {}}}}
"""


def test_a_resolved_file_says_all_it_must() -> None:
    assert problems(RESOLVED, "parcours-resolved") == ""


@pytest.mark.parametrize(
    ("said", "lacking"),
    [
        ("title: Exemple\n", "Il manque « title » à ce fichier."),
        ("calendar: {timezone: Europe/Paris}\n", "Il manque « calendar » à ce fichier."),
        ("timezone: Europe/Paris", "Il manque « timezone » à « calendar »."),
        ("label: Accueil", "Il manque « label » à « roles.accueil »."),
        ("label: Admission", "Il manque « label » à « events.admettre »."),
        ("label: Diagnostic, ", "Il manque « label » à « stages.diagnostic »."),
        (", say: Non.", "Il manque « say » à « stages.diagnostic.transitions.refuser.when.motif »."),
        ("to: diagnostic", "Il manque « to » à « entry.admettre »."),
    ],
)
def test_a_resolved_file_lacks_nothing_required(said: str, lacking: str) -> None:
    assert lacking in problems(RESOLVED.replace(said, ""), "parcours-resolved")


def test_a_source_file_may_leave_to_its_parent_what_a_resolved_file_must_say() -> None:
    assert slugs(START) == []


@pytest.mark.processes
def test_reading_yaml_does_not_wait_for_jsonschema() -> None:
    code = "import sys, parcours.definition.source; sys.exit('jsonschema' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=os.environ, check=False).returncode == 0
