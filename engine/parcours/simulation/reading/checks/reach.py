"""Where the people of a scenario come to, and what keeps them there."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from parcours.definition import codes
from parcours.definition.checks.reach import reached
from parcours.definition.finding import Finding, warning
from parcours.definition.piece import Piece
from parcours.messages import Text
from parcours.messages.suggestion import quoted
from parcours.model.workflow import Stage, Workflow
from parcours.simulation.reading.intents import written_places
from parcours.simulation.reading.subject import Spot, Subject
from parcours.simulation.scenario.intents import PlaceKind

Moves = Mapping[str, frozenset[str]]
WAITS: Final = ("after", "on", "session", "await", "needs", "every")


def somebody_leaves(subject: Subject) -> Iterator[Finding]:
    """A stage that people come to and that is not final, from which nothing ever leads out."""
    leads = moves(subject)
    for name in sorted(_reached(subject, leads)):
        stage = subject.workflow.stages[name]
        if not stage.final and not leads[name] - {name}:
            cause = Text(
                "Personne ne sort de l'étape « {stage} » : aucune intention, échéance ou fin de contrat.", stage=name
            )
            leading = [event for event, each in stage.transitions.items() if each.to not in {"", name}]
            remedy = Text("Donnez une intention qui envoie {events}.", events=quoted(leading)) if leading else None
            at = ("stages", name) if subject.file.at("stages").at(name) else ("stages",)
            yield warning(codes.STUCK_STAGE, at, cause, remedy)


def places_are_reached(subject: Subject) -> Iterator[Finding]:
    """Intents where nobody ever stands; the tasks of what is reached are left to their guards."""
    stages = [subject.workflow.stages[name] for name in _reached(subject, moves(subject))]
    started = {track for stage in stages for track in stage.start} | _started_by_tracks(subject.workflow)
    come_to = {
        PlaceKind.STAGE: {stage.id for stage in stages},
        PlaceKind.CONTRACT: {stage.contract for stage in stages},
        PlaceKind.TRACK: {f"{track}.{stage}" for track in started for stage in _stages_of(track, subject.workflow)},
    }
    for kind, name, piece in written_places(subject.file):
        known = subject.is_known(Spot(kind, name, piece))
        if known and kind in come_to and name not in come_to[kind]:
            cause = Text("Personne n'arrive jamais ici : rien de ce que dit le scénario n'y mène.")
            remedy = Text("Donnez une intention qui y mène, ou retirez ce lieu.")
            yield warning(codes.UNREACHED_PLACE, piece.path, cause, remedy, on_key=True)


def _stages_of(track: str, workflow: Workflow) -> Iterable[str]:
    return workflow.tracks[track].stages if track in workflow.tracks else ()


def nothing_goes_round_at_once(subject: Subject) -> Iterator[Finding]:
    """Intents that wait for nothing must not lead round in a circle: time would stand still for ever."""
    at_once: dict[str, set[str]] = {name: set() for name in subject.workflow.stages}
    for name, place in subject.file.at("stages").entries():
        for _, intent in place.entries():
            at_once.get(name, set()).update(_leading_at_once(intent, subject.workflow.stages.get(name)))
    ways = {name: frozenset(leads) for name, leads in at_once.items()}
    for name, leads in ways.items():
        if name in reached(ways, leads):
            cause = Text("Sans attendre, « {stage} » ramène toujours à elle-même.", stage=name)
            remedy = Text("Ajoutez un délai « after » à l'une de ces intentions, ou un choix qui en sorte.")
            yield Finding(codes.ENDLESS_ROUND, ("stages", name), cause, remedy)


def _leading_at_once(intent: Piece, stage: Stage | None) -> Iterator[str]:
    transition = stage.transitions.get(intent.text("send")) if stage is not None else None
    if transition is not None and transition.to and not any(intent.at(key) for key in WAITS):
        yield transition.to


def _started_by_tracks(workflow: Workflow) -> set[str]:
    return {name for track in workflow.tracks.values() for stage in track.stages.values() for name in stage.start}


def _reached(subject: Subject, leads: Moves) -> frozenset[str]:
    entry = subject.workflow.entry
    sent = {spot.event for spot in subject.spots if spot.kind is None}
    return reached(leads, [transition.to for event, transition in entry.items() if event in sent])


def moves(subject: Subject) -> Moves:
    """Where each stage of the main line leads: what people send there, and what the engine sends by itself."""
    workflow = subject.workflow
    sent: dict[str, set[str]] = {name: set(_fired(stage, workflow)) for name, stage in workflow.stages.items()}
    for spot in subject.spots:
        for stage in subject.threads(spot) if spot.kind is not None and spot.event else ():
            if workflow.stages.get(stage.id) is stage:
                sent[stage.id].add(spot.event)
    return {
        name: frozenset(each.to for each in stage.transitions.values() if each.event in sent[name] and each.to)
        for name, stage in workflow.stages.items()
    }


def _fired(stage: Stage, workflow: Workflow) -> Iterator[str]:
    """The events that deadlines and the end of a contract send."""
    yield from (deadline.fire for deadline in stage.duties.deadlines if deadline.fire)
    contract = workflow.contracts.get(stage.contract)
    if contract is not None:
        yield contract.expire
        yield from (deadline.fire for deadline in contract.duties.deadlines if deadline.fire)


CHECKS: Final = (somebody_leaves, places_are_reached, nothing_goes_round_at_once)
