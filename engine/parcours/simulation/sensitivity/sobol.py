"""The door to SALib: where to look, and each factor's part in the variance of what was seen there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy
from SALib.analyze import sobol as analysis
from SALib.sample import sobol as sampling

from parcours.simulation.sensitivity.findings import Factor, Influence
from parcours.simulation.statistics.intervals import CONFIDENCE

RESAMPLES: Final = 1000


@dataclass(frozen=True, slots=True)
class Sobol:
    """Saltelli's design of `samples` times (factors + 2) points on Sobol's sequence, scrambled by `seed`.

    `samples` is a power of two, so that the points are spread evenly.
    """

    samples: int
    seed: int

    def points(self, factors: Sequence[Factor]) -> Sequence[Sequence[float]]:
        found = sampling.sample(_problem(factors), self.samples, calc_second_order=False, seed=self.seed)
        return [[float(value) for value in point] for point in found]

    def influences(self, factors: Sequence[Factor], values: Sequence[float]) -> tuple[Influence, ...]:
        found = analysis.analyze(
            _problem(factors),
            numpy.asarray(values),
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=self.seed,
        )
        columns = (found[name] for name in ("S1", "S1_conf", "ST", "ST_conf"))
        return tuple(
            Influence(factor, *map(float, numbers)) for factor, *numbers in zip(factors, *columns, strict=True)
        )


def _problem(factors: Sequence[Factor]) -> dict[str, Any]:
    return {
        "num_vars": len(factors),
        "names": [each.path for each in factors],
        "bounds": [[each.range.least, each.range.most] for each in factors],
    }
