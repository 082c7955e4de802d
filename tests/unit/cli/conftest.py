"""A terminal in an empty folder, and one where `parcours init` has been said."""

import shutil
from pathlib import Path

import pytest

from terminals import Terminal


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a new site: making one takes Alembic a third of a second."""
    folder = tmp_path_factory.mktemp("made")
    Terminal(folder).done("init")
    return folder


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path)


@pytest.fixture
def site(terminal: Terminal, made: Path) -> Terminal:
    shutil.copytree(made, terminal.folder, dirs_exist_ok=True)
    return terminal
