"""How hard Hypothesis tries, chosen by PARCOURS_HYPOTHESIS: `check` (default), `test`, or `fuzz` without end."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("check", max_examples=20, deadline=None, derandomize=True)
settings.register_profile("test", max_examples=100, deadline=None, derandomize=True)
settings.register_profile(
    "fuzz", max_examples=100_000, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("PARCOURS_HYPOTHESIS", "check"))
