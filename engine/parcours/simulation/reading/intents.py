"""Intents: their moment, what they ask for, and the act or the choice they come to."""

import datetime
from dataclasses import dataclass

from parcours.calendar.duration import Duration
from parcours.definition.build.problems import Problems
from parcours.definition.build.rules import Place as Anchors
from parcours.definition.build.rules import date_rule
from parcours.definition.piece import Piece
from parcours.model.workflow import Workflow
from parcours.simulation.reading.keys import ACTS, CHANCES, DEEDS, SHAPES
from parcours.simulation.reading.numbers import delay, needed, one_at_most, one_of, site
from parcours.simulation.reading.sources import SUM_TO_ONE, sources, sum_to_one
from parcours.simulation.reading.targets import fields_of, inputs_of
from parcours.simulation.scenario.intents import (
    NOON,
    Act,
    Asking,
    Choice,
    FinishTask,
    Intent,
    Moment,
    Option,
    Place,
    PlaceKind,
    SendEvent,
    WriteFields,
)
from parcours.simulation.scenario.values import Draw


@dataclass(frozen=True, slots=True)
class Builder:
    """Builds what is written in one place; `anchors` says which contract `contract.x` speaks of there."""

    workflow: Workflow
    anchors: Anchors
    problems: Problems

    def intent(self, name: str, piece: Piece) -> Intent:
        return self._meant(name, piece, one_of(piece, ACTS, self.problems))

    def _meant(self, name: str, piece: Piece, said: str) -> Intent:
        return Intent(
            id=name,
            moment=self._moment(piece),
            asking=self._asking(piece.at("needs")),
            act=self._act(said, piece),
            choice=self.choice(piece.at("choose")) if said == "choose" else None,
            every=piece.duration("every"),
        )

    def choice(self, piece: Piece) -> Choice:
        shares = self._shares(piece)
        options = tuple(self._option(name, each, shares.get(name, 0.0)) for name, each in piece.entries())
        return Choice(site(piece.path), options)

    def send(self, piece: Piece) -> SendEvent:
        """The event that a map sends, with its inputs."""
        event = piece.text("send")
        return SendEvent(event, sources(piece.at("with"), inputs_of(self.workflow, event), self.anchors, self.problems))

    def _option(self, name: str, piece: Piece, share: float) -> Option:
        meant = self._meant(name, piece, one_at_most(piece, ACTS, self.problems))
        return Option(name, share, meant, piece.text("when"), piece.text("otherwise"))

    def _shares(self, piece: Piece) -> dict[str, float]:
        """The probability of each option; one of them may take what the others leave."""
        said = {name: each.number("probability") for name, each in piece.entries()}
        chances = [one_of(each, CHANCES, self.problems) for _, each in piece.entries()]
        total = sum(share for share in said.values() if share is not None)
        resting = [name for name, each in piece.entries() if each.flag("rest")]
        if all(chances) and (len(resting) > 1 or total > 1 + SUM_TO_ONE or (not resting and total < 1 - SUM_TO_ONE)):
            sum_to_one(piece, total, self.problems)
        left = max(0.0, 1 - total)
        return {name: left if name in resting else share or 0.0 for name, share in said.items()}

    def _moment(self, piece: Piece) -> Moment:
        return Moment(
            after=tuple(self._delay(each) for each in piece.at("after").items()),
            on=date_rule(piece.at("on"), self.anchors, self.problems) if piece.at("on") else None,
            at=hour(piece.text("at")),
            session=piece.text("session"),
            awaits=piece.text("await"),
        )

    def _delay(self, piece: Piece) -> Duration | Draw:
        length = piece.duration("fixed")
        alone = sum(bool(piece.at(shape)) for shape in SHAPES) == 1
        return length if length is not None and alone else delay(piece, self.problems)

    def _asking(self, piece: Piece) -> Asking | None:
        if not piece:
            return None
        needed(piece, "resource", self.problems)
        patience, leaving = piece.at("patience"), piece.at("leaving")
        said = one_of(leaving, DEEDS, self.problems) if leaving else ""
        return Asking(
            resource=piece.text("resource"),
            patience=delay(patience, self.problems) if patience else None,
            leaving=self._act(said, leaving),
        )

    def _act(self, said: str, piece: Piece) -> Act | None:
        match said:
            case "send":
                return self.send(piece)
            case "done":
                return FinishTask()
            case "write":
                return WriteFields(sources(piece.at("write"), fields_of(self.workflow), self.anchors, self.problems))
            case _:
                return None


def places(file: Piece, workflow: Workflow, problems: Problems) -> tuple[Place, ...]:
    """Every place of a scenario's file where somebody means to do something."""
    return tuple(
        Place(kind, name, tuple(_builder(kind, name, workflow, problems).intent(key, each) for key, each in inside))
        for kind, name, piece in written_places(file)
        if (inside := tuple(piece.entries()))
    )


def written_places(file: Piece) -> "tuple[tuple[PlaceKind, str, Piece], ...]":
    """The places a file writes of, a track's stage being `<track>.<stage>`."""
    return (
        *((PlaceKind.STAGE, name, each) for name, each in file.at("stages").entries()),
        *(
            (PlaceKind.TRACK, f"{track}.{name}", each)
            for track, stages in file.at("tracks").entries()
            for name, each in stages.entries()
        ),
        *((PlaceKind.CONTRACT, name, each) for name, each in file.at("contracts").entries()),
        *((PlaceKind.TASK, name, each) for name, each in file.at("tasks").entries()),
    )


def _builder(kind: PlaceKind, name: str, workflow: Workflow, problems: Problems) -> Builder:
    return Builder(workflow, Anchors(contract=name if kind is PlaceKind.CONTRACT else ""), problems)


def hour(said: str) -> datetime.time:
    """The time of day that a text says, noon where nothing is written."""
    try:
        return datetime.time.fromisoformat(said) if said else NOON
    except ValueError:  # told as a shape
        return NOON
