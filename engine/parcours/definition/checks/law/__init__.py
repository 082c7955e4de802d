"""The law's half of `validate`: a file may be stricter than the law, never looser."""

from typing import Final

from parcours.definition.checks.law import acts, caps, kept, limits, rules

CHECKS: Final = (*rules.CHECKS, *caps.CHECKS, *acts.CHECKS, *limits.CHECKS, *kept.CHECKS)
