"""The door to SciPy: quantiles of Student's law."""

from functools import lru_cache

from scipy.special import stdtrit


@lru_cache(maxsize=4096)
def quantile(degrees: int, probability: float) -> float:
    """The value that a Student variable with so many degrees of freedom stays under with `probability`."""
    return float(stdtrit(degrees, probability))
