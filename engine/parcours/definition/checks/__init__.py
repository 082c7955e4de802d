"""One rule a function: each yields what it finds wrong, and says it with a code of its own."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding

Check: TypeAlias = Callable[[Subject], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = ()


def findings(subject: Subject) -> Iterator[Finding]:
    """What every check finds."""
    for check in CHECKS:
        yield from check(subject)
