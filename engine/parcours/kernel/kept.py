"""Events accepted for a coming day: kept, listed, withdrawn, replaced, and judged again when the day comes."""

from dataclasses import replace

from parcours.calendar.dates import DateRule, reckon
from parcours.kernel import actions, clocks
from parcours.kernel.turn import Turn
from parcours.model.case import ContractStatus, Kept, Part, Rank, TaskStatus, Timer
from parcours.model.change import ContractWithdrawn, EventKept, KeptRemoved, OwnerDied, TaskChanged, TimerArmed

WITHDRAWN, REPLACED, TAKEN, REFUSED, ENDED = "withdrawn", "replaced", "taken", "refused", "ended"
_ITSELF = DateRule()


def owner(fact: int) -> str:
    return f"kept:{fact}"


def keep(turn: Turn, kept: Kept) -> None:
    """Remembers the event until its day begins."""
    calendar = turn.world.calendar
    turn.record(EventKept(kept))
    turn.record(
        TimerArmed(
            Timer(
                owner=owner(kept.fact),
                name=kept.event,
                part=Part.KEPT,
                occurrence=0,
                rung=0,
                revision=turn.next_revision(),
                day=kept.on,
                due=clocks.acts_at(calendar, Part.KEPT, kept.on),
                rank=Rank.KEPT_EVENT,
                order=kept.fact,
                base=kept.on,
                reckoning=reckon(_ITSELF, kept.on, calendar),
            )
        )
    )


def replace_former(turn: Turn, event: str, contract: str) -> None:
    """A new event on the same contract, or the same event, takes the place of the one that was waiting."""
    for fact, kept in list(turn.draft.kept.items()):
        if kept.event == event or (contract and kept.contract.partition("#")[0] == contract):
            drop(turn, fact, REPLACED)


def drop(turn: Turn, fact: int, why: str) -> None:
    """Takes a kept event back, with the contract it signed, its open tasks and what has not left yet."""
    kept = turn.draft.kept[fact]
    turn.record(KeptRemoved(fact, why))
    turn.record(OwnerDied(owner(fact)))
    state = turn.draft.contracts.get(kept.contract)
    if state is not None and state.status is ContractStatus.SIGNED:
        turn.record(ContractWithdrawn(kept.contract))
    for task in list(turn.draft.tasks.values()):
        if task.status is TaskStatus.OPEN and task.id.startswith(f"{fact}."):
            turn.record(TaskChanged(replace(task, status=TaskStatus.WITHDRAWN)))
    turn.withdrawn.append(fact)
    turn.other_cases = turn.other_cases or bool(kept.contract)


def hand_back(turn: Turn, fact: int, why: str) -> None:
    """Takes back an event that cannot take effect any more; its author is asked to look, nothing is dropped."""
    kept = turn.draft.kept[fact]
    drop(turn, fact, why)
    actions.ask_somebody(turn, kept.role, kept.event)
