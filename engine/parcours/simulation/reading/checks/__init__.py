"""One rule a function: each yields what it finds wrong, and says it with a code of its own."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from parcours.definition import codes
from parcours.definition.finding import Finding
from parcours.diagnostics import Code
from parcours.simulation.reading.checks import acts, expressions, guards, names, reach, shape, supply, values
from parcours.simulation.reading.subject import Subject

Check: TypeAlias = Callable[[Subject], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    *names.CHECKS,
    *shape.CHECKS,
    *acts.CHECKS,
    *values.CHECKS,
    *expressions.CHECKS,
    *supply.CHECKS,
    *reach.CHECKS,
    *guards.CHECKS,
)

# These argue from what is not written: while a name or a shape is wrong, it may well be written there.
FROM_ABSENCE: Final[frozenset[Code]] = frozenset(
    {
        codes.MISSING_INPUT,
        codes.UNUSED_SUPPLY,
        codes.STUCK_STAGE,
        codes.UNDONE_TASK,
        codes.UNFILLED_FIELD,
        codes.UNREACHED_PLACE,
        codes.GIVEN_BACK_AT_ONCE,
    }
)


def findings(subject: Subject, checks: tuple[Check, ...] = CHECKS) -> Iterator[Finding]:
    """What every check finds."""
    for check in checks:
        yield from check(subject)
