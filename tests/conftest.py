"""How hard Hypothesis tries, chosen by PARCOURS_HYPOTHESIS: `check` (default), `test`, or `fuzz` without end.

Databases of tests are made in memory where the machine has a place for it: they ask for a disk a thousand times.
"""

import os
from pathlib import Path

from hypothesis import HealthCheck, settings

settings.register_profile("check", max_examples=20, deadline=None, derandomize=True)
settings.register_profile("test", max_examples=100, deadline=None, derandomize=True)
settings.register_profile(
    "fuzz", max_examples=100_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("PARCOURS_HYPOTHESIS", "check"))

MEMORY = Path("/dev/shm")  # only a faster disk, with a folder of its own for each run
if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

pytest_plugins = ["terminals"]
