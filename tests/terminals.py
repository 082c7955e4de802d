"""The command line as people and scripts use it, in a folder of its own, at a moment that is said."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from parcours.cli.main import parcours

WORKFLOW = "coop_domi_ouest"
CLAIRE: Mapping[str, str] = {
    "nom": "Claire Le Roux",
    "courriel": "claire.leroux@example.org",
    "activite_sap": "menage",
    "antenne": "finistere",
    "au_domicile": "oui",
    "sap_exclusif": "oui",
    "public_fragile": "aucun",
    "mi_temps_disponible": "oui",
    "salarie_temps_plein": "non",
    "rc_pro": "2026-01-01..2030-12-31",
}


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The error as one line, however it was wrapped."""
        return " ".join(self.err.split())


@dataclass(frozen=True)
class Terminal:
    """A terminal in `folder`; each command runs in this process, `spawn` starts another."""

    folder: Path
    variables: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "parcours.db"

    def environment(self, now: str) -> dict[str, str]:
        own = {
            "PARCOURS_DATABASE": f"sqlite:///{self.database}",
            "PARCOURS_NOW": now,
            "PARCOURS_LANG": "",
            "PARCOURS_WORKFLOWS": "",
            "PARCOURS_KEY_FILE": "",
            "PARCOURS_TRACEBACK": "",
        }
        return {**own, **self.variables}

    def run(self, *arguments: str, now: str = "2026-01-05", typed: str = "") -> Said:
        result = CliRunner().invoke(parcours, arguments, input=typed, env=self.environment(now))
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    def done(self, *arguments: str, now: str = "2026-01-05", typed: str = "") -> Said:
        """The same, which must go well."""
        said = self.run(*arguments, now=now, typed=typed)
        assert said.code == 0, said.err or said.out
        return said

    def spawn(self, *arguments: str, now: str = "2026-01-05") -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "parcours", *arguments],
            cwd=self.folder,
            env={**os.environ, **self.environment(now)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def enter(self, stage: str, since: str, *more: str, person: str = "P-1", **fields: str) -> str:
        """A person under way at a stage; the identifier of the case."""
        known = {**CLAIRE, **fields}
        pairs = [part for name, value in known.items() for part in ("--set", f"{name}={value}")]
        start = ("start", WORKFLOW, "--person", person, "--at", stage, "--since", since)
        case: str = self.done(*start, *pairs, *more, "--json", now=since).json["case"]
        return case

    def status(self, case: str, now: str) -> Any:
        return self.done("status", case, "--json", now=now).json

    def fingerprint(self) -> str:
        """Of the database as it stands, whatever SQLite has left beside it."""
        parts = [self.database.with_name(f"parcours.db{suffix}") for suffix in ("", "-wal")]
        return hashlib.sha256(b"|".join(part.read_bytes() for part in parts if part.exists())).hexdigest()


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a new site: making one takes Alembic a third of a second."""
    folder = tmp_path_factory.mktemp("made")
    Terminal(folder).done("init")
    return folder


@pytest.fixture
def site(terminal: Terminal, made: Path) -> Terminal:
    """A terminal where `parcours init` has been said."""
    shutil.copytree(made, terminal.folder, dirs_exist_ok=True)
    return terminal
