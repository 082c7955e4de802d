"""The page that `parcours simulate` and `compare` write."""

from html import unescape
from pathlib import Path

import pytest

from terminals import Terminal

QUICK = ("--cases", "10", "--replications", "3")
CHANGE = ("--set", "resources.bureau.capacity=3")


@pytest.fixture
def report(terminal: Terminal) -> Path:
    return terminal.folder / "ecarts.html"


def test_a_run_that_is_kept_has_its_report(terminal: Terminal) -> None:
    terminal.done("--lang", "en", "simulate", "reference_b", *QUICK, *CHANGE, "--output", "sortie")
    text = unescape((terminal.folder / "sortie" / "report.html").read_text("utf-8"))
    assert '<html lang="en">' in text
    assert "In three sentences" in text
    again = f"parcours simulate reference_b {' '.join(CHANGE)} --replications 3 --seed 1 --cases 10"
    assert again in text


def test_what_changes_is_written_to_a_file(terminal: Terminal, report: Path) -> None:
    arguments = ("compare", "reference_a", "reference_b", *QUICK, *CHANGE, "--report", str(report))
    assert str(report) in terminal.done(*arguments).out
    text = unescape(report.read_text("utf-8"))
    assert '<section id="what-if"' in text
    assert f"parcours compare reference_a reference_b {' '.join(CHANGE)} --replications 3" in text


def test_nothing_runs_when_a_report_has_nowhere_to_go(terminal: Terminal) -> None:
    said = terminal.run("compare", "reference_a", "--replications", "100000", "--report", "ailleurs/ecarts.html")
    assert (said.code, "ailleurs" in said.complaint) == (2, True)


@pytest.mark.parametrize("arguments", [("simulate", "--output", "sortie"), ("compare", "--report", "ecarts.html")])
def test_a_report_asks_for_the_library_that_draws_it(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr("parcours.cli.simulating.find_spec", lambda name: None if name == "vl_convert" else object())
    command, *more = arguments
    said = terminal.run(command, "reference_a", *QUICK, *more)
    assert (said.code, "vl-convert" in said.complaint) == (2, True)
    assert not list(terminal.folder.glob("sortie")) + list(terminal.folder.glob("*.html"))
