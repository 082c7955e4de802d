"""What a run has found: figures with their intervals, months, curves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

from parcours.messages import Text
from parcours.simulation.measures.frame import Frame
from parcours.simulation.measures.kpis import Kpi, kpis
from parcours.simulation.measures.replica import Durations, Replica, together
from parcours.simulation.measures.series import Monthlies, series
from parcours.simulation.statistics.intervals import Estimate, estimate
from parcours.simulation.statistics.survival import Point, curve


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure over the replications; `values` has one each, None where there was nothing to divide by."""

    kpi: Kpi
    values: tuple[float | None, ...]
    estimate: Estimate | None

    @property
    def id(self) -> str:
        return self.kpi.id


@dataclass(frozen=True, slots=True)
class Months:
    """One figure month by month, each with its estimate over the replications."""

    id: str
    about: str
    family: Monthlies
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True)
class Result:
    """A run: replications 0 to n - 1, and what was asked to have them.

    `seconds` of processor for the replications done by this very run, with `people` in them. `reached` is false where
    the half-width asked for was not; `interrupted` where somebody stopped it. `why` that `engine` and no other;
    `handed` of these replications it left to the oracle.
    """

    scenario: str
    title: str
    hash: str
    engine: str
    seed: int
    cases: int | None
    frame: Frame
    replicas: tuple[Replica, ...]
    seconds: float = 0.0
    people: int = 0
    reached: bool = True
    interrupted: bool = False
    why: Text | None = None
    handed: int = 0

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, in the order of the files."""
        return tuple(self._figure(kpi) for kpi in kpis(self.frame, self.replicas))

    @cached_property
    def by_id(self) -> Mapping[str, Figure]:
        return {figure.id: figure for figure in self.figures}

    def __getitem__(self, name: str) -> Figure:
        """The figure of that id, such as `stages.x.days`. KeyError when there is none."""
        return self.by_id[name]

    @cached_property
    def months(self) -> tuple[Months, ...]:
        """Monthly figures; no month at all where nothing was replicated."""
        each = [tuple(series(replica, self.frame)) for replica in self.replicas]
        return tuple(
            Months(alike[0].id, alike[0].about, alike[0].family, _estimates([found.values for found in alike]))
            for alike in zip(*each, strict=True)
        )

    def stays(self, stage: str) -> Durations:
        """How long people stay in a stage, over all replications. KeyError for one nobody can stay in."""
        return together(tuple(replica.stages[stage].stays for replica in self.replicas))

    def curve(self, stage: str) -> tuple[Point, ...]:
        """The share of stays that last longer than each day (Kaplan and Meier). KeyError as above."""
        return curve(self.stays(stage))

    def to_arrow(self) -> Any:
        """A `pyarrow.Table`: a row a replication, a column a figure (null where it has no value).

        `.to_numpy()` on a column gives NumPy. ModuleNotFoundError without pyarrow.
        """
        return import_module("parcours.simulation.columns").figures(self)

    def to_pandas(self) -> Any:
        """The same as a `pandas.DataFrame`. ModuleNotFoundError without pyarrow and pandas."""
        return self.to_arrow().to_pandas()

    def to_polars(self) -> Any:
        """The same as a `polars.DataFrame`. ModuleNotFoundError without pyarrow and polars."""
        return import_module("polars").from_arrow(self.to_arrow())

    def _figure(self, kpi: Kpi) -> Figure:
        values = tuple(kpi.value(replica, self.frame) for replica in self.replicas)
        return Figure(kpi, values, estimate(values))


def _estimates(values: Sequence[Sequence[float]]) -> tuple[Estimate, ...]:
    """Month by month, over replications that all have as many."""
    found = (estimate(month) for month in zip(*values, strict=True))
    return tuple(each for each in found if each is not None)
