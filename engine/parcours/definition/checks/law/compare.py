"""Whether a date or a period of a file goes beyond one of the law. What cannot be compared is left to the kernel."""

from typing import Final

from parcours.calendar.dates import DateRule, Roll
from parcours.calendar.duration import Duration
from parcours.model.workflow import Contract

LONGEST_MONTH: Final = 31
SHORTEST_MONTH: Final = 28
WEEK: Final = 7
MINUTES_IN_A_DAY: Final = 1440
# A contract is signed on its first day at the latest: as long counted from the second is never sooner.
IN_ORDER: Final = ("contract.signed_on", "contract.starts_on")


def is_later(own: DateRule, law: DateRule, contract: Contract, birth: str) -> bool:
    """Whether `own` may fall after `law`. They count from one day, or from two that follow each other.

    `birth` is the day of an `own` that says none.
    """
    postponed = own.roll is Roll.NEXT or own.first_after is not None
    if own.of.startswith("law."):
        return postponed or (own.offset is not None and not own.backwards)
    counted, allowed = _day(own.of or birth, contract), _day(law.of or birth, contract)
    if counted == allowed:
        return postponed or _counts_later(own, law)
    return (allowed, counted) == IN_ORDER and (postponed or not _counts_later(law, own))


def _counts_later(own: DateRule, law: DateRule) -> bool:
    counted, allowed = own.offset or Duration(), law.offset or Duration()
    if own.backwards and law.backwards:
        return is_longer(allowed, counted)
    if own.backwards or law.backwards:
        return law.backwards
    return is_longer(counted, allowed)


def is_longer(own: Duration, law: Duration) -> bool:
    """Whether `own` lasts longer than `law`, for some months of the year at least; equal months cancel out."""
    months = own.months - law.months
    days = _days_beside_months(own) - _days_beside_months(law)
    return months * (LONGEST_MONTH if months > 0 else SHORTEST_MONTH) + days > 0


def _days_beside_months(duration: Duration) -> int:
    """Days worked count with the week-ends they lie between; closures are left aside."""
    worked = -(-duration.business_days * WEEK // 5) + -(-duration.working_days * WEEK // 6)
    return duration.days + worked + -(-duration.minutes // MINUTES_IN_A_DAY)


def _day(said: str, contract: Contract) -> str:
    """The contract's day as the law names it: `contract.starts_on`, whichever contract it governs."""
    return said.replace(f"contract.{contract.id}.", "contract.")
