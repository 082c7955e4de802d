"""How hard Hypothesis tries, chosen by PARCOURS_HYPOTHESIS: `check` (default), `test`, or `fuzz` without end.

Databases of tests are made in memory where the machine has a place for it: they ask for a disk a thousand times.
What Python compiles is kept beside the sources, whatever the shell asks: every worker and every command that a test
starts would compile the engine again.
"""

import gc
import os
import sys
from pathlib import Path

sys.dont_write_bytecode = False
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

import pytest  # noqa: E402  it is compiled too
from hypothesis import HealthCheck, settings  # noqa: E402  it is compiled too

settings.register_profile("check", max_examples=10, deadline=None, derandomize=True)
settings.register_profile("test", max_examples=100, deadline=None, derandomize=True)
settings.register_profile(
    "fuzz", max_examples=100_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("PARCOURS_HYPOTHESIS", "check"))

MEMORY = Path("/dev/shm")  # only a faster disk, with a folder of its own for each run
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

pytest_plugins = ["terminals"]


def pytest_collection_finish() -> None:
    """What is imported and collected lives to the end: garbage is no longer looked for in it, and less often."""
    gc.freeze()
    gc.set_threshold(200_000)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What tests have counted, for people: a test says it by `record_property("summary", …)`."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, value in getattr(report, "user_properties", ()):
            if name == "summary":
                terminalreporter.write_line(str(value))
