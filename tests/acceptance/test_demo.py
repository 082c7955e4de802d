"""`parcours demo` tells a whole parcours, and leaves a database on which everything it suggests works."""

import shlex
from pathlib import Path

import pytest

from terminals import Said, Terminal


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Said:
    return Terminal(tmp_path_factory.mktemp("demo")).done("demo")


def test_it_goes_from_the_first_meeting_to_the_last_step(told: Said) -> None:
    steps = [line for line in told.out.splitlines() if line.startswith("● ")]
    assert steps[0] == "● 5 janvier 2026 : Inscription à une réunion d'information"
    assert steps[-1] == "● 15 mars 2027 : Admission au sociétariat"


def test_the_fourth_convention_is_refused_with_its_article_and_its_arithmetic(told: Said) -> None:
    once = " ".join(told.out.split())
    assert "2 − 2 = 0 (C. com. L127-2, en vigueur depuis le 21 mai 2005)" in once
    assert "Ceci n'est pas un conseil juridique." in once


def test_it_shows_contracts_dates_reminders_and_actions(told: Said) -> None:
    once = " ".join(told.out.split())
    assert "du 2 février 2026 au 1er mai 2026 inclus" in once
    assert "→ rappels : " in once
    assert "action : contrat_cape" in once
    assert "à faire par Chargé·e d'accueil avant le 2 février 2026 inclus" in once


def test_its_journal_is_verified(told: Said) -> None:
    assert "faits relus : tout concorde." in told.out


def test_what_it_suggests_works(told: Said, terminal: Terminal) -> None:
    suggested = told.out.split("À essayer maintenant, sur cette base")[1].strip().splitlines()
    export, *commands = [line.strip() for line in suggested]
    variables = dict(each.split("=", 1) for each in shlex.split(export)[1:])
    terminal.variables.update(variables)
    assert len(commands) >= 5
    for command in commands:
        assert terminal.done(*shlex.split(command)[1:], now=variables["PARCOURS_NOW"]).out
    assert Path("parcours.html").read_text("utf-8").startswith("<!doctype html>")


def test_its_story_is_a_test_like_the_others(terminal: Terminal) -> None:
    stories = Path(__file__).parents[2] / "workflows" / "demo"
    assert terminal.done("test", str(stories)).out.endswith("1 test, aucun échec.\n")
