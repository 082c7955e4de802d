"""A whole scenario of the tree that its files make together."""

import datetime
from dataclasses import replace

from parcours.definition.build.digest import digest_of
from parcours.definition.build.problems import Problems
from parcours.definition.build.rules import Place as Anchors
from parcours.definition.piece import Piece
from parcours.definition.tree import Node
from parcours.model.definition import Definition
from parcours.simulation.reading.intents import places
from parcours.simulation.reading.provenance import Ranks, assumptions
from parcours.simulation.reading.ranges import ranges
from parcours.simulation.reading.sources import sources
from parcours.simulation.reading.supply import arrival, flow, resource, session
from parcours.simulation.reading.targets import fields_of
from parcours.simulation.scenario.scenario import Scenario


def scenario(root: Node, definition: Definition, ranks: Ranks, problems: Problems) -> Scenario:
    """The scenario that a resolved tree says; what cannot be read goes to `problems` and is left out."""
    file, workflow = Piece(root), definition.workflow
    begins, ends = _day(file, "from"), _day(file, "until")
    streams = (arrival(name, each, workflow, problems) for name, each in file.at("arrivals").entries())
    unhashed = Scenario(
        id=file.text("scenario"),
        title=file.text("title"),
        workflow=file.text("workflow"),
        begins=begins,
        ends=ends,
        arrivals_end=file.date("arrivals_until") or ends,
        people=file.whole("people"),
        arrivals=tuple(each for each in streams if each is not None),
        places=places(file, workflow, problems),
        dossier=sources(file.at("dossier"), fields_of(workflow), Anchors(), problems),
        resources={name: resource(name, each) for name, each in file.at("resources").entries()},
        sessions={name: session(name, each, definition, problems) for name, each in file.at("sessions").entries()},
        flows=tuple(flow(name, each) for name, each in file.at("income").entries()),
        assumptions=assumptions(file, ranks),
        ranges=ranges(file, problems),
        warm_up=file.date("warm_up"),
        seed=file.whole("seed", 1),
    )
    return replace(unhashed, hash=digest_of(unhashed))


def _day(file: Piece, key: str) -> datetime.date:
    # A day that is missing has been told.
    return file.date(key) or datetime.date.min
