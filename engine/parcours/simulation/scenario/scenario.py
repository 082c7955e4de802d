"""A scenario once read: what people do where the parcours leaves them free, and what is scarce.

Stages, contracts, caps and deadlines are the parcours' own and are never said again here.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from parcours.simulation.scenario.intents import Place
from parcours.simulation.scenario.supply import Arrival, Flow, Resource, Session
from parcours.simulation.scenario.values import Source


@dataclass(frozen=True, slots=True)
class Assumption:
    """One number of the file and where it comes from: a `source`, or nothing but an assumption."""

    path: str
    said: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Range:
    """What a sensitivity analysis varies: the number written at `path`, between two bounds."""

    path: str
    label: str
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Scenario:
    """`begins` and `ends` bound the simulated days (the end excluded); people arrive until `arrivals_end`.

    `people` is how many come unless the run says otherwise, for the streams that spread them. `dossier` is what is
    known of each on arrival. `hash` is the digest of exactly what stands here.
    """

    id: str
    title: str
    workflow: str
    begins: datetime.date
    ends: datetime.date
    arrivals_end: datetime.date
    people: int
    arrivals: tuple[Arrival, ...]
    places: tuple[Place, ...]
    dossier: Mapping[str, Source] = field(default_factory=dict)
    resources: Mapping[str, Resource] = field(default_factory=dict)
    sessions: Mapping[str, Session] = field(default_factory=dict)
    flows: tuple[Flow, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    ranges: tuple[Range, ...] = ()
    warm_up: datetime.date | None = None
    seed: int = 1
    hash: str = ""
