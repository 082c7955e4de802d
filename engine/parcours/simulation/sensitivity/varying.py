"""A scenario's file with other numbers in it, run each time on the same draws."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from parcours.definition.loader import NO_SCHEMAS, Schemas
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.simulation.measures.fold import measure
from parcours.simulation.measures.frame import Frame, frame_of
from parcours.simulation.model import Model, ready
from parcours.simulation.reading.loader import examine_scenario, read_scenario
from parcours.simulation.reading.ranges import UNVARIED, is_number, written
from parcours.simulation.reference.run import run
from parcours.simulation.replicating import Batch, Here
from parcours.simulation.result import Figure, Result
from parcours.simulation.running import Plan, carry_out
from parcours.simulation.scenario.scenario import Scenario
from parcours.simulation.sensitivity.findings import Factor


@dataclass(frozen=True, slots=True)
class Varying:
    """A file or an id looked for in `folders`, and how it is run: as `seed`, `cases` and `replications` say."""

    path: Path | str
    folders: Sequence[Path]
    actions: Schemas
    replications: int
    cases: int | None = None
    seed: int | None = None

    def figures(self, values: Mapping[str, float] = UNVARIED) -> Sequence[Figure]:
        """Those of the scenario with `values` in place of what is written. Raises what `read_scenario` raises."""
        return self.ran(values)[1].figures

    def ran(self, values: Mapping[str, float] = UNVARIED) -> tuple[Model, Result]:
        """The scenario with `values`, and all that its replications have found. Raises as above."""
        scenario, definition = read_scenario(self.path, self.folders, self.actions, values)
        model = ready(definition, scenario)
        frame = frame_of(scenario, definition.workflow, definition.calendar.timezone)
        seed = scenario.seed if self.seed is None else self.seed
        ran = carry_out(_Work(model, frame, self.cases, seed), Plan(self.replications), frame, Here())
        result = Result(scenario.id, scenario.title, scenario.hash, "reference", seed, self.cases, frame, ran.replicas)
        if ran.interrupted:
            raise KeyboardInterrupt
        return model, result


def factors(
    path: Path | str, folders: Sequence[Path], actions: Schemas = NO_SCHEMAS
) -> tuple[Scenario, tuple[Factor, ...]]:
    """The scenario as it is written, and what its `sensitivity` varies. UsageError when that is nothing."""
    scenario, _ = read_scenario(path, folders, actions)
    subject = examine_scenario(path, folders, actions).subject
    if subject is None or not scenario.ranges:
        raise UsageError(
            Text("Le scénario « {name} » ne dit pas quels nombres faire varier.", name=scenario.id),
            Text("Ajoutez-lui « sensitivity: » : pour chacun un chemin, la plus petite et la plus grande valeur."),
        )
    root = subject.root
    return scenario, tuple(
        Factor(each, written(root, each.path), is_delay=not is_number(root, each.path)) for each in scenario.ranges
    )


@dataclass(frozen=True, slots=True)
class _Work:
    model: Model
    frame: Frame
    cases: int | None
    seed: int

    def __call__(self, numbers: tuple[int, ...]) -> Batch:
        before = process_time()
        runs = (run(self.model, cases=self.cases, seed=self.seed, replication=number) for number in numbers)
        replicas = tuple(measure(lines, self.frame, number) for number, lines in zip(numbers, runs, strict=True))
        return Batch(replicas, process_time() - before)
