"""What a check of a scenario looks at."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from parcours.definition.overlay import Overlay
from parcours.definition.piece import Piece
from parcours.definition.tree import Node
from parcours.model.definition import Definition
from parcours.model.workflow import Stage, Workflow
from parcours.simulation.reading.intents import written_places
from parcours.simulation.reading.provenance import Ranks
from parcours.simulation.scenario.intents import PlaceKind
from parcours.simulation.scenario.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Spot:
    """A map that may act: an intent, an option, what a leaving person does; `kind` None: an arrival."""

    kind: PlaceKind | None
    name: str
    piece: Piece

    @property
    def event(self) -> str:
        """What it sends, if it sends anything."""
        return self.piece.text("send")


@dataclass(frozen=True)  # without slots: what several checks read is worked out once and kept
class Subject:
    """A built scenario with the tree it came from and the parcours it names."""

    definition: Definition
    scenario: Scenario
    overlay: Overlay
    ranks: Ranks

    @property
    def workflow(self) -> Workflow:
        return self.definition.workflow

    @property
    def root(self) -> Node:
        return self.overlay.root

    @property
    def file(self) -> Piece:
        return Piece(self.root)

    @cached_property
    def spots(self) -> tuple[Spot, ...]:
        """Arrivals first, then what is written in each place."""
        return (*self._arrivals(), *self._in_places())

    @cached_property
    def values(self) -> tuple[Piece, ...]:
        """Every map that says where a value comes from."""
        maps = [self.file.at("dossier"), *(spot.piece.at(key) for spot in self.spots for key in ("with", "write"))]
        return tuple(each for written in maps for _, each in written.entries())

    def is_known(self, spot: Spot) -> bool:
        """Whether the parcours has the place of that spot; if not, it is told, and nothing else of what is there."""
        workflow = self.workflow
        track, _, stage = spot.name.partition(".")
        match spot.kind:
            case PlaceKind.STAGE:
                return spot.name in workflow.stages
            case PlaceKind.CONTRACT:
                return spot.name in workflow.contracts
            case PlaceKind.TRACK:
                return track in workflow.tracks and stage in workflow.tracks[track].stages
            case PlaceKind.TASK:
                return spot.name in workflow.actions
            case None:
                return True

    def threads(self, spot: Spot) -> Iterator[Stage]:
        """The stages where whoever acts at that spot may stand, on the main line and on tracks.

        On other threads than its own, anywhere.
        """
        yield from (stage for stage in self.workflow.stages.values() if _may_stand(spot, stage))
        for track in self.workflow.tracks.values():
            here = spot.name.removeprefix(f"{track.id}.") if spot.kind is PlaceKind.TRACK else spot.name
            elsewhere = here == spot.name
            yield from (stage for stage in track.stages.values() if elsewhere or stage.id == here)

    def _arrivals(self) -> Iterator[Spot]:
        yield from (Spot(None, name, each) for name, each in self.file.at("arrivals").entries())

    def _in_places(self) -> Iterator[Spot]:
        for kind, name, piece in written_places(self.file):
            for _, intent in piece.entries():
                yield from _spots(kind, name, intent)


def _may_stand(spot: Spot, stage: Stage) -> bool:
    """Whether whoever acts at that spot may stand in that stage of the main line."""
    match spot.kind:
        case PlaceKind.STAGE:
            return stage.id == spot.name
        case PlaceKind.CONTRACT:
            return stage.contract == spot.name
        case _:
            return True


def _spots(kind: PlaceKind, name: str, piece: Piece) -> Iterator[Spot]:
    yield Spot(kind, name, piece)
    leaving = piece.at("needs").at("leaving")
    if leaving:
        yield Spot(kind, name, leaving)
    for _, option in piece.at("choose").entries():
        yield from _spots(kind, name, option)
