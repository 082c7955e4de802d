"""A file of tests read with its places; what is wrong with it is told where it is written."""

import datetime
from pathlib import Path

import pytest

from parcours.errors import DefinitionError
from parcours.runtime.paper import PaperContract
from parcours.runtime.rehearsal.names import check_names, due_names
from parcours.runtime.rehearsal.reader import read_suite
from parcours.runtime.rehearsal.script import EditDossier, Given, MarkActionDone, SendEvent, Suite
from unit.runtime.house import House

HEAD = "format: 1\nworkflow: essai\n"


def suite(folder: Path, text: str) -> Suite:
    path = folder / "essai.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    return read_suite(path)


def codes_of(error: DefinitionError) -> list[tuple[str, int]]:
    return [(each.code.slug, each.span.line) for each in error.diagnostics]


def test_a_step_is_at_noon_unless_it_says_its_hour(tmp_path: Path) -> None:
    (script,) = suite(
        tmp_path,
        """tests:
  heures:
    label: Heures
    steps:
      - {on: 2026-01-15}
      - {on: 2026-01-15 14:30}
""",
    ).scripts
    assert [scene.at.isoformat(" ", "minutes") for scene in script.scenes] == ["2026-01-15 12:00", "2026-01-15 14:30"]


def test_every_act_is_read_as_what_it_is(tmp_path: Path) -> None:
    (script,) = suite(
        tmp_path,
        """tests:
  actes:
    label: Actes
    steps:
      - {on: 2026-01-15, send: signer, with: {term: 3 mois}, by: accueil}
      - {on: 2026-01-15, done: accueillir}
      - {on: 2026-01-15, edit: {ville: null}}
      - {on: 2026-01-15}
""",
    ).scripts
    assert [scene.doing for scene in script.scenes] == [
        SendEvent("signer", {"term": "3 mois"}, "accueil"),
        MarkActionDone("accueillir"),
        EditDossier({"ville": None}),
        None,
    ]


def test_each_expectation_keeps_the_line_it_is_written_on(tmp_path: Path) -> None:
    (script,) = suite(
        tmp_path,
        """tests:
  attentes:
    label: Attentes
    steps:
      - on: 2026-01-15
        expect:
          stage: candidat
          contract: {essai: {months: 3}}
          track: {formation: null}
          due:
            candidat.abandon: 2026-07-05
          did: [accueillir, declarer]
""",
    ).scripts
    assert [(each.name, each.expected, each.span.line) for each in script.scenes[0].expectations] == [
        ("stage", "candidat", 9),
        ("contract.essai.months", 3, 10),
        ("track.formation", None, 11),
        ("due.candidat.abandon", "2026-07-05", 13),
        ("did", "accueillir", 14),
        ("did", "declarer", 14),
    ]


def test_the_given_of_a_test_merges_into_that_of_the_file(tmp_path: Path) -> None:
    (script,) = suite(
        tmp_path,
        """given:
  dossier: {ville: Dinan, nom: Riou}
  start: {stage: candidat, on: 2026-01-05}
  prior: [{contract: essai, starts_on: 2025-01-01, ends_on: 2025-03-31}]
tests:
  donne:
    label: Donné
    given:
      dossier: {ville: Dinard}
      prior: [{contract: essai, starts_on: 2024-01-01, ends_on: 2024-03-31, renewals: 1}]
    steps: [{on: 2026-01-15}]
""",
    ).scripts
    assert script.given.dossier == {"ville": "Dinard", "nom": "Riou"}
    assert script.given.start is not None
    assert script.given.start.at.isoformat(" ", "minutes") == "2026-01-05 12:00"
    assert script.given.prior == (PaperContract("essai", datetime.date(2024, 1, 1), datetime.date(2024, 3, 31), 1),)


def test_nothing_given_is_nothing_given(tmp_path: Path) -> None:
    (script,) = suite(tmp_path, "tests: {vide: {label: Vide, steps: [{on: 2026-01-15}]}}\n").scripts
    assert script.given == Given()


def test_time_never_goes_back(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as wrong:
        suite(
            tmp_path,
            """given: {start: {stage: candidat, on: 2026-01-20}}
tests:
  retour:
    label: Retour
    steps:
      - {on: 2026-01-15}
      - {on: 2026-01-22}
      - {on: 2026-01-22 11:59}
""",
        )
    assert codes_of(wrong.value) == [("step-back", 8), ("step-back", 10)]


def test_a_file_of_the_wrong_shape_is_told_like_any_other(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError) as wrong:
        suite(tmp_path, "tests: {un: {label: Un, steps: [{on: 2026-01-15, sent: signer}]}}\n")
    assert codes_of(wrong.value) == [("unknown-key", 3)]


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("{on: 2026-01-15, send: singer}", "signer"),
        ("{on: 2026-01-15, done: acueillir}", "accueillir"),
        ("{on: 2026-01-15, edit: {vile: Dinan}}", "ville"),
        ("{on: 2026-01-15, expect: {stage: candidate}}", "candidat"),
        ("{on: 2026-01-15, expect: {situation: dedan}}", "dedans"),
        ("{on: 2026-01-15, expect: {not_did: [acueillir]}}", "accueillir"),
        ("{on: 2026-01-15, expect: {pending: {singer: null}}}", "signer"),
        ("{on: 2026-01-15, expect: {track: {formatoin: null}}}", "formation"),
        ("{on: 2026-01-15, expect: {track: {formation: finit}}}", "finie"),
        ("{on: 2026-01-15, expect: {contract: {essais: {months: 3}}}}", "essai"),
        ("{on: 2026-01-15, expect: {due: {candidat.abandn: null}}}", "candidat.abandon"),
    ],
)
def test_a_misspelt_name_does_not_pass_in_silence(tmp_path: Path, house: House, line: str, near: str) -> None:
    read = suite(tmp_path, f"tests: {{un: {{label: Un, steps: [{line}]}}}}\n")
    with pytest.raises(DefinitionError) as wrong:
        check_names(read, house.definition.workflow)
    (problem,) = wrong.value.diagnostics
    assert problem.code.slug == "unknown-name-in-test"
    assert near in problem.sentence()


def test_a_name_far_from_all_is_told_the_names_there_are(tmp_path: Path, house: House) -> None:
    read = suite(
        tmp_path,
        "given: {dossier: {zzz: 1}, start: {stage: qqq, on: 2026-01-05}}\n"
        "tests: {un: {label: Un, steps: [{on: 2026-01-15}]}}\n",
    )
    with pytest.raises(DefinitionError) as wrong:
        check_names(read, house.definition.workflow)
    assert [str(each.remedy) for each in wrong.value.diagnostics] == [
        "Le parcours a : candidat, en_essai, sorti.",
        "Le parcours a : assurance, nom, seance, ville.",
    ]


def test_due_may_speak_of_deadlines_recurrences_terms_and_actions(house: House) -> None:
    assert due_names(house.definition.workflow) == {
        *("declarer", "relancer", "accueillir"),
        *("candidat.abandon", "essai.terme"),
        *("formation.en_cours.fin", "formation.en_cours.point"),
    }
