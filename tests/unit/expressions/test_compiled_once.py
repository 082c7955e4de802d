"""The same condition over the same names is compiled once: a dozen files stand on the same parents."""

import pytest

from parcours.expressions.condition import compile_condition
from parcours.expressions.environment import Environment
from parcours.expressions.formula import compile_formula
from parcours.expressions.problems import ExpressionError
from parcours.expressions.types import CelType

NAMES = {"dossier.age": CelType.INT, "dossier.ville": CelType.STRING}


def test_the_same_names_make_one_environment() -> None:
    assert Environment.declare(NAMES) is Environment.declare(dict(NAMES))


def test_other_names_or_other_types_make_another() -> None:
    known = Environment.declare(NAMES)
    assert Environment.declare({**NAMES, "dossier.nom": CelType.STRING}) is not known
    other = Environment.declare({**NAMES, "dossier.age": CelType.STRING})
    assert other is not known
    assert other.names["dossier.age"] is CelType.STRING


def test_the_same_condition_is_compiled_once_for_each_environment() -> None:
    here, there = Environment.declare(NAMES), Environment.declare({"dossier.age": CelType.INT})
    assert compile_condition("dossier.age > 3", here) is compile_condition("dossier.age > 3", here)
    assert compile_condition("dossier.age > 3", here) is not compile_condition("dossier.age > 3", there)
    assert compile_condition("dossier.age > 3", here) is not compile_condition("dossier.age > 4", here)


def test_a_formula_is_no_condition_though_they_read_alike() -> None:
    environment = Environment.declare({"dossier.seul": CelType.BOOL})
    compile_condition("dossier.seul", environment)
    with pytest.raises(ExpressionError):
        compile_formula("dossier.seul", environment)


def test_a_mistake_is_told_each_time() -> None:
    environment = Environment.declare(NAMES)
    for _ in range(2):
        with pytest.raises(ExpressionError, match="inconnu"):
            compile_condition("dossier.inconnu > 3", environment)
