"""What a siege has seen, in figures."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """`broken` are promises, in words: empty, or the siege ends there."""

    kills: Counter[tuple[str, str]] = field(default_factory=Counter)  # of whom, doing what
    acknowledged: int = 0
    repeated: int = 0
    unknown: int = 0
    days: int = 0
    facts: int = 0
    effects: int = 0
    arrived_again: int = 0
    broken: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        return sum(self.kills.values())
