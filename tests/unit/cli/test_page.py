"""What people read fits their terminal, and cannot move its cursor."""

import functools
import os
import pty
import subprocess
import sys

import click
import pytest

from parcours.cli import findings, page
from parcours.cli.findings import count, show_findings
from parcours.cli.session import Session
from parcours.definition import codes
from parcours.diagnostics import Diagnostic, Severity, Span
from parcours.messages import Text
from parcours.settings import Settings
from terminals import Terminal

SESSION = Session(Settings())
HERE = Span("a.yaml", 1, 5, 1, 8)


def test_a_line_is_folded_under_where_it_begins(capsys: pytest.CaptureFixture[str]) -> None:
    page.line(SESSION, Text("{words}", words="mot " * 30), lead="   · ")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("   · mot mot")
    assert second.startswith("     mot")
    assert len(first) <= 80


def test_french_marks_stay_with_their_word() -> None:
    text = "a" * 76 + " mot : « cité »"
    first, second = page.wrapped(text)
    assert (first, second) == ("a" * 76, "mot : « cité »")


def test_words_too_long_for_a_line_are_left_whole() -> None:
    path = "/" + "x" * 100
    assert page.wrapped(path) == [path]


def test_what_would_move_the_cursor_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    page.line(SESSION, "un\x1b[2Jdeux")
    page.table(SESSION, (Text("Personne"),), [("\x1b[2J",)])
    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("severities", "told"),
    [
        ([Severity.ERROR], "1 erreur."),
        ([Severity.ERROR] * 2, "2 erreurs."),
        ([Severity.WARNING], "1 avertissement."),
        ([Severity.ERROR, Severity.WARNING, Severity.WARNING], "1 erreur, 2 avertissements."),
    ],
)
def test_findings_are_counted_with_their_plural(severities: list[Severity], told: str) -> None:
    found = [Diagnostic(codes.BAD_DATE, HERE, Text("Non."), severity=each) for each in severities]
    assert count(found).render() == told


def test_own_mistakes_come_before_inherited_ones(capsys: pytest.CaptureFixture[str]) -> None:
    inherited = Diagnostic(codes.BAD_DATE, Span("/a/parent.yaml", 1, 1, 1, 2), Text("Hérité."))
    own = Diagnostic(codes.BAD_DATE, Span("z.yaml", 1, 1, 1, 2), Text("Propre."))
    show_findings(SESSION, [inherited, own], {}, first=frozenset({"z.yaml"}))
    said = capsys.readouterr().out
    assert said.index("Propre.") < said.index("Hérité.")


def test_every_part_of_a_mistake_has_its_colour(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "_on_terminal", lambda **_: True)
    monkeypatch.setattr(findings.click, "echo", functools.partial(click.echo, color=True))
    found = Diagnostic(codes.BAD_DATE, HERE, Text("Une cause. " + "mot " * 40), Text("Un remède."))
    show_findings(SESSION, [found], {"a.yaml": "abc def ghi\n"})
    said = capsys.readouterr().out
    assert "\x1b[1ma.yaml:1:5\x1b[0m: \x1b[31m\x1b[1merreur\x1b[0m \x1b[90mP207 bad-date\x1b[0m" in said
    assert "\x1b[34m  1 | \x1b[0mabc def ghi" in said
    assert "\x1b[31m\x1b[1m    ^^^\x1b[0m" in said
    assert "\x1b[32m  → Un remède.\x1b[0m" in said
    assert all(len(line) <= 80 for line in said.splitlines() if "\x1b" not in line)


def on_a_terminal(terminal: Terminal, *arguments: str) -> str:
    """What a command writes when somebody is looking, colours and all."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "parcours", *arguments],
        cwd=terminal.folder,
        env={**os.environ, **terminal.environment(""), "TERM": "xterm-256color", "COLUMNS": "80", "LINES": "24"},
        stdout=follower,
        stderr=follower,
        stdin=subprocess.DEVNULL,
    )
    os.close(follower)
    written = b""
    while True:
        try:
            read = os.read(leader, 65536)
        except OSError:  # Linux says so when the other side is closed
            break
        if not read:
            break
        written += read
    process.wait()
    os.close(leader)
    return written.decode()


@pytest.mark.processes
def test_mistakes_are_coloured_and_folded_on_a_terminal(terminal: Terminal) -> None:
    file = "format: 1\nid: a\ntitle: A\nextends: cae22\nbackdating: 0 jour\n"
    (terminal.folder / "a.yaml").write_text(file, "utf-8")
    said = on_a_terminal(terminal, "validate", "a.yaml")
    assert "\x1b[1ma.yaml:5:13\x1b[0m: \x1b[31m\x1b[1merreur\x1b[0m" in said
    assert "\x1b[31m\x1b[1m            ^^^^^^\x1b[0m" in said
    assert "\x1b[33m\x1b[1mavertissement\x1b[0m" in said
    assert "\x1b[32m  → Écrivez au moins « 1 jour »" in said
