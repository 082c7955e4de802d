"""Varying a scenario's numbers: which runs are made, and what is taken from their figures."""

import math
from collections.abc import Callable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Final, Protocol

from parcours.errors import UsageError
from parcours.messages import Text
from parcours.messages.suggestion import did_you_mean
from parcours.simulation.measures.kpis import Kpi
from parcours.simulation.result import Figure
from parcours.simulation.sensitivity.findings import Factor, Influence, Swing, Tornado, Variance
from parcours.simulation.statistics.intervals import Estimate, Moments, difference

WATCHED: Final = ("outcomes.*.share",)
"""The figures looked at, unless others are asked for: how people's journeys end."""

Values = Mapping[str, float]
"""What stands instead of the number written at each path."""
Evaluate = Callable[[Values], Sequence[Figure]]
"""The figures of the scenario with those numbers, on the same draws each time."""
Hear = Callable[[int, int], None]
"""Is told how many runs are done, and of how many."""


class Indices(Protocol):
    """Sobol's method: which points to look at, then what the values found there say of one figure."""

    def points(self, factors: Sequence[Factor]) -> Sequence[Sequence[float]]:
        """A value for each factor, point by point."""
        ...

    def influences(self, factors: Sequence[Factor], values: Sequence[float]) -> tuple[Influence, ...]:
        """From one value a point, in their order."""
        ...


def tornados(
    factors: Sequence[Factor], watched: Sequence[str], evaluate: Evaluate, hear: Hear = lambda *_: None
) -> tuple[Tornado, ...]:
    """Each factor alone at both its bounds against the scenario as written. UsageError for a figure nobody knows."""
    runs: list[Mapping[str, float]] = [{}]
    runs += [{each.path: bound} for each in factors for bound in (each.range.least, each.range.most)]
    base, *others = _evaluated(runs, watched, evaluate, hear)
    sides = list(zip(others[::2], others[1::2], strict=True))
    return tuple(_tornado(figure, factors, sides) for figure in base.values())


def variances(
    factors: Sequence[Factor],
    watched: Sequence[str],
    evaluate: Evaluate,
    indices: Indices,
    hear: Hear = lambda *_: None,
) -> tuple[Variance, ...]:
    """All factors together, spread evenly between their bounds. UsageError for a figure nobody knows."""
    paths = [each.path for each in factors]
    runs = [dict(zip(paths, point, strict=True)) for point in indices.points(factors)]
    found = _evaluated(runs, watched, evaluate, hear)
    known = {name: figure.kpi for figures in found for name, figure in figures.items()}
    return tuple(_variance(kpi, [each.get(name) for each in found], factors, indices) for name, kpi in known.items())


def _evaluated(
    runs: Sequence[Values], watched: Sequence[str], evaluate: Evaluate, hear: Hear
) -> list[dict[str, Figure]]:
    found = []
    for number, values in enumerate(runs, 1):
        figures = evaluate(values)
        if number == 1:
            _check(watched, [figure.id for figure in figures])
        found.append({each.id: each for each in figures if _is_watched(each.id, watched)})
        hear(number, len(runs))
    return found


def _is_watched(name: str, watched: Sequence[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in watched)


def _check(watched: Sequence[str], known: Sequence[str]) -> None:
    for pattern in watched:
        if not any(fnmatchcase(name, pattern) for name in known):
            raise UsageError(
                Text("Aucune mesure de ce scénario ne s'appelle « {name} ».", name=pattern),
                did_you_mean(pattern, known) or Text("`parcours simulate` les montre toutes."),
            )


def _tornado(
    base: Figure, factors: Sequence[Factor], sides: Sequence[tuple[dict[str, Figure], dict[str, Figure]]]
) -> Tornado:
    swings = [
        Swing(factor, _change(base, low.get(base.id)), _change(base, high.get(base.id)))
        for factor, (low, high) in zip(factors, sides, strict=True)
    ]
    return Tornado(base.kpi, base.estimate, tuple(sorted(swings, key=lambda swing: -swing.reach)))


def _change(base: Figure, other: Figure | None) -> Estimate | None:
    return difference(base.values, other.values) if other is not None else None


def _variance(kpi: Kpi, figures: Sequence[Figure | None], factors: Sequence[Factor], indices: Indices) -> Variance:
    means = [each.estimate.mean for each in figures if each is not None and each.estimate is not None]
    moments = Moments()
    for value in means:
        moments.add(value)
    mean = moments.mean if means else None
    lacking = len(figures) - len(means)
    varies = not lacking and not math.isclose(min(means), max(means), rel_tol=0.0, abs_tol=0.0)
    influences = indices.influences(factors, means) if varies else ()
    by_total = sorted(influences, key=lambda each: -each.total)
    return Variance(kpi, len(figures), mean, moments.deviation, tuple(by_total), lacking)
