"""The door to `transitions`: it alone says whether an event leads anywhere from a stage, and where.

One machine per thread of a workflow, built once, moved on throw-away models: no queue, no registered model, no
callback named by a string.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol, cast

from transitions import EventData, Machine, MachineError

from parcours.model.filling import filled_by_slot
from parcours.model.step import Reason
from parcours.model.workflow import Transition

NOWHERE: Final = ""


class Question(Protocol):
    """What a model carries through a transition: it answers for the guards, in the light of its own step."""

    def refusals(self, transition: Transition) -> tuple[Reason, ...]:
        """Why the guards of this transition do not hold; empty when all do."""
        ...


class _Standing:
    """A throw-away model: the stage it stands in, and what its guards left behind."""

    __slots__ = ("question", "reasons", "state", "taken")

    def __init__(self, stage: str, question: Question) -> None:
        self.state = stage
        self.question = question
        self.reasons: tuple[Reason, ...] = ()
        self.taken: Transition | None = None


@filled_by_slot
@dataclass(frozen=True, slots=True)
class Move:
    """An event that leads somewhere: `transition` as the file has it, `to` the stage stood in after it."""

    transition: Transition
    to: str


class Thread:
    """The main thread of a case, or a track, as a machine."""

    __slots__ = ("_machine", "id")

    def __init__(self, thread: str, table: Mapping[str, Mapping[str, Transition]]) -> None:
        """`table` holds the transitions of each stage by event; the stage "" is before the first one."""
        self.id = thread
        self._machine = Machine(
            model=None,
            states=list(table),
            initial=NOWHERE if NOWHERE in table else next(iter(table)),
            transitions=[_row(stage, transition) for stage, row in table.items() for transition in row.values()],
            auto_transitions=False,
            send_event=True,
        )

    def leads(self, stage: str, event: str) -> bool:
        """Whether the stage has this event at all, whatever its guards say."""
        found = self._machine.events.get(event)
        return found is not None and stage in found.transitions

    def events(self, stage: str) -> Sequence[str]:
        return [name for name, event in self._machine.events.items() if stage in event.transitions]

    def ask(self, stage: str, event: str, question: Question) -> Move | tuple[Reason, ...] | None:
        """The move, the reasons of the guards that refuse it, or None if the stage has no such event."""
        found = self._machine.events.get(event)
        if found is None:
            return None
        standing = _Standing(stage, question)
        try:
            moved = found.trigger(standing)
        except MachineError:
            return None
        return Move(standing.taken, standing.state) if moved and standing.taken else standing.reasons


def _row(stage: str, transition: Transition) -> dict[str, Any]:
    return {
        "trigger": transition.event,
        "source": stage,
        "dest": transition.to or None,
        "conditions": [_condition(transition)],
    }


def _condition(transition: Transition) -> Any:
    def holds(event: EventData) -> bool:
        standing = cast("_Standing", event.model)
        standing.reasons = standing.question.refusals(transition)
        standing.taken = transition
        return not standing.reasons

    return holds
