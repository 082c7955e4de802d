"""Tracks: threads beside the main one, with stages of their own."""

import datetime
from collections.abc import Sequence

from parcours.kernel import actions, lives
from parcours.kernel.machine import Move
from parcours.kernel.turn import Turn
from parcours.model.fact import TrackEnded, TrackEntered
from parcours.model.workflow import Track

CASE, NEVER = "case", "never"


def start(turn: Turn, names: Sequence[str], on: datetime.date) -> None:
    """Starts tracks, in order; one that runs or has ended is left alone."""
    for name in names:
        if name in turn.draft.tracks:
            continue
        track = turn.program.workflow.tracks[name]
        _enter(turn, track, track.initial, 1, on)
        actions.run(turn, track.enter, on)
        lives.bear(turn, f"track:{name}#0", on)
        _settle_in(turn, track, on)


def move(turn: Turn, name: str, found: Move, on: datetime.date) -> None:
    """Carries a transition out in a track; without a destination nothing is left nor armed anew."""
    if not found.transition.to:
        return
    track = turn.program.workflow.tracks[name]
    state = turn.draft.tracks[name]
    actions.run(turn, track.stages[state.stage].exit, on)
    lives.bury(turn, f"track:{name}.{state.stage}#{state.visit}")
    _enter(turn, track, found.to, state.visit + 1, on)
    _settle_in(turn, track, on)


def end_with(turn: Turn, what: str, on: datetime.date) -> None:
    """Ends the running tracks that end with the case, or with a contract."""
    for name, state in list(turn.draft.tracks.items()):
        if state.running and turn.program.workflow.tracks[name].ends_with == what:
            lives.bury(turn, f"track:{name}.{state.stage}#{state.visit}")
            lives.bury(turn, f"track:{name}#0")
            turn.record(TrackEnded(name, on))


def _enter(turn: Turn, track: Track, stage: str, visit: int, on: datetime.date) -> None:
    turn.record(TrackEntered(track.id, stage, visit, on))


def _settle_in(turn: Turn, track: Track, on: datetime.date) -> None:
    state = turn.draft.tracks[track.id]
    stage = track.stages[state.stage]
    actions.run(turn, stage.enter, on)
    start(turn, stage.start, on)
    lives.bear(turn, f"track:{track.id}.{state.stage}#{state.visit}", on)
    if stage.final:
        lives.bury(turn, f"track:{track.id}#0")
