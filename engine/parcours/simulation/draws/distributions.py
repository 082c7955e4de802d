"""Numbers of a given distribution from the state of a draw: quantiles of one uniform, rejection only for gamma."""

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from parcours.simulation.draws.elementary import exp, log, normal_quantile
from parcours.simulation.draws.keyed import following, unit
from parcours.simulation.scenario.values import Distribution, Shape

Parameters = tuple[float, ...]


def number(distribution: Distribution, state: int) -> float:
    """The number that the draw of that state gives, in the unit of the distribution's parameters."""
    return _SHAPES[distribution.shape](distribution.parameters, state)


def pick(weights: tuple[float, ...], state: int) -> int:
    """The index of one of `weights`, which sum to 1; what rounding leaves at the end is the last one's."""
    left = unit(state)
    for index in range(len(weights) - 1):
        left -= weights[index]
        if left < 0.0:
            return index
    return len(weights) - 1


def uniform(least: float, most: float, state: int) -> float:
    return least + (most - least) * unit(state)


def triangular(least: float, mode: float, most: float, state: int) -> float:
    if most == least:
        return least
    u = unit(state)
    if u * (most - least) < mode - least:
        return least + math.sqrt(u * (most - least) * (mode - least))
    return most - math.sqrt((1.0 - u) * (most - least) * (most - mode))


def normal(mean: float, sigma: float, state: int) -> float:
    return mean + sigma * normal_quantile(unit(state))


def lognormal(median: float, sigma: float, state: int) -> float:
    return median * exp(sigma * normal_quantile(unit(state)))


def exponential(mean: float, state: int) -> float:
    return -mean * log(unit(state))


def gamma(shape: float, scale: float, state: int) -> float:
    """Marsaglia and Tsang (ACM Transactions on Mathematical Software 26, 2000); below shape 1, their boost."""
    boost = 1.0
    if shape < 1.0:
        boost = exp(log(unit(state)) / shape)
        shape += 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    rank = 1
    while True:
        x = normal_quantile(unit(following(state, rank)))
        v = 1.0 + c * x
        u = unit(following(state, rank + 1))
        rank += 2
        if v <= 0.0:
            continue
        v = v * v * v
        if log(u) < 0.5 * x * x + d - d * v + d * log(v):
            return d * v * boost * scale


def weibull(shape: float, scale: float, state: int) -> float:
    return scale * exp(log(-log(unit(state))) / shape)


def _empirical(parameters: Parameters, state: int) -> float:
    return parameters[int(unit(state) * len(parameters))]


_SHAPES: Final[Mapping[Shape, Callable[[Parameters, int], float]]] = MappingProxyType(
    {
        Shape.FIXED: lambda of, _: of[0],
        Shape.UNIFORM: lambda of, state: uniform(of[0], of[1], state),
        Shape.TRIANGULAR: lambda of, state: triangular(of[0], of[1], of[2], state),
        Shape.NORMAL: lambda of, state: normal(of[0], of[1], state),
        Shape.LOGNORMAL: lambda of, state: lognormal(of[0], of[1], state),
        Shape.EXPONENTIAL: lambda of, state: exponential(of[0], state),
        Shape.GAMMA: lambda of, state: gamma(of[0], of[1], state),
        Shape.WEIBULL: lambda of, state: weibull(of[0], of[1], state),
        Shape.EMPIRICAL: _empirical,
    }
)
