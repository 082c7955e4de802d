"""Events people send and the engine fires: judged, recorded, and carried out now or kept for their day."""

import datetime
from collections.abc import Iterable

from parcours.kernel import actions, inputs, kept, lives, stages, suspension, tracks
from parcours.kernel.contracts import BEGIN, Proposal
from parcours.kernel.guards import Guards
from parcours.kernel.judging import Accepted, judge, judge_again, stage_of
from parcours.kernel.machine import Move
from parcours.kernel.opening import open_once
from parcours.kernel.prepare import MAIN
from parcours.kernel.turn import Turn
from parcours.model.case import Kept
from parcours.model.change import (
    ContactMade,
    ContractSigned,
    EventCounted,
    FieldsWritten,
    KeptRemoved,
    OwnerDied,
)
from parcours.model.fact import FactKind
from parcours.model.fields import Sealed, Value
from parcours.model.step import Author, Layer, Refusal, Secret, Send
from parcours.model.workflow import Event, Suspending


def send(turn: Turn, act: Send) -> Refusal | None:
    """An event of the file, from outside."""
    event = turn.program.workflow.events.get(act.event)
    if event is None:
        return Refusal(Layer.STAGE, (inputs.unknown_event(turn.program, act.event),))
    by = act.by if act.by.role or not event.by else Author(event.by[0], act.by.user)
    turn.input = inputs.complete(turn, event, act.input)
    found = judge(turn, event, by)
    if isinstance(found, Refusal):
        return found
    open_once(turn, turn.today)
    _record(turn, event, by, act, found)
    return None


def take_effect(turn: Turn, held: Kept) -> None:
    """A kept event on its day: judged again, and either carried out or handed back to its author."""
    event = turn.program.workflow.events[held.event]
    turn.input = inputs.unsealed(turn, event, held)
    turn.contract = held.contract
    turn.on = held.on
    by = Author(held.role, held.user)
    found = judge_again(turn, event)
    if isinstance(found, Refusal):
        kept.hand_back(turn, held.fact, kept.REFUSED)
        lives.reconsider(turn)
        data: dict[str, Value] = {"why": found.code}
        turn.write(FactKind.REFUSED_LATER, event.id, held.on, by, cause=held.fact, data=data)
        return
    turn.record(KeptRemoved(held.fact, kept.TAKEN))
    turn.record(OwnerDied(kept.owner(held.fact)))
    _carry_out(turn, event, found)
    lives.reconsider(turn)
    turn.write(FactKind.EFFECTIVE, event.id, held.on, by, cause=held.fact)


def internal(turn: Turn, threads: Iterable[str], name: str, on: datetime.date) -> None:
    """An event the engine sends to some threads, together. What the engine fires never waits."""
    event = turn.program.workflow.events[name]
    turn.input = {"effective_on": on}
    turn.on = on
    moves: dict[str, Move] = {}
    for thread in threads:
        stage = stage_of(turn, thread)
        found = turn.program.thread(thread).ask(stage, name, Guards(turn)) if stage is not None else None
        if isinstance(found, Move):
            moves[thread] = found
    actions.run(turn, event.do, on)
    if moves:
        _carry_out(turn, event, Accepted(moves, None, on))


def _record(turn: Turn, event: Event, by: Author, act: Send, found: Accepted) -> None:
    """What acceptance itself does: writes the inputs, signs the contract, does the event's own actions."""
    number, proposal = turn.number, found.proposal
    sealed = _write_inputs(turn, event, number)
    turn.record(ContactMade(min(found.on, turn.today)))
    kept.replace_former(turn, event.id, proposal.contract.id if proposal is not None else "")
    if proposal is not None:
        turn.contract = _sign(turn, proposal)
    actions.run(turn, event.do, turn.today)
    data = {name: Sealed.PRESENT if name in sealed else value for name, value in turn.input.items()}
    if found.on > turn.today:
        kept.keep(turn, Kept(number, event.id, found.on, data, by.role, by.user, turn.contract))
        turn.other_cases = turn.other_cases or proposal is not None
    else:
        _carry_out(turn, event, found)
    lives.reconsider(turn)
    given = {name: value for name, value in data.items() if name in act.input or proposal is not None}
    turn.write(FactKind.EVENT, event.id, found.on, by, data=given, sealed=tuple(sorted(sealed)))


def _carry_out(turn: Turn, event: Event, found: Accepted) -> None:
    """The event takes effect: contract and main thread first, then tracks, then the clocks."""
    if event.id in turn.program.counted:
        turn.record(EventCounted(event.id, found.on))
    if found.proposal is not None or MAIN in found.moves:
        stages.take(turn, found.moves.get(MAIN), found.proposal, found.on)
    for thread, move in found.moves.items():
        # What the main thread has just done may have ended this one.
        if thread != MAIN and stage_of(turn, thread) is not None:
            tracks.move(turn, thread, move, found.on)
    if event.suspension is Suspending.BEGIN and turn.draft.suspension is None and turn.draft.ended_on is None:
        until = turn.input.get("until")
        suspension.begin(turn, found.on, until if isinstance(until, datetime.date) else None)
    elif event.suspension is Suspending.END and turn.draft.suspension is not None:
        suspension.end(turn, found.on)


def _sign(turn: Turn, proposal: Proposal) -> str:
    """The key of the contract concerned; a new one is concluded at once, even if it begins later."""
    if proposal.act == BEGIN and proposal.after is not None:
        turn.record(ContractSigned(proposal.after))
        return proposal.after.key
    return proposal.before.key if proposal.before is not None else ""


def _write_inputs(turn: Turn, event: Event, number: int) -> frozenset[str]:
    """Writes `into` the dossier; personal words go to the vault. Gives the inputs whose words are there."""
    written: dict[str, Value | None] = {}
    sealed: set[str] = set()
    for field in event.input:
        value = turn.input.get(field.id)
        if value is None:
            continue
        target = turn.program.workflow.dossier.get(field.into) if field.into else None
        if field.personal or (target is not None and target.personal):
            sealed.add(field.id)
            turn.secrets.append(Secret(number, f"fact.{field.id}", value))
        if field.into:
            written[field.into] = Sealed.PRESENT if field.id in sealed else value
            if field.id in sealed:
                turn.secrets.append(Secret(number, f"dossier.{field.into}", value))
    if written:
        turn.record(FieldsWritten(written))
    return frozenset(sealed)
