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


def _label(name: str) -> str:
    return {"dossier.ca": "chiffre d'affaires"}.get(name, name)


@pytest.fixture
def explained(environment: Environment, calendar: Calendar) -> Explain:
    def explain(source: str, scope: dict[str, object], *private: str, lang: str = "fr") -> str:
        condition: Condition = compile_condition(source, environment)
        told = describe(condition, condition.evaluate(scope, calendar), scope, _label, private.__contains__)
        return told.render(lang) if told is not None else ""

    return explain


def test_a_refusal_shows_its_arithmetic(explained: Explain) -> None:
    scope: dict[str, object] = {"dossier.ca": 900.5, "parameter.seuil": 1200}
    told = "chiffre d'affaires : 900,5, demandé : ≥ 1200"
    assert explained("dossier.ca >= parameter.seuil", scope) == told
    assert explained("dossier.ca >= 1200", scope) == told
    assert explained("parameter.seuil <= dossier.ca", scope) == told
    assert explained("dossier.ca >= parameter.seuil", scope, lang="en") == "chiffre d'affaires: 900.5, wanted: ≥ 1200"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("dossier.ca < 10", "< 10"),
        ("10 > dossier.ca", "< 10"),
        ("dossier.ca <= 10", "≤ 10"),
        ("dossier.ca > 1000", "> 1000"),
        ("dossier.ca == 10", "10"),
        ("dossier.ca != 900", "autre que 900"),
        ("dossier.ca > 1000 && dossier.diplome", "> 1000 ; dossier.diplome : non"),
    ],
)
def test_what_was_wanted_is_said_as_it_was_compared(source: str, wanted: str, explained: Explain) -> None:
    scope: dict[str, object] = {"dossier.ca": 900, "dossier.diplome": False}
    assert explained(source, scope) == f"chiffre d'affaires : 900, demandé : {wanted}"


def test_a_text_is_wanted_between_its_marks(explained: Explain) -> None:
    assert explained("dossier.metier == 'sap'", {"dossier.metier": "btp"}) == (
        "dossier.metier : « btp », demandé : « sap »"
    )


def test_one_way_among_several_is_not_wanted(explained: Explain) -> None:
    scope: dict[str, object] = {"dossier.ca": 900, "dossier.diplome": False}
    assert explained("dossier.ca > 1000 || dossier.diplome", scope) == (
        "chiffre d'affaires : 900 ; dossier.diplome : non"
    )


def test_a_yes_or_no_alone_is_what_the_refusal_says_already(explained: Explain) -> None:
    assert explained("dossier.diplome", {"dossier.diplome": False}) == ""
    assert explained("known.ca && dossier.ca > 1", {"dossier.ca": None}) == "chiffre d'affaires : rien, demandé : > 1"


def test_an_unfilled_field_is_named(explained: Explain) -> None:
    assert explained("dossier.ca > 1 && dossier.diplome", {"dossier.ca": 2.0}) == "non renseigné : dossier.diplome"
    assert explained("dossier.ca > 1 && dossier.diplome", {}) == (
        "non renseigné : chiffre d'affaires (dossier.ca) et dossier.diplome"
    )


def test_a_failure_is_told(explained: Explain) -> None:
    assert explained("dossier.ca > 1", {"dossier.ca": "x"}) == "« dossier.ca » n'est pas du type déclaré."


def test_a_condition_that_reads_nothing_adds_nothing(explained: Explain) -> None:
    assert explained("1 > 2", {}) == ""


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("dossier.metier", "carreleur", "« carreleur »"),
        ("today", date(2026, 4, 14), "14 avril 2026"),
        ("dossier.delai", Duration(months=36), "36 mois"),
        ("dossier.rc_pro", Validity(date(2026, 5, 1), date(2027, 4, 30)), "du 1er mai 2026 au 30 avril 2027"),
        ("dossier.rc_pro", Validity(date(2026, 5, 1)), "depuis le 1er mai 2026"),
        ("dossier.metier", Sealed.PRESENT, "donnée personnelle"),
        ("dossier.metier", None, "rien"),
    ],
)
def test_values_are_written_for_people(name: str, value: object, shown: str, explained: Explain) -> None:
    reads = {
        "dossier.metier": "dossier.metier == 'x'",
        "today": "today == date('2020-01-01')",
        "dossier.delai": "plus(date('2026-01-01'), dossier.delai) == date('2020-01-01')",
        "dossier.rc_pro": "valid(dossier.rc_pro, date('2020-01-01'))",
    }
    # `|| true` keeps the answer from being unknown: a value that is not there is shown as well
    assert explained(f"{reads[name]} || true", {name: value}) == f"{name} : {shown}"


def test_a_personal_value_is_not_written(explained: Explain) -> None:
    scope: dict[str, object] = {"dossier.metier": "Ève", "dossier.rc_pro": Validity(date(2026, 1, 1)), "dossier.ca": 1}
    source = "dossier.metier == 'x' && dossier.rc_pro.from > date('2026-01-01') && dossier.ca > 2"
    assert explained(source, scope, "dossier.metier", "dossier.rc_pro.from") == (
        "dossier.metier : donnée personnelle, demandé : « x » ; dossier.rc_pro.from : donnée personnelle ; "
        "chiffre d'affaires : 1, demandé : > 2"
    )
