"""Events people send: judged layer by layer, recorded, and carried out now or kept for their day."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from parcours.kernel import actions, contracts, inputs, kept, lives, stages, suspension, tracks
from parcours.kernel.contracts import BEGIN, Proposal
from parcours.kernel.guards import Guards
from parcours.kernel.machine import Move
from parcours.kernel.opening import open_once
from parcours.kernel.prepare import MAIN
from parcours.kernel.turn import Turn
from parcours.messages import Text
from parcours.model.case import Kept
from parcours.model.fact import (
    ContactMade,
    ContractSigned,
    EventCounted,
    FactKind,
    FieldsWritten,
    KeptRemoved,
    OwnerDied,
)
from parcours.model.fields import Sealed, Value
from parcours.model.step import Author, Layer, Reason, Refusal, Secret, Send
from parcours.model.workflow import Event, Suspending


@dataclass(frozen=True, slots=True)
class Accepted:
    """An event that every layer let through: where it leads, by thread, and what it does to a contract."""

    moves: Mapping[str, Move]
    proposal: Proposal | None
    on: datetime.date


def send(turn: Turn, act: Send) -> Refusal | None:
    """An event of the file, from outside."""
    event = turn.program.workflow.events.get(act.event)
    if event is None:
        return Refusal(Layer.STAGE, (inputs.unknown_event(turn.program, act.event),))
    by = Author(act.by.role or (event.by[0] if event.by else ""), act.by.user)
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
    turn.input = held.input
    turn.contract = held.contract
    turn.on = held.on
    by = Author(held.role, held.user)
    found = _judge_again(turn, event)
    if isinstance(found, Refusal):
        kept.drop(turn, held.fact, kept.REFUSED)
        actions.ask_somebody(turn, held.role, held.event)
        lives.reconsider(turn)
        data: dict[str, Value] = {"why": found.code}
        turn.write(FactKind.REFUSED_LATER, event.id, held.on, by, cause=held.fact, data=data)
        return
    turn.record(KeptRemoved(held.fact, kept.TAKEN))
    turn.record(OwnerDied(kept.owner(held.fact)))
    _carry_out(turn, event, found)
    lives.reconsider(turn)
    turn.write(FactKind.EFFECTIVE, event.id, held.on, by, cause=held.fact)


def internal(turn: Turn, thread: str, name: str, on: datetime.date) -> bool:
    """An event the engine sends to one thread; True if it led somewhere. What the engine fires never waits."""
    event = turn.program.workflow.events[name]
    turn.input = {"effective_on": on}
    turn.on = on
    stage = _stage_of(turn, thread)
    found = turn.program.thread(thread).ask(stage, name, Guards(turn)) if stage is not None else None
    actions.run(turn, event.do, on)
    if not isinstance(found, Move):
        return False
    _carry_out(turn, event, Accepted({thread: found}, None, on))
    return True


def judge(turn: Turn, event: Event, by: Author) -> Accepted | Refusal:
    """The layers in their order: stage, role, input, law, contract, guards. The first that fails answers."""
    threads = _listening(turn, event)
    if not threads and not (event.note and turn.draft.stage and turn.draft.ended_on is None):
        return Refusal(Layer.STAGE, (_not_here(turn, event),))
    out_of_place = _suspension_reason(turn, event)
    if out_of_place is not None:
        return Refusal(Layer.STAGE, (out_of_place,))
    role = _role_reason(turn, event, by)
    if role is not None:
        return Refusal(Layer.ROLE, (role,))
    effective = turn.input["effective_on"]
    proposal = contracts.propose(turn, event.id, _situation_after(turn, event.id))
    on = proposal.on if proposal is not None else effective
    if not isinstance(on, datetime.date):
        message = "effective_on is always a day once inputs are complete"
        raise TypeError(message)
    wrong = inputs.reasons(turn, event, on)
    if wrong:
        return Refusal(Layer.INPUT, wrong)
    quorum = _quorum_reason(turn, event, by)
    if quorum is not None:
        return Refusal(Layer.ROLE, (quorum,))
    return _judge_rules(turn, event, threads, proposal, on, contracts.own_reasons)


def _judge_again(turn: Turn, event: Event) -> Accepted | Refusal:
    """The layers that time may have changed: stage, law, contract, guards."""
    threads = _listening(turn, event)
    if not threads and not event.note:
        return Refusal(Layer.STAGE, (_not_here(turn, event),))
    proposal = contracts.propose(turn, event.id, _situation_after(turn, event.id))
    return _judge_rules(turn, event, threads, proposal, turn.on, contracts.lasting_reasons)


def _judge_rules(
    turn: Turn,
    event: Event,
    threads: tuple[str, ...],
    proposal: Proposal | None,
    on: datetime.date,
    reasons: Callable[[Turn, Proposal], tuple[Reason, ...]],
) -> Accepted | Refusal:
    turn.on = on
    if proposal is not None:
        legal = contracts.legal_reasons(turn, proposal)
        if legal:
            return Refusal(Layer.LAW, legal)
        own = reasons(turn, proposal)
        if own:
            return Refusal(Layer.CONTRACT, own)
    moves: dict[str, Move] = {}
    refused: list[Reason] = []
    for thread in threads:
        found = turn.program.thread(thread).ask(_stage_of(turn, thread) or "", event.id, Guards(turn))
        if isinstance(found, Move):
            moves[thread] = found
        elif found is None:
            return Refusal(Layer.STAGE, (_not_here(turn, event),))
        else:
            refused += found
    if threads and not moves:
        return Refusal(Layer.GUARD, tuple(refused))
    return Accepted(moves, proposal, on)


def _record(turn: Turn, event: Event, by: Author, act: Send, found: Accepted) -> None:
    """What acceptance itself does: writes the inputs, signs the contract, does the event's own actions."""
    number, proposal = turn.number, found.proposal
    sealed = _write_inputs(turn, event, number)
    turn.record(ContactMade(min(found.on, turn.today)))
    kept.replace_former(turn, event.id, proposal.contract.id if proposal is not None else "")
    if event.id in turn.program.counted:
        turn.record(EventCounted(event.id, min(found.on, turn.today)))
    if proposal is not None:
        turn.contract = _sign(turn, proposal)
    actions.run(turn, event.do, turn.today)
    data = {name: Sealed.PRESENT if name in sealed else value for name, value in turn.input.items()}
    if found.on > turn.today:
        held = {name: value for name, value in data.items() if value is not Sealed.PRESENT}
        kept.keep(turn, Kept(number, event.id, found.on, held, by.role, by.user, turn.contract))
        turn.other_cases = turn.other_cases or proposal is not None
    else:
        _carry_out(turn, event, found)
    lives.reconsider(turn)
    given = {name: value for name, value in data.items() if name in act.input or proposal is not None}
    turn.write(FactKind.EVENT, event.id, found.on, by, data=given, sealed=tuple(sorted(sealed)))


def _carry_out(turn: Turn, event: Event, found: Accepted) -> None:
    """The event takes effect: contract and main thread first, then tracks, then the clocks."""
    if found.proposal is not None or MAIN in found.moves:
        stages.take(turn, found.moves.get(MAIN), found.proposal, found.on)
    for thread, move in found.moves.items():
        if thread != MAIN:
            tracks.move(turn, thread, move, found.on)
    if event.suspension is Suspending.BEGIN:
        until = turn.input.get("until")
        suspension.begin(turn, found.on, until if isinstance(until, datetime.date) else None)
    elif event.suspension is Suspending.END:
        suspension.end(turn, found.on)
    suspension.freeze_newborn(turn)


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
            path = f"dossier.{field.into}" if field.into else f"fact.{field.id}"
            turn.secrets.append(Secret(number, path, value))
        if field.into:
            written[field.into] = Sealed.PRESENT if field.id in sealed else value
    if written:
        turn.record(FieldsWritten(written))
    return frozenset(sealed)


def _listening(turn: Turn, event: Event) -> tuple[str, ...]:
    """The threads whose present stage has this event, the main one first."""
    found = []
    if turn.program.main.leads(turn.draft.stage, event.id):
        found.append(MAIN)
    for name, state in turn.draft.tracks.items():
        if state.running and turn.program.tracks[name].leads(state.stage, event.id):
            found.append(name)
    return tuple(found)


def _stage_of(turn: Turn, thread: str) -> str | None:
    if thread == MAIN:
        return turn.draft.stage
    state = turn.draft.tracks.get(thread)
    return state.stage if state is not None and state.running else None


def _situation_after(turn: Turn, event: str) -> str:
    workflow = turn.program.workflow
    here = workflow.stages[turn.draft.stage].transitions if turn.draft.stage else workflow.entry
    transition = here.get(event)
    target = transition.to if transition is not None and transition.to else turn.draft.stage
    return workflow.stages[target].situation if target else ""


def _not_here(turn: Turn, event: Event) -> Reason:
    stage = turn.program.workflow.stages.get(turn.draft.stage)
    labels = turn.program.workflow.events
    possible = [labels[name].label for name in turn.program.main.events(turn.draft.stage) if labels[name].by]
    where = Text("à l'étape « {stage} »", stage=stage.label) if stage is not None else Text("à l'entrée")
    if possible:
        text = Text(
            "« {event} » n'est pas possible {where}. Y sont possibles : {possible}.",
            event=event.label,
            where=where,
            possible=", ".join(f"« {label} »" for label in possible),
        )
    else:
        text = Text("« {event} » n'est pas possible {where}.", event=event.label, where=where)
    return Reason("stage", text)


def _suspension_reason(turn: Turn, event: Event) -> Reason | None:
    suspended = turn.draft.suspension
    if event.suspension is Suspending.BEGIN and suspended is not None:
        return Reason("stage", Text("Le parcours est déjà suspendu depuis le {since}.", since=suspended.since))
    if event.suspension is Suspending.END and suspended is None:
        return Reason("stage", Text("Le parcours n'est pas suspendu."))
    return None


def _role_reason(turn: Turn, event: Event, by: Author) -> Reason | None:
    roles = turn.program.workflow.roles
    if not event.by:
        return Reason("role", Text("« {event} » : le moteur seul l'envoie.", event=event.label))
    if by.role not in event.by:
        allowed = ", ".join(roles[role].label for role in event.by)
        role = roles[by.role].label if by.role in roles else by.role
        return Reason(
            "role",
            Text("« {event} » revient à : {allowed}, non à : {role}.", event=event.label, allowed=allowed, role=role),
        )
    holder = turn.draft.assignments.get(by.role)
    if not roles[by.role].per_case or holder is None or not by.user or by.user == holder.user:
        return None
    if by.user == holder.stand_in and _stands_in(holder.stand_in_from, holder.stand_in_until, turn.today):
        return None
    return Reason(
        "role",
        Text(
            "Pour ce dossier, {role} est {holder}, non {user}.",
            role=roles[by.role].label,
            holder=holder.user,
            user=by.user,
        ),
    )


def _stands_in(first: datetime.date | None, last: datetime.date | None, day: datetime.date) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _quorum_reason(turn: Turn, event: Event, by: Author) -> Reason | None:
    quorum = turn.program.workflow.roles[by.role].quorum
    present = turn.input.get("present")
    if not quorum or (isinstance(present, int) and present >= quorum):
        return None
    return Reason(
        "role",
        Text(
            "« {event} » demande {quorum} présents, ils sont {present}.",
            event=event.label,
            quorum=quorum,
            present=str(present),
        ),
    )
