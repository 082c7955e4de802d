"""Shares and delays from ends that have not all come: against counts by hand, SciPy's own fits, and known truths."""

import math

import numpy
import pytest
from scipy import stats

from parcours.simulation.calibration.fit import Ends, Fit
from parcours.simulation.calibration.fitting import fitted
from parcours.simulation.calibration.incidence import incidence
from parcours.simulation.scenario.values import Shape

DAY = 1440


def test_incidence_is_counted_by_hand() -> None:
    # 5 at risk at 1: a takes 1/5. One is last seen at 2. 3 at risk at 3: b takes 4/5 × 1/3, a as much. 1 at risk at 4.
    steps = incidence([(1, "a"), (2, ""), (3, "b"), (3, "a"), (4, "")])
    assert [step.time for step in steps] == [1, 3]
    assert steps[-1].shares == pytest.approx({"a": 1 / 5 + 4 / 15, "b": 4 / 15})


def test_all_causes_together_are_kaplan_and_meier() -> None:
    dice = numpy.random.default_rng(5)
    times, stops = dice.exponential(10, 80), dice.exponential(15, 80)
    ends = [(min(t, s), ("a", "b")[int(t) % 2] if t <= s else "") for t, s in zip(times, stops, strict=True)]
    data = stats.CensoredData(
        uncensored=[time for time, cause in ends if cause], right=[time for time, cause in ends if not cause]
    )
    curve = stats.ecdf(data).cdf
    for step in incidence(ends):
        assert step.ended == pytest.approx(float(curve.evaluate(step.time)))


def drawn(seed: int, number: int, horizon: float) -> Ends:
    """0.65 say yes after a lognormal of 14 days, the rest no after a Weibull; seen for up to `horizon` days."""
    dice = numpy.random.default_rng(seed)
    ends = []
    for _ in range(number):
        accepts = dice.random() < 0.65
        wait = dice.lognormal(math.log(14), 0.6) if accepts else 30 * dice.weibull(3.0)
        seen = dice.random() * horizon
        ends.append((min(wait, seen) * DAY, ("oui" if accepts else "non") if wait <= seen else ""))
    return ends


TRUE = {"share": 0.65, "median": 14 * DAY, "sigma": 0.6, "shape": 3.0, "scale": 30 * DAY}


def outside(fit: Fit) -> list[str]:
    """The true values that the intervals miss."""
    yes, no = fit["oui"], fit["non"]
    known = {"share": yes.share, **dict(zip(("median", "sigma"), yes.parameters, strict=True))}
    known |= dict(zip(("shape", "scale"), no.parameters, strict=True))
    return [name for name, each in known.items() if not (each.low or 0) <= TRUE[name] <= (each.high or math.inf)]


def test_what_was_drawn_is_found_again_and_open_spells_count() -> None:
    ends = drawn(11, 1500, horizon=70)
    found = fitted(ends)
    assert found is not None
    assert found.open_ > 400
    assert [each.shape for each in found.causes] == [Shape.WEIBULL, Shape.LOGNORMAL]
    assert outside(found) == []
    assert not found.is_poor
    # Who forgets the open ones sees the quick ends only: too many accepted, and too soon.
    naive = fitted([end for end in ends if end[1]])
    assert naive is not None
    assert {"share", "median"} <= set(outside(naive))


@pytest.mark.parametrize("shape", [Shape.WEIBULL, Shape.GAMMA, Shape.LOGNORMAL, Shape.EXPONENTIAL])
def test_one_cause_is_fitted_as_scipy_does(shape: Shape) -> None:
    laws = {
        Shape.WEIBULL: stats.weibull_min(2.5, scale=9000),
        Shape.GAMMA: stats.gamma(6.0, scale=2000),
        Shape.LOGNORMAL: stats.lognorm(0.5, scale=9000),
        Shape.EXPONENTIAL: stats.expon(scale=9000),
    }
    times = laws[shape].rvs(400, random_state=8)
    cut = numpy.minimum(times, 14000)
    found = fitted([(cut[i], "fin" if times[i] <= 14000 else "") for i in range(400)])
    assert found is not None
    (cause,) = found.causes
    assert cause.shape is shape
    data = stats.CensoredData.right_censored(cut, times > 14000)
    got = [each.value for each in cause.parameters]
    if shape is Shape.EXPONENTIAL:
        # All the time spent over the number of ends.
        assert got == pytest.approx([cut.sum() / (times <= 14000).sum()], rel=1e-3)
        return
    dist = {Shape.WEIBULL: stats.weibull_min, Shape.GAMMA: stats.gamma, Shape.LOGNORMAL: stats.lognorm}[shape]
    first, _, scale = dist.fit(data, floc=0)
    assert got == pytest.approx([scale, first] if shape is Shape.LOGNORMAL else [first, scale], rel=5e-3)


def test_where_no_time_is_taken_counts_are_shares() -> None:
    found = fitted([(0, "oui")] * 30 + [(1, "non")] * 10 + [(3, "")] * 2)
    assert found is not None
    # Wilson, 30 of 40: (0.75 + 0.04802) / 1.09604 ± ...; worked with z = 1.96: 0.598 to 0.858.
    assert found["oui"].share.value == 0.75
    assert (found["oui"].share.low, found["oui"].share.high) == pytest.approx((0.5981, 0.8581), abs=5e-4)
    assert (found["oui"].shape, found.open_) == (None, 2)


def test_what_no_law_tells_is_said() -> None:
    # Everybody on the same two days: no smooth law goes through that.
    found = fitted([(10.0 * DAY, "fin")] * 60 + [(40.0 * DAY, "fin")] * 60)
    assert found is not None
    assert found.is_poor


def test_nothing_ended_nothing_fitted() -> None:
    assert fitted([(5.0, ""), (6.0, "")]) is None
