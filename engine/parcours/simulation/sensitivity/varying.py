"""A scenario's file with other numbers in it, run each time on the same draws."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from parcours.definition.loader import NO_SCHEMAS, Schemas
from parcours.errors import UsageError
from parcours.messages import Text
from parcours.simulation.model import Model, ready
from parcours.simulation.planner import AUTO, Planned
from parcours.simulation.reading.loader import examine_scenario, read_scenario
from parcours.simulation.reading.ranges import UNVARIED, is_number, written
from parcours.simulation.result import Figure, Result
from parcours.simulation.scenario.scenario import Scenario
from parcours.simulation.sensitivity.findings import Factor
from parcours.simulation.study import simulate


@dataclass(frozen=True, slots=True)
class Varying:
    """A file or an id looked for in `folders`, and how it is run: the rest are arguments of `simulate`."""

    path: Path | str
    folders: Sequence[Path]
    actions: Schemas
    replications: int
    cases: int | None = None
    seed: int | None = None
    engine: str | Planned = AUTO
    workers: int = 1
    executor: Executor | None = None

    def figures(self, values: Mapping[str, float] = UNVARIED) -> Sequence[Figure]:
        """Those of the scenario with `values` in place of what is written. Raises what `ran` raises."""
        return self.ran(values)[1].figures

    def ran(self, values: Mapping[str, float] = UNVARIED) -> tuple[Model, Result]:
        """The scenario with `values`, and all that its replications have found.

        Raises what `read_scenario` and `simulate` raise; KeyboardInterrupt, since an analysis is all its runs or none.
        """
        scenario, definition = read_scenario(self.path, self.folders, self.actions, values)
        model = ready(definition, scenario)
        result = simulate(
            model,
            replications=self.replications,
            cases=self.cases,
            seed=self.seed,
            engine=self.engine,
            workers=self.workers,
            executor=self.executor,
        )
        if result.interrupted:
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
