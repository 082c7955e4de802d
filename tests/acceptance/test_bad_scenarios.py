"""An impossible scenario is refused before any run, by one clear message, beside a file of another kind or alone."""

from pathlib import Path

import pytest

from terminals import Terminal

HEAD = "format: 1\nscenario: essai\nextends: reference_b\n"
BAD = {
    "arrivals_that_never_end": ("until: 2025-01-01\n", "days-in-disorder", "avant de commencer"),
    "an_empty_pool": ("resources: {bureau: {capacity: 0, assumption: true}}\n", "out-of-bounds", "est 1."),
    "a_negative_delay": (
        "stages: {preparation: {preparation: {after: [{normal: {mean: 9 jours, sigma: 3 jours}}], source: x}}}\n",
        "bad-distribution",
        "ne peut pas être négatif",
    ),
    "a_term_outside": (
        "stages: {attente_cape: {signature: {with: {term: {value: 7 mois}}}}}\n",
        "term-outside",
        "de 1 à 6 mois",
    ),
    "an_event_elsewhere": (
        "stages: {preparation: {preparation: {send: suivre_atelier}}}\n",
        "event-out-of-place",
        "« demander_atelier »",
    ),
    "a_parcours_of_nobody": ("workflow: reference_c\n", "unknown-workflow", "« reference »"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_scenario_is_refused_by_what_is_wrong_with_it(terminal: Terminal, tmp_path: Path, name: str) -> None:
    text, slug, words = BAD[name]
    path = tmp_path / "essai.yaml"
    path.write_text(HEAD + text)
    said = terminal.run("validate", str(path))
    assert said.code == 2
    assert slug in said.out
    assert words in " ".join(said.out.split())


def test_scripts_read_what_is_wrong_with_a_scenario(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "essai.yaml"
    path.write_text(HEAD + "sessions: {reunions: {seats: 12}}\n")
    said = terminal.run("validate", "--format", "json", str(path))
    assert said.code == 2
    (found,) = said.json["diagnostics"]
    assert (found["code"], found["slug"], found["line"]) == ("P916", "no-source", 4)


def test_a_sound_scenario_has_nothing_said_against_it(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "essai.yaml"
    path.write_text(HEAD + "people: 500\nsessions: {reunions: {seats: 12, source: la salle}}\n")
    assert "rien à redire" in terminal.done("validate", str(path)).out
