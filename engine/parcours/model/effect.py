"""What a fact asks to leave the house; apart from facts, so that extensions load without the journal."""

from dataclasses import dataclass

from parcours.model.filling import filled_by_slot


@filled_by_slot
@dataclass(frozen=True, slots=True)
class Effect:
    """Something for a machine, or a notice to a person, kept in the outbox until delivered.

    Its key is (case, fact, index). It holds ids only: words are rendered at delivery. `after` names the action whose
    earlier effects must have left before.
    """

    index: int
    action: str
    use: str
    task: str = ""
    subject: str = ""
    after: str = ""
