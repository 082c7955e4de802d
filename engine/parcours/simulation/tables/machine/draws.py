"""What chance gives one person at one site."""

from parcours.simulation.draws.distributions import exponential, gamma, lognormal, normal, triangular, uniform, weibull
from parcours.simulation.draws.keyed import descend, unit
from parcours.simulation.tables.machine.parts import Machine
from parcours.simulation.tables.memory import B_KEY, BK_VISITS
from parcours.simulation.tables.rows import DR_COUNT, DR_PARAMETERS, DR_SHAPE, DR_SITE

FIXED, UNIFORM, TRIANGULAR, NORMAL, LOGNORMAL, EXPONENTIAL, GAMMA, WEIBULL, EMPIRICAL = range(9)


def drawn(m: Machine, c: int, draw: int) -> float:
    """The next number of a draw."""
    state = _state(m, c, m.table[draw + DR_SITE])
    first = m.table[draw + DR_PARAMETERS]
    return _number(m, m.table[draw + DR_SHAPE], first, m.table[draw + DR_COUNT], state)


def picked(m: Machine, c: int, site: int, weights: int, count: int) -> int:
    """Which of so many weights, the first of which stands there."""
    return weighed(m, _state(m, c, site), weights, count)


def weighed(m: Machine, state: int, weights: int, count: int) -> int:
    """Which of so many weights the number of a state falls on."""
    left = unit(state)
    for index in range(count - 1):
        left -= m.floats[weights + index]
        if left < 0.0:
            return index
    return count - 1


def _state(m: Machine, c: int, site: int) -> int:
    memory = m.memory
    place = c + m.table[BK_VISITS] + site
    visit = memory[place]
    memory[place] = visit + 1
    return descend(descend(m.keys[memory[c + B_KEY]], m.keys[site]), visit)


def _number(m: Machine, shape: int, first: int, count: int, state: int) -> float:
    floats = m.floats
    if shape == LOGNORMAL:
        return lognormal(floats[first], floats[first + 1], state)
    if shape == EXPONENTIAL:
        return exponential(floats[first], state)
    if shape == TRIANGULAR:
        return triangular(floats[first], floats[first + 1], floats[first + 2], state)
    if shape == FIXED:
        return floats[first]
    if shape == UNIFORM:
        return uniform(floats[first], floats[first + 1], state)
    if shape == NORMAL:
        return normal(floats[first], floats[first + 1], state)
    if shape == GAMMA:
        return gamma(floats[first], floats[first + 1], state)
    if shape == WEIBULL:
        return weibull(floats[first], floats[first + 1], state)
    return floats[first + int(unit(state) * count)]
