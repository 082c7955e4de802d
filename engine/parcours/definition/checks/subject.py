"""What a check looks at."""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from parcours.definition.mentions import ROLES, Mention, mentions
from parcours.definition.overlay import Overlay
from parcours.definition.piece import Piece
from parcours.definition.removal import Removal
from parcours.definition.shelf import Files
from parcours.definition.tree import Node, Path
from parcours.model.definition import Definition
from parcours.model.workflow import Stage, Workflow

MAIN: Final = ""


@dataclass(frozen=True, slots=True)
class Thread:
    """The main line of a parcours (`id` empty) or one of its tracks; `starts` are the stages it may begin at."""

    id: str
    stages: Mapping[str, Stage]
    starts: tuple[str, ...]
    path: Path
    single: bool = False

    def at(self, stage: str) -> Path:
        """Where a stage is written; a track without stages is its own."""
        return self.path if self.single else (*self.path, "stages", stage)


@dataclass(frozen=True)  # without slots: what several checks read is worked out once and kept
class Subject:
    """A built definition with the tree it came from.

    `actions` are the parameter schemas of plugins, by `use`; `files` what these may read, None where nobody can tell.
    """

    definition: Definition
    overlay: Overlay
    today: datetime.date
    actions: Mapping[str, Mapping[str, Any]]
    files: Files | None = None

    @property
    def workflow(self) -> Workflow:
        return self.definition.workflow

    @property
    def root(self) -> Node:
        return self.overlay.root

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        return tuple(mentions(self.root))

    def names(self, scope: Path) -> Mapping[str, Node]:
        """What is declared under a section; the only stage of a track that lists none is declared by being it."""
        node = self.root.at(scope)
        return node.entries() if node is not None else {}

    @cached_property
    def threads(self) -> tuple[Thread, ...]:
        """The main line first, then each track."""
        return (self.main, *self._tracks())

    @cached_property
    def main(self) -> Thread:
        starts = dict.fromkeys(each.to for each in self.workflow.entry.values() if each.to)
        return Thread(MAIN, self.workflow.stages, tuple(starts), ())

    def _tracks(self) -> Iterator[Thread]:
        for track in self.workflow.tracks.values():
            path = ("tracks", track.id)
            single = not self.names((*path, "stages"))
            yield Thread(track.id, track.stages, (track.initial,), path, single)

    @cached_property
    def bereft(self) -> Mapping[str, Removal]:
        """The events that only removed roles could send, each with the removal of one of them."""
        roles = {each.name: each for each in self.overlay.removed if each.scope == ROLES}
        said = [(event, role) for root in self.overlay.inherited for event, role in _senders(root)]
        unsent = {event.id for event in self.workflow.events.values() if not event.by}
        return {event: roles[role] for event, role in said if role in roles and event in unsent}

    @cached_property
    def engine_events(self) -> frozenset[str]:
        """The events that the engine sends: those fired, those of a contract's end, those nobody may send."""
        fired = {mention.name for mention in self.mentions if mention.at[-1] in {"fire", "expire"}}
        nobodys = {event.id for event in self.workflow.events.values() if not event.by and event.id not in self.bereft}
        return frozenset(fired | nobodys)


def _senders(root: Node) -> Iterator[tuple[str, str]]:
    """Each event of a file with each role that may send it."""
    for event, piece in Piece(root).at("events").entries():
        yield from ((event, role) for role in piece.words("by"))
