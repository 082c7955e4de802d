"""What a sensitivity analysis has found: a tornado, or shares of variance, for each figure looked at."""

from dataclasses import dataclass
from enum import StrEnum

from parcours.simulation.measures.kpis import Kpi
from parcours.simulation.scenario.scenario import Range
from parcours.simulation.statistics.intervals import Estimate


class Method(StrEnum):
    """How the numbers are varied: each alone between its bounds, or all together over all that they may be."""

    ONE_AT_A_TIME = "one-at-a-time"
    SOBOL = "sobol"


@dataclass(frozen=True, slots=True)
class Factor:
    """A number that is varied, and the one that stands `written`; a `delay` is in minutes."""

    range: Range
    written: float
    is_delay: bool = False

    @property
    def path(self) -> str:
        return self.range.path

    @property
    def label(self) -> str:
        return self.range.label or self.range.path


@dataclass(frozen=True, slots=True)
class Swing:
    """How a figure changes from what is written when a factor goes to its least, and to its most.

    On the draws they share; None where no replication has a value on both sides.
    """

    factor: Factor
    low: Estimate | None
    high: Estimate | None

    @property
    def reach(self) -> float:
        """The larger of both changes, whatever their direction."""
        return max((abs(each.mean) for each in (self.low, self.high) if each is not None), default=0.0)


@dataclass(frozen=True, slots=True)
class Tornado:
    """One figure: as the scenario is written, and its swings, the widest first."""

    kpi: Kpi
    base: Estimate | None
    swings: tuple[Swing, ...]


@dataclass(frozen=True, slots=True)
class Influence:
    """A factor's part in the variance of a figure, between 0 and 1 but for sampling error.

    `first`: by itself; `total`: with all it does together with others (Sobol 1993, Saltelli 2010). Each is known within
    its half-width, with 95 % confidence.
    """

    factor: Factor
    first: float
    first_halfwidth: float
    total: float
    total_halfwidth: float


@dataclass(frozen=True, slots=True)
class Variance:
    """One figure over `points` choices of all factors; influences by `total`, the largest first.

    None of them where the figure is always the same, or where at `lacking` points it has no value.
    """

    kpi: Kpi
    points: int
    mean: float | None
    deviation: float | None
    influences: tuple[Influence, ...] = ()
    lacking: int = 0


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """A whole analysis: `runs` times `replications`, all with one seed. `tornados` or `variances`, by the method."""

    scenario: str
    title: str
    hash: str
    method: Method
    seed: int
    cases: int | None
    replications: int
    runs: int
    tornados: tuple[Tornado, ...] = ()
    variances: tuple[Variance, ...] = ()
