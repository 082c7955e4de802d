"""What is asked of PostgreSQL's own tools, played by a script that writes down what it was given."""

import os
from pathlib import Path

import pytest

from parcours.adapters.storage import postgres_tools
from parcours.errors import StoreError, UsageError

URL = "postgresql+psycopg://ines:s3cret@db.example.org:5433/coop?sslmode=require&password=s3cret"
SCRIPT = '#!/bin/sh\necho "$0 $@" > {said}\necho "$PGPASSWORD" > {password}\n{then}\n'


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    play(tmp_path, "exit 0")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "said"


def play(folder: Path, then: str) -> None:
    for tool in ("pg_dump", "pg_restore"):
        script = folder / tool
        script.write_text(SCRIPT.format(said=folder / "said", password=folder / "password", then=then))
        script.chmod(0o755)


def test_a_dump_is_in_the_custom_format_and_its_password_in_no_command_line(said: Path, tmp_path: Path) -> None:
    postgres_tools.dump(URL, tmp_path / "x.dump")

    line = said.read_text()
    assert "--format=custom" in line
    assert f"--file={tmp_path / 'x.dump'}" in line
    assert "--dbname=postgresql://ines@db.example.org:5433/coop?sslmode=require" in line
    assert "s3cret" not in line
    assert (tmp_path / "password").read_text() == "s3cret\n"


def test_of_a_database_that_others_share_only_our_schema_is_saved(said: Path, tmp_path: Path) -> None:
    postgres_tools.dump(URL, tmp_path / "x.dump", "nord")
    assert "--schema=nord" in said.read_text().split()
    postgres_tools.dump(URL, tmp_path / "x.dump")
    assert "--schema" not in said.read_text()


def test_it_is_put_back_whole_or_not_at_all(said: Path, tmp_path: Path) -> None:
    postgres_tools.load(URL, tmp_path / "x.dump", "versions")

    assert {"--single-transaction", "--exit-on-error", str(tmp_path / "x.dump")} <= set(said.read_text().split())


def test_a_tool_that_fails_says_why_without_the_password(said: Path, tmp_path: Path) -> None:
    play(tmp_path, "echo 'pg_dump: error: connection refused' >&2; exit 1")

    with pytest.raises(StoreError, match="pg_dump a échoué : pg_dump: error: connection refused") as raised:
        postgres_tools.dump(URL, tmp_path / "x.dump")
    assert "s3cret" not in str(raised.value)


def test_a_tool_that_misses_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(UsageError, match=r"Il manque pg_dump.*outils client de PostgreSQL"):
        postgres_tools.dump(URL, tmp_path / "x.dump")
