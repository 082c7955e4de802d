"""The layers every event goes through, in their order: stage, role, input, law, contract, guards."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from parcours.kernel import contracts, inputs, limits, roles
from parcours.kernel.contracts import Proposal
from parcours.kernel.guards import Guards
from parcours.kernel.machine import Move
from parcours.kernel.prepare import MAIN
from parcours.kernel.turn import Turn
from parcours.messages import Text
from parcours.messages.suggestion import all_quoted
from parcours.model.filling import filled_by_slot
from parcours.model.step import Author, Layer, Reason, Refusal
from parcours.model.workflow import Event, Suspending


@filled_by_slot
@dataclass(frozen=True, slots=True)
class Accepted:
    """An event that every layer let through: where it leads, by thread, and what it does to a contract."""

    moves: Mapping[str, Move]
    proposal: Proposal | None
    on: datetime.date


def judge(turn: Turn, event: Event, by: Author) -> Accepted | Refusal:
    """What the first layer that fails says, with all its reasons; else what the event will do."""
    threads = listening(turn, event.id)
    out_of_place = _stage_reason(turn, event, threads)
    if out_of_place is not None:
        return _refused(Layer.STAGE, out_of_place)
    role = _role_refusal(turn, event, by)
    if role is not None:
        return _refused(Layer.ROLE, role)
    proposal = contracts.propose(turn, event.id, _situation_after(turn, event.id))
    on = proposal.on if proposal is not None else _day(turn.input["effective_on"])
    wrong = inputs.reasons(turn, event, on)
    if wrong:
        return Refusal(Layer.INPUT, wrong)
    quorum = roles.quorum_refusal(turn, event.label, by)
    if quorum is not None:
        return _refused(Layer.ROLE, quorum)
    return _judge_rules(turn, event, threads, proposal, on, limits.own_reasons)


def judge_again(turn: Turn, event: Event) -> Accepted | Refusal:
    """The layers that time may have changed since the event was sent: stage, law, contract, guards."""
    threads = listening(turn, event.id)
    out_of_place = _stage_reason(turn, event, threads)
    if out_of_place is not None:
        return _refused(Layer.STAGE, out_of_place)
    proposal = contracts.propose(turn, event.id, _situation_after(turn, event.id))
    return _judge_rules(turn, event, threads, proposal, turn.on, limits.lasting_reasons)


def listening(turn: Turn, event: str) -> tuple[str, ...]:
    """The threads whose present stage has this event, the main one first; a case that has ended has no main one."""
    found = []
    if turn.draft.ended_on is None and turn.program.main.leads(turn.draft.stage, event):
        found.append(MAIN)
    for name, state in turn.draft.tracks.items():
        if state.running and turn.program.tracks[name].leads(state.stage, event):
            found.append(name)
    return tuple(found)


def stage_of(turn: Turn, thread: str) -> str | None:
    """Where a thread stands; None for a track that does not run."""
    if thread == MAIN:
        return turn.draft.stage
    state = turn.draft.tracks.get(thread)
    return state.stage if state is not None and state.running else None


def _judge_rules(
    turn: Turn,
    event: Event,
    threads: tuple[str, ...],
    proposal: Proposal | None,
    on: datetime.date,
    own_reasons: Callable[[Turn, Proposal], tuple[Reason, ...]],
) -> Accepted | Refusal:
    turn.on = on
    if proposal is not None:
        legal = limits.legal_reasons(turn, proposal)
        if legal:
            return Refusal(Layer.LAW, legal)
        own = own_reasons(turn, proposal)
        if own:
            return Refusal(Layer.CONTRACT, own)
    moves: dict[str, Move] = {}
    refused: list[Reason] = []
    for thread in threads:
        found = turn.program.thread(thread).ask(stage_of(turn, thread) or "", event.id, Guards(turn))
        if isinstance(found, Move):
            moves[thread] = found
        elif found is None:
            return _refused(Layer.STAGE, _not_here(turn, event))
        else:
            refused += found
    if threads and not moves:
        return Refusal(Layer.GUARD, tuple(refused))
    return Accepted(moves, proposal, on)


def _refused(layer: Layer, text: Text) -> Refusal:
    return Refusal(layer, (Reason(layer.value, text),))


def _stage_reason(turn: Turn, event: Event, threads: tuple[str, ...]) -> Text | None:
    under_way = bool(turn.draft.stage) and turn.draft.ended_on is None
    if not threads and not (event.note and under_way):
        return _not_here(turn, event)
    suspended = turn.draft.suspension
    if event.suspension is Suspending.BEGIN and suspended is not None:
        return Text("Le parcours est déjà suspendu depuis le {since}.", since=suspended.since)
    if event.suspension is Suspending.END and suspended is None:
        return Text("Le parcours n'est pas suspendu.")
    return None


def _role_refusal(turn: Turn, event: Event, by: Author) -> Text | None:
    if not event.by:
        return Text("« {event} » : le moteur seul l'envoie.", event=event.label)
    return roles.refusal(turn, event.label, event.by, by)


def _situation_after(turn: Turn, event: str) -> str:
    workflow = turn.program.workflow
    here = workflow.stages[turn.draft.stage].transitions if turn.draft.stage else workflow.entry
    transition = here.get(event)
    target = transition.to if transition is not None and transition.to else turn.draft.stage
    return workflow.stages[target].situation if target else ""


def _not_here(turn: Turn, event: Event) -> Text:
    if turn.draft.ended_on is not None:
        return Text("Le dossier est clos depuis le {day}.", day=turn.draft.ended_on)
    stage = turn.program.workflow.stages.get(turn.draft.stage)
    labels = turn.program.workflow.events
    possible = [labels[name].label for name in turn.program.main.events(turn.draft.stage) if labels[name].by]
    where = Text("à l'étape « {stage} »", stage=stage.label) if stage is not None else Text("à l'entrée")
    if possible:
        return Text(
            "« {event} » n'est pas possible {where}. Y sont possibles : {possible}.",
            event=event.label,
            where=where,
            possible=all_quoted(possible),
        )
    return Text("« {event} » n'est pas possible {where}.", event=event.label, where=where)


def _day(value: object) -> datetime.date:
    if not isinstance(value, datetime.date):
        message = f"effective_on is a day once inputs are complete, not {value!r}"
        raise TypeError(message)
    return value
