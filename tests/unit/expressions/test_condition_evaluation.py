from collections.abc import Callable
from datetime import date

import pytest

from parcours.calendar.days_off import Calendar, Closure
from parcours.calendar.duration import Duration
from parcours.expressions.condition import Condition, compile_condition
from parcours.expressions.environment import Environment
from parcours.expressions.types import OF_FIELD, CelType
from parcours.expressions.verdict import FAILS, HOLDS, Outcome, Verdict
from parcours.messages import Text
from parcours.model.fields import FieldType, Sealed, Validity

Compile = Callable[[str], Condition]


@pytest.fixture
def compiled(environment: Environment) -> Compile:
    return lambda source: compile_condition(source, environment)


def test_every_field_type_has_its_type_in_a_condition() -> None:
    assert set(OF_FIELD) == set(FieldType)


def test_a_condition_reads_each_name_once_in_order(compiled: Compile) -> None:
    condition = compiled("dossier.ca > 1 && today > event.starts_on && dossier.ca < 2")
    assert condition.names == ("dossier.ca", "today", "event.starts_on")


def test_an_unfilled_field_is_never_a_yes(compiled: Compile, calendar: Calendar) -> None:
    verdict = compiled("dossier.ca > 0 && dossier.metier == 'x'").evaluate({"dossier.ca": 1.0}, calendar)
    assert verdict == Verdict(Outcome.UNKNOWN, missing=("dossier.metier",))
    assert not verdict


def test_only_a_true_condition_is_true(compiled: Compile, calendar: Calendar) -> None:
    assert compiled("true").evaluate({}, calendar) is HOLDS
    assert compiled("false").evaluate({}, calendar) is FAILS
    assert bool(HOLDS)
    assert not FAILS
    assert not Verdict(Outcome.FAILED, failure=Text("…"))


def test_none_is_the_same_as_absent(compiled: Compile, calendar: Calendar) -> None:
    verdict = compiled("dossier.diplome").evaluate({"dossier.diplome": None}, calendar)
    assert verdict.missing == ("dossier.diplome",)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("dossier.metier == 'sealed'", "dossier.metier"),
        ("dossier.ca > 1", "dossier.ca"),
        ("dossier.fin_de_droits > date('2026-01-01')", "dossier.fin_de_droits"),
        ("valid(dossier.rc_pro, date('2026-01-01'))", "dossier.rc_pro"),
        ("dossier.rc_pro.from > date('2026-01-01')", "dossier.rc_pro"),
        ("plus(date('2026-01-01'), dossier.delai) > date('2026-01-01')", "dossier.delai"),
    ],
)
def test_a_sealed_value_is_filled_but_cannot_be_read(
    source: str, name: str, compiled: Compile, calendar: Calendar
) -> None:
    sealed = {name: Sealed.PRESENT}
    assert compiled(source).evaluate(sealed, calendar).outcome is Outcome.UNKNOWN
    assert compiled(name.replace("dossier", "known")).evaluate(sealed, calendar)


def test_the_scope_may_say_itself_that_a_field_is_filled(compiled: Compile, calendar: Calendar) -> None:
    assert compiled("known.metier").evaluate({"known.metier": True}, calendar)
    assert not compiled("known.metier").evaluate({"known.metier": False, "dossier.metier": "x"}, calendar)


def test_nothing_but_the_names_read_is_looked_at(compiled: Compile, calendar: Calendar) -> None:
    scope = {"dossier.ca": 1.0, "dossier.metier": object(), "ailleurs": object()}
    assert compiled("dossier.ca > 0").evaluate(scope, calendar)


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ("dossier.chantiers > 1", 2.5),
        ("dossier.ca > 1", "1200"),
        ("dossier.metier == 'x'", 3),
        ("dossier.fin_de_droits > date('2026-01-01')", "2026-01-01"),
        ("valid(dossier.rc_pro, date('2026-01-01'))", date(2026, 1, 1)),
        ("dossier.rc_pro.until > date('2026-01-01')", "2026-01-01"),
        ("plus(date('2026-01-01'), dossier.delai) > date('2026-01-01')", "1 mois"),
        ("dossier.chantiers > 1", 2**63),
    ],
)
def test_a_value_of_another_type_is_refused(source: str, value: object, compiled: Compile, calendar: Calendar) -> None:
    condition = compiled(source)
    (name,) = condition.names
    owner = name.removesuffix(".until")
    assert condition.evaluate({owner: value}, calendar).outcome is Outcome.FAILED


def test_a_value_of_another_type_is_refused_by_its_name(compiled: Compile, calendar: Calendar) -> None:
    verdict = compiled("dossier.metier == 'x'").evaluate({"dossier.metier": 3}, calendar)
    assert verdict.failure == Text("« {name} » n'est pas du type déclaré.", name="dossier.metier")


def test_an_impossible_sum_says_so(compiled: Compile, calendar: Calendar) -> None:
    verdict = compiled("dossier.chantiers * 2 > 1").evaluate({"dossier.chantiers": 2**62}, calendar)
    assert verdict.outcome is Outcome.FAILED
    assert str(verdict.failure).startswith("L'expression n'a pas pu être calculée")


def test_a_failure_is_not_blamed_on_an_empty_field(compiled: Compile, calendar: Calendar) -> None:
    condition = compiled("dossier.chantiers * 2 > 1 ? dossier.diplome : true")
    assert condition.evaluate({"dossier.chantiers": 2**62}, calendar).outcome is Outcome.FAILED
    assert condition.evaluate({"dossier.chantiers": 1}, calendar).missing == ("dossier.diplome",)


def test_what_the_calendar_refuses_is_the_failure(compiled: Compile, calendar: Calendar) -> None:
    verdict = compiled("plus(today, '1 mois') > today").evaluate({"today": date(9999, 12, 31)}, calendar)
    assert verdict.outcome is Outcome.FAILED
    assert "sort du calendrier" in str(verdict.failure)


def test_an_open_ended_validity_never_lapses(compiled: Compile, calendar: Calendar) -> None:
    scope = {"dossier.rc_pro": Validity(date(2026, 1, 1)), "today": date(9000, 1, 1)}
    assert compiled("valid(dossier.rc_pro, today)").evaluate(scope, calendar)
    assert compiled("dossier.rc_pro.until > today").evaluate(scope, calendar).missing == ("dossier.rc_pro.until",)


def test_days_off_are_those_of_the_calendar_of_the_evaluation(compiled: Compile) -> None:
    # 2026-08-10 is a Monday: the next business day is the 11th, or after a closure of that week the 17th.
    condition = compiled("plus(today, '1 jour ouvré') == date('2026-08-11')")
    scope = {"today": date(2026, 8, 10)}
    closed = Calendar("Europe/Paris", closures=(Closure(date(2026, 8, 10), date(2026, 8, 16)),))
    assert condition.evaluate(scope, Calendar("Europe/Paris")) is HOLDS
    assert condition.evaluate(scope, closed) is FAILS
    assert condition.evaluate(scope, Calendar("Europe/Paris")) is HOLDS


def test_every_unit_of_a_duration_field_is_counted(compiled: Compile, calendar: Calendar) -> None:
    condition = compiled("plus(today, dossier.delai) == dossier.fin_de_droits")
    for duration, end in [
        (Duration(months=1, days=2), date(2026, 5, 16)),
        (Duration(business_days=2), date(2026, 4, 16)),  # Tuesday 14 April 2026, so Thursday
        (Duration(working_days=5), date(2026, 4, 20)),  # Wed, Thu, Fri, Sat, then Monday
    ]:
        scope = {"today": date(2026, 4, 14), "dossier.delai": duration, "dossier.fin_de_droits": end}
        assert condition.evaluate(scope, calendar)


def test_a_contract_may_be_named_like_a_word_of_cel(calendar: Calendar) -> None:
    environment = Environment.declare({"contract.package.months": CelType.INT, "dossier.import": CelType.INT})
    condition = compile_condition("contract.package.months == dossier.import", environment)
    assert condition.evaluate({"contract.package.months": 3, "dossier.import": 3}, calendar)


def test_the_examples_of_the_shipped_files_compile(compiled: Compile) -> None:
    for source in (
        "dossier.diplome || dossier.chantiers >= 3",
        "valid(dossier.rc_pro, event.starts_on)",
        "!dossier.diplome || valid(dossier.rc_pro, today)",
        "task.bilan.done",
        "dossier.ca >= parameter.seuil",
    ):
        compiled(source)
