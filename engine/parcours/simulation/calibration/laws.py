"""Laws of a positive duration by the logarithms of their parameters: log-density, log-survival, where to begin."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeAlias

import numpy
from numpy.typing import NDArray
from scipy.special import gammaincc, gammaln, log_ndtr

from parcours.simulation.scenario.values import Shape

Vector: TypeAlias = NDArray[numpy.float64]
LEAST: Final = 1e-300  # what a survival that rounds to nothing is taken for
LOG_ROOT_OF_TWO_PI: Final = 0.5 * math.log(2 * math.pi)


@dataclass(frozen=True, slots=True)
class Law:
    """Functions of times, then of the logarithm of each of `size` parameters, in the order of a Distribution.

    `start` guesses those logarithms from some durations.
    """

    shape: Shape
    size: int
    density: Callable[..., Vector]
    survival: Callable[..., Vector]
    start: Callable[[Vector], Vector]


def _exp(logarithm: float) -> numpy.float64:
    """Infinite, and no error, where the search goes astray."""
    return numpy.float64(numpy.exp(logarithm))


def _exponential_density(times: Vector, mean: float) -> Vector:
    return -mean - times / _exp(mean)


def _exponential_survival(times: Vector, mean: float) -> Vector:
    return -times / _exp(mean)


def _weibull_density(times: Vector, shape: float, scale: float) -> Vector:
    powers = _exp(shape) * (numpy.log(times) - scale)
    return shape + powers - numpy.log(times) - numpy.exp(powers)


def _weibull_survival(times: Vector, shape: float, scale: float) -> Vector:
    return -numpy.exp(_exp(shape) * (numpy.log(times) - scale))


def _gamma_density(times: Vector, shape: float, scale: float) -> Vector:
    power = _exp(shape)
    return (power - 1) * numpy.log(times) - times / _exp(scale) - float(gammaln(power)) - power * scale


def _gamma_survival(times: Vector, shape: float, scale: float) -> Vector:
    left: Vector = gammaincc(_exp(shape), times / _exp(scale))
    return numpy.log(numpy.maximum(left, LEAST))


def _lognormal_density(times: Vector, median: float, sigma: float) -> Vector:
    away = (numpy.log(times) - median) / _exp(sigma)
    return -numpy.log(times) - sigma - away**2 / 2 - LOG_ROOT_OF_TWO_PI


def _lognormal_survival(times: Vector, median: float, sigma: float) -> Vector:
    left: Vector = log_ndtr(-(numpy.log(times) - median) / _exp(sigma))
    return left


def _by_mean(times: Vector) -> Vector:
    return numpy.log([times.mean()])


def _by_moments(times: Vector) -> Vector:
    """A shape of mean over deviation, squared, which is gamma's own and near enough to Weibull's."""
    spread = max(float(times.std()), 0.05 * float(times.mean()))
    shape = float(times.mean() / spread) ** 2
    return numpy.log([shape, times.mean() / shape])


def _weibull_start(times: Vector) -> Vector:
    return numpy.array([_by_moments(times)[0] / 2, numpy.log(times.mean())])


def _by_logarithms(times: Vector) -> Vector:
    logs = numpy.log(times)
    return numpy.array([logs.mean(), numpy.log(max(float(logs.std()), 0.05))])


LAWS: Final[Mapping[Shape, Law]] = MappingProxyType(
    {
        law.shape: law
        for law in (
            Law(Shape.EXPONENTIAL, 1, _exponential_density, _exponential_survival, _by_mean),
            Law(Shape.LOGNORMAL, 2, _lognormal_density, _lognormal_survival, _by_logarithms),
            Law(Shape.WEIBULL, 2, _weibull_density, _weibull_survival, _weibull_start),
            Law(Shape.GAMMA, 2, _gamma_density, _gamma_survival, _by_moments),
        )
    }
)
