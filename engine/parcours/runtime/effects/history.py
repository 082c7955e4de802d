"""The effects of one case, with every try at each."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from parcours.messages import Text
from parcours.model.delivery import Attempt, Delivery, OutboxStatus, Outcome
from parcours.ports import OutboxRow
from parcours.runtime import labels
from parcours.runtime.engine import Engine
from parcours.runtime.papers import Paper, papers_of
from parcours.runtime.queries import held_now

STATUSES: Final[Mapping[OutboxStatus, Text]] = MappingProxyType(
    {
        OutboxStatus.WAITING: Text("attend"),
        OutboxStatus.DELIVERED: Text("parti"),
        OutboxStatus.WITHDRAWN: Text("retiré"),
        OutboxStatus.PARKED: Text("en incident"),
        OutboxStatus.SKIPPED: Text("abandonné"),
    }
)
OUTCOMES: Final[Mapping[Outcome, Text]] = MappingProxyType(
    {
        Outcome.DELIVERED: Text("parti"),
        Outcome.LATER: Text("remis à plus tard"),
        Outcome.UNREACHABLE: Text("n'a joint personne"),
        Outcome.FAILED: Text("échec"),
        Outcome.LOST: Text("sans réponse"),
    }
)


@dataclass(frozen=True, slots=True)
class EffectLine:
    """An effect in words, with the documents it made.

    `delivery` while it has not reached its end, which says when it is tried next. `zone` is that of the case.
    """

    row: OutboxRow
    label: Text | str
    attempts: tuple[Attempt, ...]
    zone: str
    delivery: Delivery | None = None
    papers: tuple[Paper, ...] = ()


def effects(engine: Engine, case: str) -> tuple[EffectLine, ...]:
    """Oldest first. UsageError when no case has that id."""
    with engine.store.reading() as reader:
        held = held_now(engine, reader, case)
        cae, workflow, zone = held.case.cae, held.program.workflow, held.world.calendar.timezone
        rows, attempts = reader.outbox(cae, case), reader.attempts(cae, case)
        made = papers_of(reader, held.case)
        found = []
        for row in rows:
            place = (row.fact, row.effect.index)
            label = labels.effect_label(workflow, held.case.tasks, row.effect)
            tries = tuple(each for each in attempts if (each.fact, each.index) == place)
            of_effect = tuple(each for each in made if (each.document.fact, each.document.index) == place)
            found.append(EffectLine(row, label, tries, zone, reader.delivery(cae, case, *place), of_effect))
    return tuple(found)
