"""What a worker does: it makes the model ready once, then runs replications and keeps their figures alone."""

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from time import process_time
from types import MappingProxyType
from typing import Final, Protocol

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.simulation.log import Line
from parcours.simulation.measures.fold import measure
from parcours.simulation.measures.frame import Frame, frame_of
from parcours.simulation.measures.replica import Replica
from parcours.simulation.model import Model, ready
from parcours.simulation.reference.run import run
from parcours.simulation.replicating import Batch
from parcours.simulation.unrolled.engine import run as unrolled

MODELS_KEPT: Final = 4


class Engine(Protocol):
    """The lines of one replication, in order of time; the same from every engine."""

    def __call__(self, model: Model, *, cases: int | None, seed: int, replication: int) -> Iterator[Line]: ...


class Counting(Protocol):
    """The figures of one replication, which are those of its lines."""

    def __call__(self, model: Model, frame: Frame, *, cases: int | None, seed: int, replication: int) -> Replica: ...


def compiles() -> bool:
    """Whether the extra that compiles is installed."""
    return find_spec("numba") is not None


def check_compiles() -> None:
    """UsageError where the extra that compiles is not installed."""
    if not compiles():
        raise UsageError(
            Text("Le moteur « compiled » demande Numba, qui n'est pas installé."),
            Text("Installez « parcours[fast] », ou prenez « --engine tables »."),
        )


def _compiled(model: Model, *, cases: int | None, seed: int, replication: int) -> Iterator[Line]:
    """Numba, an extra, is only looked for when it is asked for. Raises UsageError where it is not installed."""
    check_compiles()
    engine: Engine = import_module("parcours.simulation.compiled.engine").run
    return engine(model, cases=cases, seed=seed, replication=replication)


REFERENCE: Final = "reference"
COMPILED: Final = "compiled"
ENGINES: Final[Mapping[str, Engine]] = MappingProxyType({REFERENCE: run, "tables": unrolled, COMPILED: _compiled})


@dataclass(frozen=True, slots=True)
class Job:
    """A piece of work that travels: `packed` holds what each process makes a model of.

    `cases` None: as many people as the scenario says. `falls_back`: a replication that the engine gives up goes to the
    oracle, which says what is left of it or why nobody can.
    """

    packed: bytes
    engine: str
    cases: int | None
    seed: int
    falls_back: bool = False

    def __call__(self, numbers: tuple[int, ...]) -> Batch:
        before = process_time()
        model, frame = _ready(self.packed)
        handed: list[UsageError] = []
        replicas = tuple(self._measured(model, frame, number, handed) for number in numbers)
        return Batch(replicas, process_time() - before, len(handed))

    def lines(self, replication: int) -> Iterator[Line]:
        """The log of one replication, for who wants to read it."""
        model, _ = _ready(self.packed)
        return self._lines(model, replication, [])

    def _measured(self, model: Model, frame: Frame, replication: int, handed: list[UsageError]) -> Replica:
        """The figures of one replication: compiled, they are counted without any line being told."""
        if self.engine != COMPILED:
            return measure(self._lines(model, replication, handed), frame, replication)
        check_compiles()
        counted: Counting = import_module("parcours.simulation.compiled.engine").measured
        try:
            return counted(model, frame, cases=self.cases, seed=self.seed, replication=replication)
        except UsageError as refused:
            if not self.falls_back:
                raise
            handed.append(refused)
        return measure(self._played(REFERENCE, model, replication), frame, replication)

    def _lines(self, model: Model, replication: int, handed: list[UsageError]) -> Iterator[Line]:
        """What the engine says, then what it left to the oracle, which said the same so far."""
        said = 0
        try:
            for line in self._played(self.engine, model, replication):
                yield line
                said += 1
        except UsageError as refused:
            if not self.falls_back or self.engine == REFERENCE:
                raise
            handed.append(refused)
        else:
            return
        yield from islice(self._played(REFERENCE, model, replication), said, None)

    def _played(self, engine: str, model: Model, replication: int) -> Iterator[Line]:
        return ENGINES[engine](model, cases=self.cases, seed=self.seed, replication=replication)


def job_of(
    model: Model,
    *,
    engine: str = REFERENCE,
    cases: int | None = None,
    seed: int | None = None,
    falls_back: bool = False,
) -> Job:
    """The work of a model's replications; with its scenario's seed unless told. KeyError for an unknown engine."""
    if engine not in ENGINES:
        raise KeyError(engine)
    packed = pickle.dumps((model.definition, model.scenario, model.start))
    return Job(packed, engine, cases, model.scenario.seed if seed is None else seed, falls_back)


def frame_for(model: Model) -> Frame:
    """What a model's runs are measured against."""
    return frame_of(model.scenario, model.definition.workflow, model.definition.calendar.timezone)


@lru_cache(maxsize=MODELS_KEPT)
def _ready(packed: bytes) -> tuple[Model, Frame]:
    model = ready(*pickle.loads(packed))  # noqa: S301  what this program has itself packed
    return model, frame_for(model)
