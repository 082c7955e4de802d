"""Competing ends of a spell, by maximum likelihood: shares and delays at once, open spells counted for what they say.

A mixture (Larson and Dinse 1985): each spell is to end by one cause, with that cause's share, after that cause's law.
A spell last seen going on after some time will end by a cause whose delay is longer.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

import numpy
from scipy.optimize import minimize
from scipy.special import logsumexp

from parcours.simulation.calibration.fit import Cause, Ends, Fit, Known
from parcours.simulation.calibration.incidence import Step, incidence
from parcours.simulation.calibration.laws import LAWS, Law, Vector
from parcours.simulation.scenario.values import Shape
from parcours.simulation.statistics.intervals import CONFIDENCE

Z: Final = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
SHORTEST: Final = 1.0
"""Minutes: what is done within the minute counts as one, whose logarithm exists."""
AT_ONCE: Final = 10.0
"""Minutes within which nearly everybody acts where no time is taken at all."""
NEARLY: Final = 0.95
FEWEST: Final = 5
"""Ends of a cause below which only a law of one parameter is tried."""
STEP: Final = 1e-3
HUGE: Final = 1e12  # what a likelihood that is no number is taken for, so that the search turns back


def fitted(ends: Ends) -> Fit | None:
    """The shares and delays of the causes of these ends; None where nothing has ended.

    Each cause has the law of the lowest AIC, of four: exponential, lognormal, Weibull, gamma.
    """
    causes = tuple(sorted({cause for _, cause in ends if cause}))
    if not causes:
        return None
    steps = incidence(ends)
    if _is_at_once(ends):
        return _at_once(ends, causes, steps)
    data = _Data.of(ends, causes)
    laws = [LAWS[Shape.EXPONENTIAL]] * len(causes)
    best = _search(data, laws)
    for place in range(len(causes)):
        for law in LAWS.values():
            if law.size > 1 and len(data.ended[place]) < FEWEST:
                continue
            tried = [*laws[:place], law, *laws[place + 1 :]]
            found = _search(data, tried)
            if found.aic < best.aic:
                best, laws = found, tried
    return _told(ends, data, best, steps)


def _is_at_once(ends: Ends) -> bool:
    times = [time for time, cause in ends if cause]
    return sum(time <= AT_ONCE for time in times) >= NEARLY * len(times)


def _at_once(ends: Ends, causes: Sequence[str], steps: Sequence[Step]) -> Fit:
    """Where no time is taken, the counts are the shares (Wilson's interval)."""
    counts = {cause: sum(each == cause for _, each in ends) for cause in causes}
    total = sum(counts.values())
    found = tuple(
        Cause(cause, count, _wilson(count, total), steps[-1].shares.get(cause, 0.0)) for cause, count in counts.items()
    )
    return Fit(len(ends), len(ends) - total, found)


def _wilson(count: int, total: int) -> Known:
    share, weight = count / total, Z * Z / total
    middle = (share + weight / 2) / (1 + weight)
    width = (share * (1 - share) * weight + weight * weight / 4) ** 0.5 / (1 + weight)
    return Known(share, middle - width, middle + width)


@dataclass(frozen=True, slots=True)
class _Data:
    """Times of each cause's ends, and those of the spells without one."""

    causes: tuple[str, ...]
    ended: tuple[Vector, ...]
    going_on: Vector

    @classmethod
    def of(cls, ends: Ends, causes: tuple[str, ...]) -> "_Data":
        return cls(causes, tuple(_times(ends, each) for each in causes), _times(ends, ""))


def _times(ends: Ends, wanted: str) -> Vector:
    return numpy.array([max(SHORTEST, time) for time, cause in ends if cause == wanted])


@dataclass(frozen=True, slots=True)
class _Found:
    """The point of greatest likelihood: logarithms of shares over the last one's, then of each law's parameters."""

    laws: tuple[Law, ...]
    point: Vector
    loss: float

    @property
    def aic(self) -> float:
        return 2 * len(self.point) + 2 * self.loss


def _search(data: _Data, laws: Sequence[Law]) -> _Found:
    counts = numpy.array([len(times) for times in data.ended], dtype=float)
    starts = [law.start(times) for law, times in zip(laws, data.ended, strict=True)]
    start = numpy.concatenate([numpy.log(counts[:-1] / counts[-1]), *starts])
    found = minimize(lambda point: _loss(point, data, laws), start, method="BFGS")
    return _Found(tuple(laws), found.x, float(found.fun))


def _loss(point: Vector, data: _Data, laws: Sequence[Law]) -> float:
    """Minus the logarithm of the likelihood."""
    shares = _log_shares(point, len(laws))
    thetas = tuple(_parts(point, laws))
    with numpy.errstate(all="ignore"):
        ended = sum(
            float(numpy.sum(share + law.density(times, *theta)))
            for share, law, theta, times in zip(shares, laws, thetas, data.ended, strict=True)
        )
        going_on = 0.0
        if data.going_on.size:
            each = [
                share + law.survival(data.going_on, *theta)
                for share, law, theta in zip(shares, laws, thetas, strict=True)
            ]
            going_on = float(numpy.sum(logsumexp(each, axis=0)))
    loss = -(ended + going_on)
    return loss if numpy.isfinite(loss) else HUGE


def _log_shares(point: Vector, number: int) -> Vector:
    logs = numpy.append(point[: number - 1], 0.0)
    return numpy.asarray(logs - logsumexp(logs))


def _parts(point: Vector, laws: Sequence[Law]) -> Iterator[Vector]:
    """The parameters of each law in turn."""
    at = len(laws) - 1
    for law in laws:
        yield point[at : at + law.size]
        at += law.size


def _told(ends: Ends, data: _Data, found: _Found, steps: Sequence[Step]) -> Fit:
    covariance = _covariance(lambda point: _loss(point, data, found.laws), found.point)
    shares = numpy.exp(_log_shares(found.point, len(data.causes)))
    causes = tuple(
        Cause(
            name=name,
            count=len(data.ended[place]),
            share=_share(shares, place, covariance),
            seen=steps[-1].shares.get(name, 0.0),
            shape=law.shape,
            parameters=_parameters(law, found, place, covariance),
        )
        for place, (name, law) in enumerate(zip(data.causes, found.laws, strict=True))
    )
    return Fit(len(ends), int(data.going_on.size), causes, _distance(steps, shares, found), found.aic)


def _covariance(loss: Callable[[Vector], float], point: Vector) -> Vector | None:
    """The inverse of the observed information, by second differences; None where the likelihood is flat."""
    size = len(point)
    moves = numpy.eye(size) * STEP
    information = numpy.array(
        [
            [
                (loss(point + a + b) - loss(point + a - b) - loss(point - a + b) + loss(point - a - b))
                / (4 * STEP * STEP)
                for b in moves
            ]
            for a in moves
        ]
    )
    try:
        covariance = numpy.linalg.inv(information)
    except numpy.linalg.LinAlgError:
        return None
    return covariance if numpy.all(numpy.diag(covariance) > 0) else None


def _share(shares: Vector, place: int, covariance: Vector | None) -> Known:
    """A share with its interval on the scale of log-odds, so within 0 and 1."""
    value, others = float(shares[place]), len(shares) - 1
    if others == 0:
        return Known(1.0)
    if covariance is None or not 0 < value < 1:
        return Known(value)
    gradient = (numpy.eye(len(shares))[place] - shares)[:others] / (1 - value)
    width = Z * float(gradient @ covariance[:others, :others] @ gradient) ** 0.5
    odds = numpy.log(value / (1 - value))
    low, high = (float(1 / (1 + numpy.exp(-each))) for each in (odds - width, odds + width))
    return Known(value, low, high)


def _parameters(law: Law, found: _Found, place: int, covariance: Vector | None) -> tuple[Known, ...]:
    at = len(found.laws) - 1 + sum(each.size for each in found.laws[:place])
    logs = found.point[at : at + law.size]
    if covariance is None:
        return tuple(Known(float(numpy.exp(each))) for each in logs)
    widths = Z * numpy.sqrt(numpy.diag(covariance)[at : at + law.size])
    return tuple(
        Known(float(numpy.exp(each)), float(numpy.exp(each - width)), float(numpy.exp(each + width)))
        for each, width in zip(logs, widths, strict=True)
    )


def _distance(steps: Sequence[Step], shares: Vector, found: _Found) -> float:
    """The largest gap between the fitted law of all ends and Kaplan and Meier's curve, before and after each step."""
    times = numpy.array([max(SHORTEST, step.time) for step in steps])
    parts = zip(shares, found.laws, _parts(found.point, found.laws), strict=True)
    law = 1 - sum(share * numpy.exp(each.survival(times, *theta)) for share, each, theta in parts)
    after = numpy.array([step.ended for step in steps])
    before = numpy.append(0.0, after[:-1])
    return float(numpy.max(numpy.maximum(numpy.abs(law - after), numpy.abs(law - before))))
