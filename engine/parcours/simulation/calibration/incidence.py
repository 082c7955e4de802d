"""How often each of several ends has come by some time, when some have not come yet (Aalen and Johansen 1978)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """Right after `time`: the share of those who began that each cause has ended. What is left of 1 goes on."""

    time: float
    shares: Mapping[str, float]

    @property
    def ended(self) -> float:
        """One minus Kaplan and Meier's curve."""
        return sum(self.shares.values())


def incidence(ends: Iterable[tuple[float, str]]) -> tuple[Step, ...]:
    """A step at each time at which a cause has ended somebody; an empty cause is a spell that was last seen going on.

    Who was last seen at a time counts as at risk at it.
    """
    by_time: dict[float, Counter[str]] = {}
    for time, cause in ends:
        by_time.setdefault(time, Counter())[cause] += 1
    at_risk = sum(counts.total() for counts in by_time.values())
    going_on, shares, steps = 1.0, dict[str, float](), []
    for time, counts in sorted(by_time.items()):
        left = going_on
        for cause, number in counts.items():
            if cause:
                shares[cause] = shares.get(cause, 0.0) + left * number / at_risk
                going_on -= left * number / at_risk
        if going_on != left:
            steps.append(Step(time, dict(shares)))
        at_risk -= counts.total()
    return tuple(steps)
