"""Two cooperatives and their pages."""

from pathlib import Path

import pytest

from parcours.model.definition import Definition
from visiting import Ground, definitions, ground


@pytest.fixture(scope="session")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Definition]]:
    folder = tmp_path_factory.mktemp("parcours")
    return folder, definitions(folder)


@pytest.fixture
def site(files: tuple[Path, dict[str, Definition]]) -> Ground:
    """A site that has nobody yet."""
    return ground(*files)
