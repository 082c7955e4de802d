"""Formulas: a number worked out of what a case holds, by the operators and names of conditions."""

import math
from dataclasses import dataclass
from typing import Final

from parcours.calendar.days_off import Calendar
from parcours.expressions.environment import Environment
from parcours.expressions.expression import NO_VALUE, Expression, compiled, reason_of
from parcours.expressions.types import CelType
from parcours.expressions.values import Scope
from parcours.messages import Text

NUMBERS: Final = frozenset({CelType.INT, CelType.DOUBLE})


class FormulaError(ValueError):
    """A formula that gives no number though its names are filled; `text` says why, for people."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.render())
        self.text = text


@dataclass(frozen=True, slots=True, eq=False)
class Formula(Expression):
    """A checked formula."""

    def evaluate(self, scope: Scope, calendar: Calendar) -> int | float | None:
        """The number over plain values by dotted name; None when it needs a name that nobody filled.

        `calendar` is the one in force that day; it is only looked at by functions that count days off.
        FormulaError for a value of another type than declared, a number too large, or a date beyond the calendar.
        """
        failures: list[Text] = []
        answer, _ = self._answer(scope, calendar, failures)
        if isinstance(answer, int | float) and not isinstance(answer, bool):
            return _finite(answer)
        if failures:
            raise FormulaError(failures[0])
        if str(answer).startswith(NO_VALUE):
            return None
        raise FormulaError(reason_of(str(answer)))


def _finite(number: float) -> int | float:
    if math.isfinite(number):
        return number
    raise FormulaError(Text("La formule donne un nombre trop grand."))


def compile_formula(source: str, environment: Environment) -> Formula:
    """The formula that `source` says, checked against the names of `environment`; a whole number or a number.

    ExpressionError with everything that is wrong with it, each at its line and column.
    """
    return compiled(Formula, source, environment, NUMBERS)
