"""What there is to draw: stages, and the events that lead from one to another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from parcours.model.workflow import Stage, Track, Transition, Workflow
from parcours.runtime import labels

START: Final = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A stage. `note` is the contract that runs there."""

    id: str
    label: str
    note: str = ""
    final: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """All the events that lead from one stage to another; `automatic` when people send none of them."""

    source: str
    target: str
    events: tuple[str, ...]
    automatic: bool


@dataclass(frozen=True, slots=True)
class Graph:
    """Boxes in file order, arrows from `START` first. `id` is empty for the stages themselves."""

    id: str
    label: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]


def graphs(workflow: Workflow) -> tuple[Graph, ...]:
    """The stages, then every track of more than one stage."""
    main = Graph(
        "",
        workflow.title,
        tuple(_box(workflow, stage) for stage in workflow.stages.values()),
        tuple(_arrows(workflow, {START: workflow.entry, **_transitions(workflow.stages)})),
    )
    return (main, *(_track(workflow, track) for track in workflow.tracks.values() if len(track.stages) > 1))


def _track(workflow: Workflow, track: Track) -> Graph:
    begins = Arrow(START, track.initial, (), automatic=True)
    return Graph(
        track.id,
        track.label,
        tuple(_box(workflow, stage) for stage in track.stages.values()),
        (begins, *_arrows(workflow, _transitions(track.stages))),
    )


def _transitions(stages: Mapping[str, Stage]) -> dict[str, Mapping[str, Transition]]:
    return {stage.id: stage.transitions for stage in stages.values()}


def _box(workflow: Workflow, stage: Stage) -> Box:
    note = labels.contract_label(workflow, stage.contract) if stage.contract else ""
    return Box(stage.id, stage.label or stage.id, note, stage.final)


def _arrows(workflow: Workflow, leaving: Mapping[str, Mapping[str, Transition]]) -> Iterator[Arrow]:
    for source, transitions in leaving.items():
        by_target: dict[str, list[str]] = {}
        for transition in transitions.values():
            if transition.to:
                by_target.setdefault(transition.to, []).append(transition.event)
        for target, events in by_target.items():
            automatic = not any(workflow.events[event].by for event in events)
            yield Arrow(source, target, tuple(labels.event_label(workflow, event) for event in events), automatic)
