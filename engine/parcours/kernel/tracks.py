"""Tracks: threads beside the main one, with stages of their own."""

import datetime
from collections.abc import Sequence

from parcours.kernel import actions, lives
from parcours.kernel.machine import Move
from parcours.kernel.turn import Turn
from parcours.model.case import TrackState
from parcours.model.change import TrackEnded, TrackEntered, TrackResumed
from parcours.model.workflow import Track

CASE, NEVER = "case", "never"
_DAY = datetime.timedelta(1)


def start(turn: Turn, names: Sequence[str], on: datetime.date) -> None:
    """Starts tracks, in order; one that runs or has ended is left alone."""
    for name in names:
        if name in turn.draft.tracks:
            continue
        track = turn.program.workflow.tracks[name]
        _enter(turn, track, track.initial, 1, on)
        actions.run(turn, track.enter, on)
        lives.bear(turn, _whole(name), on)
        _settle_in(turn, track, on)


def move(turn: Turn, name: str, found: Move, on: datetime.date) -> None:
    """Carries a transition out in a track; without a destination nothing is left nor armed anew."""
    if not found.transition.to:
        return
    track = turn.program.workflow.tracks[name]
    state = turn.draft.tracks[name]
    actions.run(turn, track.stages[state.stage].exit, on)
    lives.bury(turn, _present(state), on - _DAY)
    _enter(turn, track, found.to, state.visit + 1, on)
    _settle_in(turn, track, on)


def end_with(turn: Turn, what: str, on: datetime.date) -> None:
    """Ends the running tracks that end with the case, or with a contract: then a late renewal may bring them back."""
    for_good = what in {CASE, NEVER}
    for name, state in list(turn.draft.tracks.items()):
        if state.running and turn.program.workflow.tracks[name].ends_with == what:
            lives.bury(turn, _present(state), on - _DAY, for_good=for_good)
            lives.bury(turn, _whole(name), on - _DAY, for_good=for_good)
            turn.record(TrackEnded(name, on))


def resume_with(turn: Turn, contract: str, on: datetime.date) -> None:
    """The contract they had ended with on that day goes on after all: each stands where it stood."""
    for name, state in list(turn.draft.tracks.items()):
        if state.left and state.ended_on == on and turn.program.workflow.tracks[name].ends_with == contract:
            turn.record(TrackResumed(name))
            lives.bear(turn, _whole(name), state.started_on, on)
            lives.bear(turn, _present(turn.draft.tracks[name]), state.entered_on, on)


def _whole(track: str) -> str:
    return f"track:{track}#0"


def _present(state: TrackState) -> str:
    return f"track:{state.track}.{state.stage}#{state.visit}"


def _enter(turn: Turn, track: Track, stage: str, visit: int, on: datetime.date) -> None:
    turn.record(TrackEntered(track.id, stage, visit, on, turn.begun_at(on)))


def _settle_in(turn: Turn, track: Track, on: datetime.date) -> None:
    state = turn.draft.tracks[track.id]
    stage = track.stages[state.stage]
    actions.run(turn, stage.enter, on)
    start(turn, stage.start, on)
    lives.bear(turn, _present(state), on)
    if stage.final:
        lives.bury(turn, _whole(track.id), on - _DAY)
