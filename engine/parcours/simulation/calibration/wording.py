"""Fits in words and in the language of scenarios."""

from collections.abc import Iterator
from typing import Final

from parcours.messages import Text
from parcours.simulation.calibration.draft import Plain
from parcours.simulation.calibration.fit import FEW, Cause, Fit, Known
from parcours.simulation.scenario.values import Shape

DAY: Final = 1440
HOUR: Final = 60
HOURS_FROM: Final = 2 * DAY
"""Minutes from which a delay is said in whole hours."""
NAMES: Final = {
    Shape.EXPONENTIAL: ("mean",),
    Shape.LOGNORMAL: ("median", "sigma"),
    Shape.WEIBULL: ("shape", "scale"),
    Shape.GAMMA: ("shape", "scale"),
}
PURE: Final = frozenset({"sigma", "shape"})


def distribution(cause: Cause) -> Plain:
    """The delay of a cause as a scenario writes it."""
    assert cause.shape is not None
    values = zip(NAMES[cause.shape], cause.parameters, strict=True)
    said = {name: round(each.value, 4) if name in PURE else length(each.value) for name, each in values}
    return {cause.shape.value: said}


def length(minutes: float) -> str:
    """A length of time without fractions, to a fiftieth or better."""
    if minutes >= HOURS_FROM:
        return f"{round(minutes / HOUR)} heures"
    return f"{max(1, round(minutes))} minutes"


def fit_lines(fit: Fit) -> Iterator[Text]:
    """How a fit was come by and how well it is known, for a comment."""
    yield Text(
        "{number} séjours, dont {open} sans fin observée ; écart de Kolmogorov {distance}, limite {limit}",
        number=fit.number,
        open=fit.open_,
        distance=f"{fit.distance:.3f}",
        limit=f"{fit.limit:.3f}",
    )
    yield from warnings(fit)
    for cause in sorted(fit.causes, key=lambda each: -each.count):
        yield Text(
            "{name} : {count} fois ; part {share} (vue {seen}){parameters}",
            name=cause.name,
            count=cause.count,
            share=_known(cause.share),
            seen=f"{cause.seen:.3f}",
            parameters="".join(_parameters(cause)),
        )


def warnings(fit: Fit) -> Iterator[Text]:
    """What makes a fit less than it seems."""
    if fit.stands_on_little:
        yield Text("Attention : moins de {few} fins observées.", few=FEW)
    if fit.is_poor:
        yield Text("Attention : la loi ajustée ne dit pas bien ce qui a été vu.")


def _parameters(cause: Cause) -> Iterator[str]:
    for name, each in zip(NAMES[cause.shape] if cause.shape is not None else (), cause.parameters, strict=True):
        if name in PURE:
            yield f" ; {name} {_known(each)}"
        else:
            days = (None if bound is None else bound / DAY for bound in (each.low, each.high))
            yield f" ; {name} {_known(Known(each.value / DAY, *days))} j"


def _known(each: Known) -> str:
    if each.value == 1.0 and each.low is None:
        return "1"
    if each.low is None or each.high is None:
        return f"{each.value:.3g} [?]"
    return f"{each.value:.3g} [{each.low:.3g} ; {each.high:.3g}]"
