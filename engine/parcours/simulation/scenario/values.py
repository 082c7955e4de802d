"""What chance decides and what an input is given: distributions, draws, and the sources of a value.

Every draw has a `Site`, whose number comes from where it is written: editing one stage moves no draw of another.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from parcours.calendar.rule import DateRule
from parcours.model.fields import Value

TODAY: Final = "today"
"""The day of the instant at which something is drawn: what a date counts from unless it says otherwise."""
COMING_MIDNIGHT: Final = "coming_midnight"
"""The first day that begins at that instant or after it: a day already begun is lost."""


class Shape(StrEnum):
    """The distributions a number or a delay may have."""

    FIXED = "fixed"
    UNIFORM = "uniform"
    TRIANGULAR = "triangular"
    NORMAL = "normal"
    LOGNORMAL = "lognormal"
    EXPONENTIAL = "exponential"
    GAMMA = "gamma"
    WEIBULL = "weibull"
    EMPIRICAL = "empirical"


@dataclass(frozen=True, slots=True)
class Distribution:
    """`parameters` in the unit of what is drawn (minutes for a delay), in this order.

    fixed: value. uniform: least, most. triangular: least, mode, most. normal: mean, sigma. lognormal: median, sigma
    (of the logarithm). exponential: mean. gamma: shape, scale. weibull: shape, scale. empirical: the values, each as
    likely as the others.
    """

    shape: Shape
    parameters: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Site:
    """Where a draw is written: `path` for people, `number` (64 bits, from the path) for the generator."""

    path: str
    number: int


@dataclass(frozen=True, slots=True)
class Draw:
    site: Site
    distribution: Distribution


@dataclass(frozen=True, slots=True)
class Given:
    value: Value


@dataclass(frozen=True, slots=True)
class Drawn:
    """A number; kept between `least` and `most`, rounded to a whole one for a field of whole numbers."""

    draw: Draw
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of `values` by `weights` (they sum to 1). `at_most`, a condition's expression, shortens a term in months."""

    site: Site
    values: tuple[Value, ...]
    weights: tuple[float, ...]
    at_most: str = ""


@dataclass(frozen=True, slots=True)
class Dated:
    """A day, as parcours files say it; `of` may also be `today` (the default) or `coming_midnight`."""

    rule: DateRule


@dataclass(frozen=True, slots=True)
class Seated:
    """Books a seat of the next session that has one, and is its day."""

    session: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The number that `field` of the dossier holds, times a draw, plus a draw, kept between `least` and `most`."""

    field: str
    times: Draw | None = None
    plus: Draw | None = None
    least: float | None = None
    most: float | None = None


Source = Given | Drawn | Chosen | Dated | Seated | Moved
