"""Whether a date of a file falls later than one of the law. Two dates that cannot be compared are left alone."""

from parcours.calendar.dates import DateRule
from parcours.calendar.duration import Duration
from parcours.definition.checks.duties import days_in
from parcours.model.workflow import Contract


def is_later(own: DateRule, law: DateRule, contract: Contract, birth: str) -> bool:
    """Whether `own` may fall after `law`, both counted from one day: `birth`, for an `own` that says none."""
    if own.of.startswith("law."):
        return _is_after(own)
    if _day(own.of or birth, contract) != _day(law.of or birth, contract):
        return False
    return _signed(own, most=True) > _signed(law, most=False) and own.offset != law.offset


def _is_after(own: DateRule) -> bool:
    """Some time after the law's own day."""
    return own.offset is not None and not own.backwards


def _day(said: str, contract: Contract) -> str:
    """The contract's day as the law names it: `contract.starts_on`, whichever contract it governs."""
    return said.replace(f"contract.{contract.id}.", "contract.")


def _signed(rule: DateRule, *, most: bool) -> int:
    """Days after the anchor, negative before it; the most or the fewest they may be."""
    fewest, longest = days_in(rule.offset) if rule.offset is not None else (0, 0)
    if rule.backwards:
        return -fewest if most else -longest
    return longest if most else fewest


def is_longer(own: Duration, law: Duration) -> bool:
    """Whether a period is longer than the law's, for some months at least."""
    return own != law and days_in(own)[1] > days_in(law)[0] and own.months >= law.months
