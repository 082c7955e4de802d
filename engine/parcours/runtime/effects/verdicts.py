"""What a try that delivered nothing means: tried again after a while, or given up."""

from dataclasses import dataclass
from typing import Final

from parcours.messages import Text
from parcours.model.delivery import Outcome
from parcours.plugin import Delivered, Failed, Later, Unreachable
from parcours.runtime.effects.policy import MOST_FAULTS, MOST_TRIES
from parcours.runtime.effects.workers import Died, Ending, Overdue, Raised

Undelivered = Failed | Later | Raised | Overdue | Died
AT_ONCE: Final = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """`most` tries are made before it is given up; `why` is what the plugin said, or what we say for it."""

    outcome: Outcome
    why: Text
    most: int = MOST_FAULTS
    asked: float | None = None


def outcome_of(ending: Ending) -> Outcome:
    """How a try ended, in the words that are kept of it."""
    match ending:
        case Delivered():
            return Outcome.DELIVERED
        case Unreachable():
            return Outcome.UNREACHABLE
        case _:
            return verdict(ending).outcome


def verdict(ending: Undelivered) -> Verdict:
    """A plugin that raises, or takes its process down, is never quoted: its message may hold anybody's words."""
    match ending:
        case Failed(why=why):
            return Verdict(Outcome.FAILED, Text("{why}", why=why), AT_ONCE)
        case Later(why=why, seconds=seconds):
            return Verdict(Outcome.LATER, Text("{why}", why=why), MOST_TRIES, seconds)
        case Raised(error=error):
            return Verdict(Outcome.FAILED, Text("L'extension a levé {error}.", error=error))
        case Overdue(seconds=seconds):
            late = Text("Arrêté au bout de {seconds} s : rien ne dit si c'est parti.", seconds=f"{seconds:g}")
            return Verdict(Outcome.LOST, late, MOST_TRIES)
        case Died(code=code):
            return Verdict(Outcome.LOST, Text("Le processus de l'extension s'est arrêté (code {code}).", code=code))
