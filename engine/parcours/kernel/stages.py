"""Moving along the main thread: exit, contract, stage, entry, tracks, deadlines, always in that order."""

import datetime

from parcours.kernel import actions, kept, lives, retention, suspension, tracks
from parcours.kernel.contracts import BEGIN, DAY, RENEW, TERMINATE, Proposal, running
from parcours.kernel.machine import Move
from parcours.kernel.turn import Turn
from parcours.model.case import ContractState
from parcours.model.change import (
    CaseEnded,
    ContractBegun,
    ContractEnded,
    ContractRenewed,
    ContractSigned,
    StageEntered,
)
from parcours.model.workflow import Stage


def take(turn: Turn, found: Move | None, proposal: Proposal | None, on: datetime.date) -> None:
    """An event takes effect on the main thread: the contract it asks for, and the move it leads to."""
    if found is None or not found.transition.to:
        _contract(turn, proposal, on)
        return
    leave(turn, on)
    _close_left_contract(turn, found.to, proposal, on)
    _contract(turn, proposal, on)
    enter(turn, found.to, on)


def leave(turn: Turn, on: datetime.date) -> None:
    stage = turn.program.workflow.stages.get(turn.draft.stage)
    if stage is None:
        return
    actions.run(turn, stage.exit, on)
    lives.bury(turn, lives.stage_owner(turn), on - DAY)


def enter(turn: Turn, name: str, on: datetime.date) -> None:
    stage = turn.program.workflow.stages[name]
    turn.record(StageEntered(name, turn.draft.visit + 1, on, turn.begun_at(on)))
    actions.run(turn, stage.enter, on)
    if stage.final:
        _end_case(turn, stage, on)
    tracks.start(turn, stage.start, on)
    lives.bear(turn, lives.stage_owner(turn), on)


def close(turn: Turn, state: ContractState, on: datetime.date) -> None:
    """Ends a running contract on its last day."""
    turn.contract = state.key
    lives.bury(turn, state.owner, on, for_good=False)
    turn.record(ContractEnded(state.key, on))
    tracks.end_with(turn, state.contract, on + DAY)
    turn.other_cases = True


def _contract(turn: Turn, proposal: Proposal | None, on: datetime.date) -> None:
    if proposal is None:
        return
    if proposal.act == BEGIN and proposal.after is not None:
        _begin(turn, proposal.after)
    elif proposal.act == RENEW and proposal.before is not None and proposal.period is not None:
        turn.contract = proposal.before.key
        was_over = running(turn, proposal.contract.id) is None
        turn.record(ContractRenewed(proposal.before.key, proposal.period))
        if was_over:
            lives.bear(turn, proposal.before.owner, proposal.before.starts_on, proposal.period.starts_on)
            tracks.resume_with(turn, proposal.contract.id, proposal.period.starts_on)
        turn.other_cases = True
    elif proposal.act == TERMINATE:
        state = running(turn, proposal.contract.id)
        if state is not None:
            close(turn, state, on - DAY)


def _begin(turn: Turn, state: ContractState) -> None:
    turn.contract = state.key
    if turn.draft.contracts.get(state.key) != state:
        # Other contracts moved since the signature, and with them what is left of a trial.
        turn.record(ContractSigned(state))
    turn.record(ContractBegun(state.key))
    lives.bear(turn, state.owner, state.starts_on)
    turn.other_cases = True


def _close_left_contract(turn: Turn, to: str, proposal: Proposal | None, on: datetime.date) -> None:
    """Entering a stage without the contract of the one left closes it the day before, or at its own term."""
    stages = turn.program.workflow.stages
    left = stages[turn.draft.stage].contract if turn.draft.stage else ""
    if not left or stages[to].contract == left:
        return
    if proposal is not None and proposal.act == TERMINATE and proposal.contract.id == left:
        return
    state = running(turn, left)
    if state is not None:
        eve = on - DAY
        close(turn, state, min(eve, state.ends_on or eve))


def _end_case(turn: Turn, stage: Stage, on: datetime.date) -> None:
    turn.record(CaseEnded(on, stage.outcome))
    if turn.draft.suspension is not None:
        # Nobody could resume it any more, and some tracks outlive the case.
        suspension.end(turn, on)
    for fact in list(turn.draft.kept):
        kept.hand_back(turn, fact, kept.ENDED)
    tracks.end_with(turn, tracks.CASE, on)
    retention.arm(turn)
