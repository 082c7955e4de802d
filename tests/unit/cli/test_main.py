"""What every command has in common: help, language, exit codes, a quick start."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from parcours.cli.summaries import PARTS, SUMMARIES
from terminals import Terminal

GOLDEN = Path(__file__).parent / "golden"
COMMANDS = [*SUMMARIES, *PARTS]
SMALL = "format: 1\nid: petit\ntitle: Petit\nextends: cae22\n"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_help_presents_every_command(terminal: Terminal, lang: str) -> None:
    said = terminal.done("--help", "--lang", lang).out
    assert said == (GOLDEN / f"help.{lang}.txt").read_text("utf-8")


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", ["send", "task"])
def test_a_command_explains_itself(terminal: Terminal, name: str, lang: str) -> None:
    said = terminal.done(name, "--help", "--lang", lang).out
    assert said == (GOLDEN / f"help.{name}.{lang}.txt").read_text("utf-8")


@pytest.mark.parametrize("name", COMMANDS)
def test_no_help_is_wider_than_a_terminal(terminal: Terminal, name: str) -> None:
    for lang in ("fr", "en"):
        said = terminal.done(*name.split(), "--help", "--lang", lang).out
        assert said.startswith(("Usage : parcours", "Usage: parcours"))
        assert max(map(len, said.splitlines())) <= 80


def test_without_a_command_help_is_shown(terminal: Terminal) -> None:
    assert terminal.done().out == terminal.done("--help").out
    assert terminal.done("task").out == terminal.done("task", "--help").out


def test_the_version_is_told(terminal: Terminal) -> None:
    assert terminal.done("--version").out.startswith("parcours 0.")


def test_the_language_may_be_said_anywhere(terminal: Terminal) -> None:
    english = terminal.done("plugins", "--lang", "en").out
    assert "Sends an e-mail" in english
    assert terminal.done("--lang", "en", "plugins").out == english
    terminal.variables["PARCOURS_LANG"] = "en"
    assert terminal.done("plugins").out == english
    assert terminal.done("plugins", "--lang=fr").out != english


def test_a_setting_that_cannot_be_meant_is_told(terminal: Terminal) -> None:
    terminal.variables["PARCOURS_LANG"] = "klingon"
    said = terminal.run("list")
    assert (said.code, said.out) == (2, "")
    assert "« klingon » n'est pas connue" in said.complaint
    terminal.variables.update({"PARCOURS_LANG": "", "PARCOURS_NOW": "hier"})
    assert "« hier » n'est pas un instant" in terminal.run("list", now="hier").complaint


def test_a_bug_is_ours_and_shows_no_words_of_anybody(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ValueError("claire.leroux@example.org")

    monkeypatch.setattr("parcours.cli.plugins.loaded", broken)
    said = terminal.run("plugins")
    assert said.code == 70
    assert "Défaut de parcours (ValueError)" in said.complaint
    assert "--traceback" in said.complaint
    assert "claire" not in said.err
    asked = terminal.run("plugins", "--traceback")
    assert asked.code == 70
    assert "Traceback" in asked.err
    terminal.variables["PARCOURS_TRACEBACK"] = "1"
    assert "Traceback" in terminal.run("plugins").err


def test_an_interrupted_command_says_so(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("parcours.cli.plugins.loaded", interrupted)
    said = terminal.run("plugins")
    assert said.code == 130
    assert said.err.strip() == "Interrompu."


def test_an_error_is_json_for_a_script(terminal: Terminal) -> None:
    said = terminal.run("list", "--json")
    assert said.out == ""
    assert json.loads(said.err)["exit_code"] == 2
    (terminal.folder / "a.yaml").write_text("format: 1\n", "utf-8")
    refused = json.loads(terminal.run("draw", "a.yaml", "--json").err)
    assert refused["diagnostics"][0].startswith("a.yaml:1: P2")


@pytest.mark.processes
@pytest.mark.parametrize("arguments", [["show", "cae22", "--resolved"], ["when", "--csv", "q.csv"], ["plugins"]])
def test_nobody_listening_is_no_error(terminal: Terminal, arguments: list[str]) -> None:
    (terminal.folder / "q.csv").write_text("2026-01-31,1 mois,none\n", "utf-8")
    read, write = os.pipe()
    os.close(read)
    process = subprocess.run(
        [sys.executable, "-m", "parcours", *arguments],
        stdout=write,
        stderr=subprocess.PIPE,
        cwd=terminal.folder,
        env={**os.environ, **terminal.environment("")},
        check=False,
    )
    os.close(write)
    assert process.stderr == b""


@pytest.mark.processes
def test_a_terminal_that_lacks_a_letter_shows_another(terminal: Terminal) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "parcours", "plugins"],
        capture_output=True,
        cwd=terminal.folder,
        env={**os.environ, **terminal.environment(""), "PYTHONIOENCODING": "ascii"},
        check=True,
    )
    assert b"d?claration" in said.stdout


LATER = (
    *("fastapi", "starlette", "pydantic", "uvicorn", "argon2"),
    *("sqlalchemy", "alembic", "transitions", "cryptography", "rich", "babel", "numpy", "scipy"),
    *("parcours.runtime", "parcours.kernel", "parcours.simulation", "parcours.model.case", "parcours.model.fact"),
)


@pytest.mark.processes
def test_validate_loads_no_more_than_it_needs(terminal: Terminal) -> None:
    (terminal.folder / "petit.yaml").write_text(SMALL, "utf-8")
    script = (
        "import sys\nfrom parcours.cli.main import parcours\n"
        "try:\n    parcours(['validate', 'petit.yaml'])\nexcept SystemExit as end:\n    print(end.code)\n"
        f"print([name for name in {LATER!r} if name in sys.modules])\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        cwd=terminal.folder,
        env={**os.environ, **terminal.environment("")},
        check=True,
    )
    assert said.stdout.splitlines()[-2:] == ["0", "[]"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_given_what_it_needs_to_complete(terminal: Terminal, shell: str) -> None:
    assert "_PARCOURS_COMPLETE" in terminal.done("completion", shell).out


@pytest.mark.processes
def test_a_shell_completes_commands_and_options(terminal: Terminal) -> None:
    def completed(words: str, position: int) -> list[str]:
        asked = {"_PARCOURS_COMPLETE": "bash_complete", "COMP_WORDS": words, "COMP_CWORD": str(position)}
        said = subprocess.run(
            [Path(sys.executable).with_name("parcours")], capture_output=True, text=True,
            env={**os.environ, **terminal.environment(""), **asked}, check=False,
        )  # fmt: skip
        return [line.split(",")[1] for line in said.stdout.splitlines()]

    assert completed("parcours va", 1) == ["validate"]
    assert "--format" in completed("parcours validate --f", 2)
