"""Conditions: yes or no, evaluated in microseconds."""

from dataclasses import dataclass
from typing import Final

from parcours.calendar.days_off import Calendar
from parcours.expressions.environment import Environment
from parcours.expressions.expression import NO_VALUE, Expression, compiled, reason_of
from parcours.expressions.types import CelType
from parcours.expressions.values import Scope
from parcours.expressions.verdict import FAILS, HOLDS, Outcome, Verdict
from parcours.messages import Text

TRUTH: Final = frozenset({CelType.BOOL})


@dataclass(frozen=True, slots=True, eq=False)
class Condition(Expression):
    """A checked condition."""

    def evaluate(self, scope: Scope, calendar: Calendar) -> Verdict:
        """The answer over plain values: str, int, float, bool, date, Validity, Duration, by dotted name.

        A name that is absent, None or sealed is one nobody filled: UNKNOWN, with all such names, unless the rest
        decides without them.
        `calendar` is the one in force that day; it is only looked at by functions that count days off.
        """
        failures: list[Text] = []
        answer, data = self._answer(scope, calendar, failures)
        if answer is True:
            return HOLDS
        if answer is False:
            return FAILS
        if failures:
            return Verdict(Outcome.FAILED, failure=failures[0])
        if str(answer).startswith(NO_VALUE):
            return Verdict(Outcome.UNKNOWN, missing=tuple(name for name in self.names if name not in data))
        return Verdict(Outcome.FAILED, failure=reason_of(str(answer)))


def compile_condition(source: str, environment: Environment) -> Condition:
    """The condition that `source` says, checked against the names of `environment`.

    ExpressionError with everything that is wrong with it, each at its line and column.
    """
    return compiled(Condition, source, environment, TRUTH)
