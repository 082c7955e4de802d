"""The example that people copy: its own tests pass, and it installs and is found as its page says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parents[2] / "plugins" / "example"


def test_the_example_passes_its_own_tests() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", ".", "-c", os.devnull, "tests"],
        cwd=EXAMPLE,
        env={**os.environ, "PYTHONPATH": f"src{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout


@pytest.mark.slow
def test_the_example_is_found_once_it_is_installed(tmp_path: Path) -> None:
    """Installed beside, in a folder of its own, so that the environment of the tests stays as it was."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(tmp_path), str(EXAMPLE)]
    subprocess.run(pip, check=True, capture_output=True)
    said = subprocess.run(
        [sys.executable, "-m", "parcours", "plugins"],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Envoie un SMS" in said.stdout
