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


def _fixed(parameters: Parameters, _: int) -> float:
    return parameters[0]


def _uniform(parameters: Parameters, state: int) -> float:
    least, most = parameters
    return least + (most - least) * unit(state)


def _triangular(parameters: Parameters, state: int) -> float:
    least, mode, most = parameters
    if most == least:
        return least
    u = unit(state)
    if u * (most - least) < mode - least:
        return least + math.sqrt(u * (most - least) * (mode - least))
    return most - math.sqrt((1.0 - u) * (most - least) * (most - mode))


def _normal(parameters: Parameters, state: int) -> float:
    mean, sigma = parameters
    return mean + sigma * normal_quantile(unit(state))


def _lognormal(parameters: Parameters, state: int) -> float:
    median, sigma = parameters
    return median * exp(sigma * normal_quantile(unit(state)))


def _exponential(parameters: Parameters, state: int) -> float:
    return -parameters[0] * log(unit(state))


def _gamma(parameters: Parameters, state: int) -> float:
    """Marsaglia and Tsang (ACM Transactions on Mathematical Software 26, 2000); below shape 1, their boost."""
    shape, scale = parameters
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


def _weibull(parameters: Parameters, state: int) -> float:
    shape, scale = parameters
    return scale * exp(log(-log(unit(state))) / shape)


def _empirical(parameters: Parameters, state: int) -> float:
    return parameters[int(unit(state) * len(parameters))]


_SHAPES: Final[Mapping[Shape, Callable[[Parameters, int], float]]] = MappingProxyType(
    {
        Shape.FIXED: _fixed,
        Shape.UNIFORM: _uniform,
        Shape.TRIANGULAR: _triangular,
        Shape.NORMAL: _normal,
        Shape.LOGNORMAL: _lognormal,
        Shape.EXPONENTIAL: _exponential,
        Shape.GAMMA: _gamma,
        Shape.WEIBULL: _weibull,
        Shape.EMPIRICAL: _empirical,
    }
)
