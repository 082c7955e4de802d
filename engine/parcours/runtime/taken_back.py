"""Which facts a journal has taken back, and since when."""

import datetime
from collections.abc import Mapping, Sequence

from parcours.kernel.kept import TAKEN
from parcours.model.change import KeptRemoved, StateRestored
from parcours.model.fact import Fact


def withdrawals(facts: Sequence[Fact]) -> Mapping[int, datetime.datetime]:
    """The facts whose effects must not leave any more, each with the instant since when."""
    since: dict[int, datetime.datetime] = {}
    for fact in facts:
        for change in fact.changes:
            match change:
                case StateRestored(to=to):
                    since |= {seq: fact.at for seq in range(to + 1, fact.seq) if seq not in since}
                case KeptRemoved(fact=kept, why=why) if why != TAKEN:
                    since.setdefault(kept, fact.at)
    return since
