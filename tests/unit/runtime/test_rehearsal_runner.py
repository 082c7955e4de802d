"""Tests of a parcours played by the commands of production: what passes, what fails, and where it says so."""

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from parcours.adapters.memory import MemoryStore
from parcours.errors import DefinitionError, UsageError
from parcours.runtime.rehearsal.report import Outcome, as_text
from parcours.runtime.rehearsal.runner import play_all, rehearsal, rehearsals, usable

JOURNEY = Path(__file__).parent / "journey.yaml"
KNOWN = "given: {dossier: {nom: Riou, assurance: {from: 2026-01-01, until: 2028-12-31}}}\n"
Play = Callable[..., list[Outcome]]


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder of parcours with its folder of tests, as a cooperative keeps them."""
    shutil.copy(JOURNEY, tmp_path / "essai.yaml")
    (tmp_path / "tests").mkdir()
    return tmp_path


@pytest.fixture
def play(shelf: Path) -> Play:
    def played(tests: str, *, given: str = KNOWN, workflow: str = "") -> list[Outcome]:
        path = shelf / "tests" / "un.yaml"
        path.write_text(f"format: 1\nworkflow: essai\n{given}tests:\n{tests}", encoding="utf-8")
        return list(play_all(rehearsal(path, workflow=workflow), lambda: nullcontext(MemoryStore())))

    return played


def one(outcomes: list[Outcome]) -> list[str]:
    """The lines of the only outcome, without the folder."""
    (outcome,) = outcomes
    return [line.rpartition("/")[2] for line in as_text(outcome).splitlines()]


def test_a_history_that_goes_as_expected_passes(play: Play) -> None:
    (outcome,) = play("""  histoire:
    label: Une histoire entière
    steps:
      - on: 2026-01-05
        send: entrer
        expect: {stage: candidat, did: [accueillir], due: {candidat.abandon: 2026-07-05}}
      - {on: 2026-01-06, done: accueillir, expect: {due: {accueillir: null}, not_did: [accueillir]}}
      - on: 2026-01-10
        send: signer
        with: {starts_on: 2026-01-15, term: 1 mois}
        expect: {pending: {signer: 2026-01-15}}
      - {on: 2026-01-15, expect: {stage: en_essai, situation: dedans, contract: {essai: {ends_on: 2026-02-14}}}}
      - {on: 2026-02-14 23:59, expect: {stage: en_essai}}
      - {on: 2026-02-15 00:00, expect: {stage: sorti, track: {formation: en_cours}}}
      - {on: 2026-06-16, expect: {track: {formation: finie}}}
""")
    assert outcome.passed, as_text(outcome)
    assert (outcome.workflow, outcome.test, outcome.label) == ("essai", "histoire", "Une histoire entière")


def test_a_date_that_differs_is_explained_at_its_line(play: Play) -> None:
    assert one(
        play("""  dates:
    label: Dates
    steps:
      - on: 2026-01-31
        send: entrer
        expect:
          due: {candidat.abandon: 2026-08-01}
""")
    )[:3] == [
        "un.yaml:11: due.candidat.abandon : attendu « 2026-08-01 », obtenu « 2026-07-31 »",
        "    Compté depuis : 31 janvier 2026 (entrée dans l'étape).",
        "    31 janvier 2026 + 6 mois → 31 juillet 2026.",
    ]


def test_a_period_that_differs_is_explained_too(play: Play) -> None:
    assert one(
        play("""  terme:
    label: Terme
    given: {start: {stage: candidat, on: 2026-01-05}}
    steps:
      - {on: 2026-01-31, send: signer, with: {term: 1 mois}, expect: {contract: {essai: {ends_on: 2026-02-28}}}}
""")
    ) == [
        "un.yaml:9: contract.essai.ends_on : attendu « 2026-02-28 », obtenu « 2026-02-27 »",
        "    31 janvier 2026 + 1 mois → 28 février 2026 ; dernier jour, la veille (règle terme) : 27 février 2026.",
    ]


def test_a_refusal_nobody_expected_fails_with_its_words(play: Play) -> None:
    (line,) = one(
        play("""  refus:
    label: Refus
    given: {dossier: {assurance: null}, start: {stage: candidat, on: 2026-01-05}}
    steps: [{on: 2026-01-05, send: signer}]
""")
    )
    assert line.startswith("un.yaml:8: Refusé (assurance) : L'assurance ne couvre pas le premier jour.")


def test_an_expected_refusal_passes_and_changes_nothing(play: Play) -> None:
    (outcome,) = play("""  refus:
    label: Refus
    given: {start: {stage: candidat, on: 2026-01-05}}
    steps:
      - on: 2026-01-05
        send: signer
        with: {term: 7 mois}
        expect: {refused: contract.essai.term, says: "6 mois", stage: candidat}
      - {on: 2026-01-05, send: decider, by: accueil, with: {present: 3}, expect: {refused: role}}
      - {on: 2026-01-05, done: declarer, expect: {refused: task}}
      - {on: 2026-01-05, edit: {assurance: hier}, expect: {refused: input}}
""")
    assert outcome.passed, as_text(outcome)


def test_an_act_that_should_have_been_refused_fails(play: Play) -> None:
    assert one(
        play("""  refus:
    label: Refus
    steps: [{on: 2026-01-05, send: entrer, expect: {refused: stage}}]
""")
    ) == ["un.yaml:7: refused : attendu « stage », obtenu rien"]


def test_who_comes_back_after_an_exit_has_a_new_case_and_the_old_one_runs_on(play: Play) -> None:
    (outcome,) = play("""  retour:
    label: Retour
    given: {start: {stage: candidat, on: 2026-01-05}}
    steps:
      - {on: 2026-01-15, send: signer, with: {term: 1 mois}}
      - {on: 2026-02-20, expect: {stage: sorti, track: {formation: en_cours}}}
      - on: 2026-03-01
        send: entrer
        expect: {stage: candidat, track: {formation: en_cours}, contract: {essai: {ends_on: 2026-02-14}}}
      - {on: 2026-03-02, done: declarer}
      - on: 2026-03-05
        send: signer
        with: {term: 2 mois}
        expect: {stage: en_essai, contract: {essai: {ends_on: 2026-05-04, renewals: 1, total_months: 3}}}
""")
    assert outcome.passed, as_text(outcome)


def test_contracts_kept_on_paper_count(play: Play) -> None:
    (outcome,) = play("""  papier:
    label: Papier
    given:
      start: {stage: candidat, on: 2026-01-05}
      prior:
        - {contract: essai, starts_on: 2025-01-01, ends_on: 2025-03-31, renewals: 1}
        - {contract: essai, starts_on: 2025-06-01, ends_on: 2025-06-30}
    steps:
      - {on: 2026-01-15, send: signer, with: {term: 1 mois}, expect: {contract: {essai: {renewals: 3, total: P5M}}}}
""")
    assert outcome.passed, as_text(outcome)  # 3 signatures on paper and this one; 3 + 1 + 1 months


def test_the_calendar_of_a_test_is_laid_over_that_of_the_file(play: Play) -> None:
    (outcome,) = play("""  conges:
    label: Congés
    given:
      start: {stage: candidat, on: 2026-01-05}
      calendar: {closures: [{from: 2026-01-08, until: 2026-01-16}]}
    steps:
      - {on: 2026-01-05, send: signer, expect: {due: {formation.en_cours.point: 2026-01-21}}}
""")
    assert outcome.passed, as_text(outcome)  # 6, 7, then 19, 20, 21 January: the 5th working day


def test_a_calendar_nobody_can_mean_is_told(play: Play) -> None:
    with pytest.raises(DefinitionError) as wrong:
        play("""  zone:
    label: Zone
    given: {calendar: {timezone: Europe/Pari}}
    steps: [{on: 2026-01-05}]
""")
    assert [each.span.line for each in wrong.value.diagnostics] == [7]


def test_a_start_the_rules_refuse_fails_the_test(play: Play) -> None:
    (line,) = one(
        play("""  depart:
    label: Départ
    given: {dossier: {assurance: hier}, start: {stage: candidat, on: 2026-01-05}}
    steps: [{on: 2026-01-05}]
""")
    )
    assert line.startswith("un.yaml:6: Ce qui est donné est refusé")


def test_what_is_edited_before_the_case_opens_is_known_when_it_does(play: Play) -> None:
    (outcome,) = play("""  avant:
    label: Avant
    given: {dossier: {assurance: null}}
    steps:
      - {on: 2026-01-05, edit: {assurance: {from: 2026-01-01, until: 2026-12-31}}}
      - {on: 2026-01-05, expect: {stage: null, situation: null, suspended: false, did: []}}
      - {on: 2026-01-06, send: entrer}
      - {on: 2026-01-06, send: signer, expect: {stage: en_essai}}
""")
    assert outcome.passed, as_text(outcome)


def test_a_task_asked_of_nobody_is_a_step_that_cannot_be(play: Play) -> None:
    (line,) = one(
        play("""  personne:
    label: Personne
    steps: [{on: 2026-01-05, done: accueillir}]
""")
    )
    assert line.startswith("un.yaml:7: Ce pas est impossible")


def test_a_base_may_be_rehearsed(play: Play, shelf: Path) -> None:
    base = shelf / "essai.yaml"
    base.write_text(base.read_text("utf-8").replace("title:", "abstract: true\ntitle:"), "utf-8")
    (outcome,) = play("  base: {label: Base, steps: [{on: 2026-01-05, send: entrer, expect: {stage: candidat}}]}\n")
    assert outcome.passed


def test_the_tests_of_a_parent_are_played_on_a_child(play: Play, shelf: Path) -> None:
    quicker = "stages: {candidat: {deadlines: {abandon: {after: 3 mois}}}}"
    child = f"format: 1\nid: enfant\ntitle: Enfant\nextends: essai\n{quicker}\n"
    (shelf / "enfant.yaml").write_text(child, "utf-8")
    tests = """  abandon:
    label: Abandon
    steps: [{on: 2026-01-05, send: entrer, expect: {due: {candidat.abandon: 2026-07-05}}}]
"""
    assert play(tests)[0].passed
    (outcome,) = play(tests, workflow="enfant")
    assert outcome.workflow == "enfant"
    assert "obtenu « 2026-04-05 »" in as_text(outcome)


def test_a_file_meant_to_be_refused_must_be_refused_for_that(play: Play, shelf: Path) -> None:
    (shelf / "essai.yaml").write_text(JOURNEY.read_text("utf-8").replace("to: candidat", "to: candidate"), "utf-8")
    assert play("  nom: {label: Nom, invalid: [unknown-stage]}\n")[0].passed
    (line,) = one(play("  autre: {label: Autre, invalid: [unknown-role]}\n"))
    assert line.startswith("un.yaml:5: « validate » devait refuser par unknown-role ; il trouve : ")
    assert "unknown-stage" in line


def test_a_sound_file_meant_to_be_refused_fails(play: Play) -> None:
    (line,) = one(play("  nom: {label: Nom, invalid: [unknown-stage]}\n"))
    assert line.endswith("il trouve : —")


def test_a_file_that_cannot_be_used_is_told_once_for_all(play: Play, shelf: Path) -> None:
    (shelf / "essai.yaml").write_text("format: 1\nid: essai\n", "utf-8")
    with pytest.raises(DefinitionError):
        play("  un: {label: Un, steps: [{on: 2026-01-05}]}\n")


def test_a_parcours_nobody_knows_is_a_mistake_of_the_caller(play: Play, shelf: Path) -> None:
    (shelf / "essai.yaml").unlink()
    with pytest.raises(UsageError, match="essai"):
        play("  un: {label: Un, steps: [{on: 2026-01-05}]}\n")


def test_a_definition_with_errors_is_not_usable(shelf: Path) -> None:
    path = shelf / "tests" / "un.yaml"
    path.write_text("format: 1\nworkflow: essai\ntests: {un: {label: Un, steps: [{on: 2026-01-05}]}}\n", "utf-8")
    definition, tree = usable(rehearsal(path).examined)
    assert definition.workflow.id == "essai"
    assert "stages" in tree.entries()


def test_a_parcours_that_several_files_name_is_read_and_made_ready_once(shelf: Path) -> None:
    tests = "tests: {un: {label: Un, steps: [{on: 2026-01-05}]}}\n"
    paths = [shelf / "tests" / f"{name}.yaml" for name in ("un", "deux")]
    for path in paths:
        path.write_text(f"format: 1\nworkflow: essai\n{tests}", "utf-8")
    one, other = rehearsals(paths)
    assert [Path(each.suite.name).stem for each in (one, other)] == ["un", "deux"]
    assert one.examined is other.examined
    assert one.programs is other.programs
