"""One rule a function: each yields what it finds wrong, and says it with a code of its own."""

from collections.abc import Callable, Iterator
from typing import Final, TypeAlias

from parcours.definition import codes
from parcours.definition.checks import (
    actions,
    clocks,
    conditions,
    contracts,
    dates,
    events,
    fields,
    law,
    models,
    reach,
    references,
    reminders,
    templates,
    unused,
    uses,
    world,
)
from parcours.definition.checks.subject import Subject
from parcours.definition.finding import Finding
from parcours.diagnostics import Code

Check: TypeAlias = Callable[[Subject], Iterator[Finding]]

CHECKS: Final[tuple[Check, ...]] = (
    *references.CHECKS,
    *fields.CHECKS,
    *conditions.CHECKS,
    *templates.CHECKS,
    *uses.CHECKS,
    *models.CHECKS,
    *actions.CHECKS,
    *dates.CHECKS,
    *reminders.CHECKS,
    *clocks.CHECKS,
    *world.CHECKS,
    *contracts.CHECKS,
    *events.CHECKS,
    *reach.CHECKS,
    *unused.CHECKS,
    *law.CHECKS,
)

# These argue from what is not written: while a name or a shape is wrong, it may well be written there.
FROM_ABSENCE: Final[frozenset[Code]] = frozenset(
    {
        codes.UNREACHABLE_STAGE,
        codes.NO_WAY_OUT,
        codes.NO_ENTRY,
        codes.NOWHERE_ACCEPTED,
        codes.NOBODY_SENDS,
        codes.UNUSED,
        codes.EXPIRY_UNHEARD,
        codes.FIRE_UNHEARD,
        codes.NO_EXPIRY,
        codes.CONTRACT_NOT_BEGUN,
        codes.BEGIN_LEADS_ELSEWHERE,
        codes.RENEW_OUT_OF_PLACE,
        codes.SILENT_DUTY,
        codes.COUNT_INCOMPLETE,
        codes.INITIAL_STAGE,
        codes.WRITING_MISSING,
        codes.DECLARATION_MISSING,
        codes.DECLARATION_RECIPIENT,
        codes.LAW_DEADLINE_MISSING,
        codes.LAW_GOAL_MISSING,
        codes.RECURRENCE_MISSING,
        codes.LAW_WITHOUT_CONTRACT,
        codes.SUSPENSION_UNPAIRED,
        codes.NO_VALUE_YET,
        codes.CHOICES_MISSING,
    }
)


def findings(subject: Subject, checks: tuple[Check, ...] = CHECKS) -> Iterator[Finding]:
    """What every check finds."""
    for check in checks:
        yield from check(subject)
