"""Figures as people read them: in the unit of what they count, with their intervals when they have any."""

from typing import Final

from parcours.messages import Text
from parcours.messages.values import Rounded
from parcours.simulation.measures.kpis import Unit
from parcours.simulation.statistics.intervals import Estimate

PERCENT: Final = 100
SEVERAL: Final = 2
TENTH: Final = 0.1
FINEST: Final = 3
COUNTED: Final = frozenset({Unit.HOURS, Unit.EUROS})
"""What is too large for a decimal to matter."""


def shown(value: float, unit: Unit) -> Rounded:
    """The number alone: shares in percent, as many decimals as say something."""
    number = round(float(value * PERCENT if unit is Unit.SHARE else value), FINEST)
    if number.is_integer() or unit in COUNTED:
        return Rounded(number)
    size = abs(number)
    return Rounded(number, 1 if size >= 1 else 2 if size >= TENTH else FINEST)


def mean(found: Estimate | None, unit: Unit) -> Rounded | None:
    return None if found is None else shown(found.mean, unit)


def between(low: float | None, high: float | None, unit: Unit) -> Text | None:
    """`17,1 à 18,9`; None where there are no bounds, or where they leave nothing to be seen between them."""
    if low is None or high is None or shown(low, unit) == shown(high, unit):
        return None
    return Text("{low} à {high}", low=shown(low, unit), high=shown(high, unit))


def bounds(found: Estimate, unit: Unit) -> tuple[float | None, float | None]:
    """Those of the mean with 95 % confidence, within what such a figure can be."""
    low, high = found.low, found.high
    if low is None or high is None or unit is Unit.EUROS:
        return low, high
    return max(0.0, low), min(1.0, high) if unit is Unit.SHARE else high


def interval(found: Estimate | None, unit: Unit) -> Text | None:
    """The bounds of a figure as columns show them."""
    return None if found is None else between(*bounds(found, unit), unit)


def said(value: float, unit: Unit) -> Text:
    """`18 %`, `572,3 jours`: in a sentence."""
    number = shown(value, unit)
    match unit:
        case Unit.SHARE:
            return Text("{number} %", number=number)
        case Unit.DAYS:
            forms = Text("1 jour"), Text("{number} jour", number=number), Text("{number} jours", number=number)
            return _agreed(value, forms)
        case Unit.PEOPLE:
            forms = (
                Text("1 personne"),
                Text("{number} personne", number=number),
                Text("{number} personnes", number=number),
            )
            return _agreed(value, forms)
        case Unit.HOURS:
            return Text("{number} h", number=number)
        case Unit.EUROS:
            return Text("{number} €", number=number)
        case Unit.NUMBER:
            return Text("{number}", number=number)


def _agreed(value: float, forms: tuple[Text, Text, Text]) -> Text:
    """One is one in both languages; up to two is singular in French alone."""
    one, few, many = forms
    if value == 1:
        return one
    return few if abs(value) < SEVERAL else many


def told(found: Estimate, unit: Unit) -> Text:
    """`18 % (entre 17,1 et 18,9)`: in a sentence, with its interval when it has one of some width."""
    average, (low, high) = said(found.mean, unit), bounds(found, unit)
    if low is None or high is None or low == high:
        return average
    return Text("{mean} (entre {low} et {high})", mean=average, low=shown(low, unit), high=shown(high, unit))


def headed(label: Text, unit: Unit) -> Text:
    """What a column holds, with its unit."""
    match unit:
        case Unit.SHARE:
            return Text("{label} (%)", label=label)
        case Unit.DAYS:
            return Text("{label} (jours)", label=label)
        case Unit.HOURS:
            return Text("{label} (heures)", label=label)
        case Unit.EUROS:
            return Text("{label} (€)", label=label)
        case Unit.PEOPLE | Unit.NUMBER:
            return label


def changed(found: Estimate | None, unit: Unit) -> Rounded | Text | None:
    """A change, which may be of either sign: `−1,2 (−1,5 à −0,9)`, with its interval where there is one."""
    change = mean(found, unit)
    if found is None or change is None:
        return None
    width = between(found.low, found.high, unit)
    return change if width is None else Text("{change} ({bounds})", change=change, bounds=width)
