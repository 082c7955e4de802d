"""What a worker does: it makes the model ready once, then runs replications and keeps their figures alone."""

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from time import process_time
from types import MappingProxyType
from typing import Final, Protocol

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.simulation.log import Line
from parcours.simulation.measures.fold import measure
from parcours.simulation.measures.frame import Frame, frame_of
from parcours.simulation.model import Model, ready
from parcours.simulation.reference.run import run
from parcours.simulation.replicating import Batch
from parcours.simulation.tables.engine import run as interpreted

MODELS_KEPT: Final = 4


class Engine(Protocol):
    """The lines of one replication, in order of time; the same from every engine."""

    def __call__(self, model: Model, *, cases: int | None, seed: int, replication: int) -> Iterator[Line]: ...


def compiles() -> bool:
    """Whether the extra that compiles is installed."""
    return find_spec("numba") is not None


def _compiled(model: Model, *, cases: int | None, seed: int, replication: int) -> Iterator[Line]:
    """Numba, an extra, is only looked for when it is asked for. Raises UsageError where it is not installed."""
    if not compiles():
        raise UsageError(
            Text("Le moteur « compiled » demande Numba, qui n'est pas installé."),
            Text("Installez « parcours[fast] », ou prenez « --engine tables »."),
        )
    engine: Engine = import_module("parcours.simulation.compiled.engine").run
    return engine(model, cases=cases, seed=seed, replication=replication)


ENGINES: Final[Mapping[str, Engine]] = MappingProxyType(
    {"reference": run, "tables": interpreted, "compiled": _compiled}
)


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work that travels: `packed` holds what each process makes a model of.

    `cases` None: as many people as the scenario says.
    """

    packed: bytes
    engine: str
    cases: int | None
    seed: int

    def __call__(self, numbers: tuple[int, ...]) -> Batch:
        before = process_time()
        model, frame = _ready(self.packed)
        replicas = tuple(measure(self._lines(model, number), frame, number) for number in numbers)
        return Batch(replicas, process_time() - before)

    def lines(self, replication: int) -> Iterator[Line]:
        """The log of one replication, for who wants to read it."""
        model, _ = _ready(self.packed)
        return self._lines(model, replication)

    def _lines(self, model: Model, replication: int) -> Iterator[Line]:
        return ENGINES[self.engine](model, cases=self.cases, seed=self.seed, replication=replication)


def job_of(model: Model, *, engine: str = "reference", cases: int | None = None, seed: int | None = None) -> Job:
    """The work of a model's replications; with its scenario's seed unless told. KeyError for an unknown engine."""
    if engine not in ENGINES:
        raise KeyError(engine)
    packed = pickle.dumps((model.definition, model.scenario, model.start))
    return Job(packed, engine, cases, model.scenario.seed if seed is None else seed)


def frame_for(model: Model) -> Frame:
    """What a model's runs are measured against."""
    return frame_of(model.scenario, model.definition.workflow, model.definition.calendar.timezone)


@lru_cache(maxsize=MODELS_KEPT)
def _ready(packed: bytes) -> tuple[Model, Frame]:
    model = ready(*pickle.loads(packed))  # noqa: S301  what this program has itself packed
    return model, frame_for(model)
