from collections.abc import Callable
from datetime import date

import pytest

from parcours.calendar.days_off import Calendar
from parcours.calendar.duration import Duration
from parcours.expressions.condition import Condition, compile_condition
from parcours.expressions.environment import Environment
from parcours.expressions.explain import describe
from parcours.model.fields import Sealed, Validity

Explain = Callable[..., str]


@pytest.fixture
def explained(environment: Environment, calendar: Calendar) -> Explain:
    def explain(source: str, scope: dict[str, object], *private: str, lang: str = "fr") -> str:
        condition: Condition = compile_condition(source, environment)
        return describe(condition, condition.evaluate(scope, calendar), scope, private).render(lang)

    return explain


def test_a_refusal_shows_its_arithmetic(explained: Explain) -> None:
    scope: dict[str, object] = {"dossier.ca": 900.5, "parameter.seuil": 1200}
    assert explained("dossier.ca >= parameter.seuil", scope) == "dossier.ca = 900,5 ; parameter.seuil = 1200"
    assert explained("dossier.ca >= parameter.seuil", scope, lang="en") == "dossier.ca = 900.5; parameter.seuil = 1200"


def test_an_unfilled_field_is_named(explained: Explain) -> None:
    assert explained("dossier.ca > 1 && dossier.diplome", {"dossier.ca": 2.0}) == "Pas rempli : dossier.diplome"
    assert explained("dossier.ca > 1 && dossier.diplome", {}) == "Pas rempli : dossier.ca et dossier.diplome"


def test_a_failure_is_told(explained: Explain) -> None:
    assert explained("dossier.ca > 1", {"dossier.ca": "x"}) == "« dossier.ca » n'est pas du type déclaré."


def test_a_condition_that_reads_nothing_says_so(explained: Explain) -> None:
    assert explained("1 > 2", {}) == "La condition ne lit aucun champ."


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("dossier.metier", "carreleur", "« carreleur »"),
        ("dossier.diplome", False, "non"),
        ("today", date(2026, 4, 14), "14 avril 2026"),
        ("dossier.delai", Duration(months=36), "36 mois"),
        ("dossier.rc_pro", Validity(date(2026, 5, 1), date(2027, 4, 30)), "du 1er mai 2026 au 30 avril 2027"),
        ("dossier.rc_pro", Validity(date(2026, 5, 1)), "depuis le 1er mai 2026"),
        ("dossier.metier", Sealed.PRESENT, "(donnée personnelle)"),
        ("dossier.metier", None, "rien"),
    ],
)
def test_values_are_written_for_people(name: str, value: object, shown: str, explained: Explain) -> None:
    reads = {
        "dossier.metier": "dossier.metier == 'x'",
        "dossier.diplome": "dossier.diplome",
        "today": "today == date('2020-01-01')",
        "dossier.delai": "plus(date('2026-01-01'), dossier.delai) == date('2020-01-01')",
        "dossier.rc_pro": "valid(dossier.rc_pro, date('2020-01-01'))",
    }
    # `|| true` keeps the answer from being unknown: a value that is not there is shown as well
    assert explained(f"{reads[name]} || true", {name: value}) == f"{name} = {shown}"


def test_a_personal_value_is_not_written(explained: Explain) -> None:
    scope: dict[str, object] = {"dossier.metier": "Ève", "dossier.rc_pro": Validity(date(2026, 1, 1)), "dossier.ca": 1}
    source = "dossier.metier == 'x' && dossier.rc_pro.from > date('2026-01-01') && dossier.ca > 2"
    assert explained(source, scope, "dossier.metier", "dossier.rc_pro") == (
        "dossier.metier = (donnée personnelle) ; dossier.rc_pro.from = (donnée personnelle) ; dossier.ca = 1"
    )
