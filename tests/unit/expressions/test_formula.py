"""Formulas give a number, and say at its place why they cannot."""

from collections.abc import Callable
from datetime import date

import pytest

from parcours.calendar.days_off import Calendar
from parcours.expressions.environment import Environment
from parcours.expressions.formula import Formula, FormulaError, compile_formula
from parcours.expressions.problems import ExpressionError, ProblemCode
from parcours.expressions.tree import to_json

Compile = Callable[[str], Formula]


@pytest.fixture
def compiled(environment: Environment) -> Compile:
    return lambda source: compile_formula(source, environment)


@pytest.mark.parametrize(
    ("source", "number"),
    [
        ("36 - contract.cape.months", 30),
        ("dossier.ca * 0.1", 90.0),
        ("dossier.ca * parameter.seuil", 1_080_000.0),
        ("dossier.diplome ? 1 : 2", 2),
        ("months_between(date('2026-01-15'), today)", 2),  # to 14 April: two whole months, the third ends on the 15th
        ("-dossier.chantiers", -3),
    ],
)
def test_a_formula_gives_a_number(
    compiled: Compile, scope: dict[str, object], calendar: Calendar, source: str, number: float
) -> None:
    found = compiled(source).evaluate(scope, calendar)
    assert (found, type(found)) == (number, type(number))


def test_days_off_are_those_of_the_calendar_of_that_day(compiled: Compile, scope: dict[str, object]) -> None:
    formula = compiled("business_days_between(date('2026-05-11'), date('2026-05-18'))")
    # From Monday 11 to Monday 18 May 2026: five days worked, four where Ascension Day (the 14th) is a holiday.
    assert formula.evaluate(scope, Calendar("Europe/Paris")) == 5
    assert formula.evaluate(scope, Calendar("Europe/Paris", "FR")) == 4


def test_a_formula_that_needs_an_unfilled_name_gives_nothing(compiled: Compile, calendar: Calendar) -> None:
    assert compiled("dossier.ca + 1").evaluate({}, calendar) is None
    assert compiled("true ? 1 : dossier.chantiers").evaluate({}, calendar) == 1


@pytest.mark.parametrize(
    ("source", "scope", "why"),
    [
        ("dossier.chantiers + 1", {"dossier.chantiers": 2**63 - 1}, "overflow"),
        ("dossier.ca * 10", {"dossier.ca": 1e308}, "La formule donne un nombre trop grand."),
        ("dossier.ca * 10", {"dossier.ca": "beaucoup"}, "« dossier.ca » n'est pas du type déclaré."),
        (
            "months_between(today, plus(today, '200 ans'))",
            {"today": date(9990, 1, 1)},
            "calendrier",
        ),
    ],
)
def test_what_cannot_be_worked_out_is_told(
    compiled: Compile, calendar: Calendar, source: str, scope: dict[str, object], why: str
) -> None:
    with pytest.raises(FormulaError) as refused:
        compiled(source).evaluate(scope, calendar)
    assert why in str(refused.value)


def test_a_formula_that_gives_no_number_is_refused_whole(compiled: Compile) -> None:
    with pytest.raises(ExpressionError) as refused:
        compiled("dossier.ca >= 1200")
    (problem,) = refused.value.problems
    assert (problem.code, problem.column, problem.length) == (ProblemCode.NOT_A_NUMBER, 1, 18)
    assert str(problem.cause) == "La formule donne un oui ou non, et non un nombre."


def test_a_misspelt_name_is_told_at_its_column(compiled: Compile) -> None:
    with pytest.raises(ExpressionError) as refused:
        compiled("36 - contract.cape.mois")
    (problem,) = refused.value.problems
    assert (problem.code, problem.column) == (ProblemCode.UNKNOWN_NAME, 6)


def test_a_formula_has_the_tree_that_a_compiler_reads(compiled: Compile) -> None:
    formula = compiled("36 - contract.cape.months")
    assert formula.names == ("contract.cape.months",)
    assert to_json(formula.tree) == {
        "call": "_-_",
        "with": [{"value": 36, "type": "int"}, {"name": "contract.cape.months", "type": "int"}],
        "type": "int",
    }
