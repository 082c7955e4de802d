"""What a condition answers."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parcours.messages import Text


class Outcome(StrEnum):
    """The four answers; all but the first are refusals."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer: `missing` are the names nobody filled, of UNKNOWN; `failure` the reason, of FAILED.

    Its truth is that of the condition: a careless `if verdict:` never takes an unknown for a yes.
    """

    outcome: Outcome
    missing: tuple[str, ...] = ()
    failure: Text | None = None

    def __bool__(self) -> bool:
        return self.outcome is Outcome.TRUE


HOLDS: Final = Verdict(Outcome.TRUE)
FAILS: Final = Verdict(Outcome.FALSE)
