"""Logarithm, exponential and normal quantile from + - * / and square roots alone.

Libraries of machines differ in the last bit of these functions; IEEE 754 leaves no choice for the four operations and
the root. So every engine, interpreted or compiled, on every machine, draws the very same numbers.
"""

import math
from typing import Final

LN2_HIGH: Final = 6.93147180369123816490e-01
"""The upper 32 bits of ln 2: times a small whole number it is exact."""
LN2_LOW: Final = 1.90821492927058770002e-10
INVERSE_LN2: Final = 1.4426950408889634
SQRT_HALF: Final = 0.7071067811865476
LEAST_EXPONENT: Final = -745.0
MOST_EXPONENT: Final = 709.0
LOG_TERMS: Final = 11
EXP_TERMS: Final = 14
CENTRE: Final = 0.425
MIDDLE: Final = 5.0


def log(x: float) -> float:
    """The natural logarithm of a positive number: 2 artanh((m - 1) / (m + 1)) by its series, m near 1."""
    mantissa, exponent = math.frexp(x)
    if mantissa < SQRT_HALF:
        mantissa *= 2.0
        exponent -= 1
    s = (mantissa - 1.0) / (mantissa + 1.0)
    square = s * s
    total = 0.0
    for k in range(LOG_TERMS, -1, -1):
        total = total * square + 1.0 / (2 * k + 1)
    return exponent * LN2_HIGH + (exponent * LN2_LOW + 2.0 * s * total)


def exp(x: float) -> float:
    """The exponential: 0 below -745, and at most e to the 709."""
    if x < LEAST_EXPONENT:
        return 0.0
    x = min(x, MOST_EXPONENT)
    power = math.floor(x * INVERSE_LN2 + 0.5)
    rest = (x - power * LN2_HIGH) - power * LN2_LOW
    total = 1.0
    for k in range(EXP_TERMS, 0, -1):
        total = total * rest / k + 1.0
    return math.ldexp(total, power)


def normal_quantile(p: float) -> float:
    """The standard normal deviate below which a share `p` (0 < p < 1) lies, to about 1 part in 10^16.

    Algorithm AS 241, PPND16 (Wichura, Applied Statistics 37, 1988), whose coefficients stand here as published.
    """
    q = p - 0.5
    if abs(q) <= CENTRE:
        r = 0.180625 - q * q
        return q * _ratio(r, CENTRE_OVER, CENTRE_UNDER)
    r = math.sqrt(-log(p if q < 0.0 else 1.0 - p))
    middle = r <= MIDDLE
    found = _ratio(r - 1.6, MIDDLE_OVER, MIDDLE_UNDER) if middle else _ratio(r - 5.0, TAIL_OVER, TAIL_UNDER)
    return -found if q < 0.0 else found


def _ratio(r: float, over: tuple[float, ...], under: tuple[float, ...]) -> float:
    """Two polynomials, one over the other, the highest power first."""
    above = below = 0.0
    for k in range(len(over)):
        above = above * r + over[k]
        below = below * r + under[k]
    return above / below


CENTRE_OVER: Final = (
    2.5090809287301226727e3,
    3.3430575583588128105e4,
    6.7265770927008700853e4,
    4.5921953931549871457e4,
    1.3731693765509461125e4,
    1.9715909503065514427e3,
    1.3314166789178437745e2,
    3.3871328727963666080e0,
)
CENTRE_UNDER: Final = (
    5.2264952788528545610e3,
    2.8729085735721942674e4,
    3.9307895800092710610e4,
    2.1213794301586595867e4,
    5.3941960214247511077e3,
    6.8718700749205790830e2,
    4.2313330701600911252e1,
    1.0,
)
MIDDLE_OVER: Final = (
    7.74545014278341407640e-4,
    2.27238449892691845833e-2,
    2.41780725177450611770e-1,
    1.27045825245236838258e0,
    3.64784832476320460504e0,
    5.76949722146069140550e0,
    4.63033784615654529590e0,
    1.42343711074968357734e0,
)
MIDDLE_UNDER: Final = (
    1.05075007164441684324e-9,
    5.47593808499534494600e-4,
    1.51986665636164571966e-2,
    1.48103976427480074590e-1,
    6.89767334985100004550e-1,
    1.67638483018380384940e0,
    2.05319162663775882187e0,
    1.0,
)
TAIL_OVER: Final = (
    2.01033439929228813265e-7,
    2.71155556874348757815e-5,
    1.24266094738807843860e-3,
    2.65321895265761230930e-2,
    2.96560571828504891230e-1,
    1.78482653991729133580e0,
    5.46378491116411436990e0,
    6.65790464350110377720e0,
)
TAIL_UNDER: Final = (
    2.04426310338993978564e-15,
    1.42151175831644588870e-7,
    1.84631831751005468180e-5,
    7.86869131145613259100e-4,
    1.48753612908506148525e-2,
    1.36929880922735805310e-1,
    5.99832206555887937690e-1,
    1.0,
)
