"""Every table of docs/explanation/conditions.md is carried out."""

import re
from datetime import date
from pathlib import Path

import pytest

from parcours.calendar.days_off import Calendar
from parcours.expressions.condition import compile_condition
from parcours.expressions.declarations import METHODS, OWN_FUNCTIONS
from parcours.expressions.environment import Environment
from parcours.expressions.explain import describe
from parcours.expressions.expression import DEEPEST, LONGEST
from parcours.expressions.problems import ExpressionError
from parcours.expressions.template_checks import FILTERS
from parcours.expressions.templates import render
from parcours.expressions.types import OF_FIELD
from parcours.expressions.verdict import Outcome
from parcours.model.fields import Field, FieldType, read_value

PAGE = (Path(__file__).parents[2] / "docs/explanation/conditions.md").read_text()
ANSWERS = {"oui": Outcome.TRUE, "non": Outcome.FALSE, "inconnu": Outcome.UNKNOWN, "échec": Outcome.FAILED}
TYPES = {
    "dossier.ca": FieldType.NUMBER,
    "dossier.chantiers": FieldType.INTEGER,
    "dossier.metier": FieldType.TEXT,
    "dossier.diplome": FieldType.BOOLEAN,
    "dossier.rc_pro": FieldType.VALIDITY,
    "dossier.fin_de_droits": FieldType.DATE,
    "parameter.seuil": FieldType.NUMBER,
    "today": FieldType.DATE,
}
ENVIRONMENT = Environment.declare({name: OF_FIELD[kind] for name, kind in TYPES.items()})


def table(*heads: str) -> list[list[str]]:
    """The rows of the table with these heads, without their back quotes."""
    head = re.escape("| " + " | ".join(heads) + " |\n")
    (body,) = re.findall(rf"{head}\|[-|]+\|\n((?:\|.*\n)+)", PAGE)
    rows = [line.strip("| ").split(" | ") for line in body.splitlines()]
    return [[cell.strip("`").replace("\\|", "|") for cell in row] for row in rows]


def scope() -> dict[str, object]:
    (block,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    said = [line.split(": ", 1) for line in block.splitlines()]
    return {name: read_value(Field(name, TYPES[name]), text) for name, text in said}


@pytest.mark.parametrize(("source", "answer", "explanation"), table("condition", "réponse", "explication"))
def test_a_condition_answers_what_the_page_says(source: str, answer: str, explanation: str) -> None:
    condition = compile_condition(source, ENVIRONMENT)
    verdict = condition.evaluate(scope(), Calendar("Europe/Paris", "FR"))
    assert verdict.outcome is ANSWERS[answer]
    assert describe(condition, verdict, scope()).render() == explanation


@pytest.mark.parametrize(("source", "cause", "remedy"), table("condition", "cause", "remède"))
def test_a_mistake_is_told_as_the_page_says(source: str, cause: str, remedy: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        compile_condition(source, ENVIRONMENT)
    (problem,) = raised.value.problems
    assert (problem.cause.render(), problem.remedy.render()) == (cause, remedy)


@pytest.mark.parametrize(("source", "text"), table("modèle", "texte"))
def test_a_template_gives_what_the_page_says(source: str, text: str) -> None:
    assert render(source, scope()) == text


def test_the_page_names_every_function_filter_and_bound() -> None:
    assert all(f"`{name}(" in PAGE for name in OWN_FUNCTIONS)
    assert all(name in PAGE for name in METHODS)
    assert all(f"`{name}`" in PAGE for name in FILTERS)
    assert f"{LONGEST} caractères et {DEEPEST} niveaux" in PAGE


def test_the_day_of_the_page_is_a_tuesday() -> None:
    assert scope()["today"] == date(2026, 4, 14)
    assert date(2026, 4, 14).strftime("%w") == "2"
