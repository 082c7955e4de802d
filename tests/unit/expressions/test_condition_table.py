"""What is said to authors, expression by expression: the verdict, or the mistake and its column."""

import pytest

from parcours.calendar.days_off import Calendar
from parcours.expressions.condition import compile_condition
from parcours.expressions.environment import Environment
from parcours.expressions.problems import ExpressionError

VERDICTS = {
    # numbers: a number and a whole number compare and add up
    "dossier.ca >= 1200": "false",
    "dossier.ca < 1200": "true",
    "dossier.ca == 900": "true",
    "900 == dossier.ca": "true",
    "dossier.chantiers < 3.5": "true",
    "dossier.ca * 2 >= 1800": "true",
    "dossier.chantiers * 1.5 == 4.5": "true",
    "dossier.ca + 300 == parameter.seuil": "true",
    "parameter.seuil - dossier.ca != 300.0": "false",
    "2 + 3 * 4 == 14": "true",
    "-dossier.ca < 0": "true",
    "-1 < dossier.chantiers": "true",
    # texts, choices, booleans
    'dossier.metier == "carreleur"': "true",
    "dossier.metier != 'maçon'": "true",
    'dossier.metier in ["carreleur", "plombier"]': "true",
    "dossier.chantiers in [1, 2]": "false",
    'dossier.metier.startsWith("carr")': "true",
    'dossier.metier.endsWith("eur") && dossier.metier.contains("rele")': "true",
    'track.formation == "en_formation"': "true",
    'track.formation < "formee"': "true",
    "dossier.diplome || dossier.chantiers >= 3": "true",
    "!dossier.diplome": "true",
    "dossier.diplome == false": "true",
    "dossier.diplome ? true : task.bilan.done": "true",
    "task.bilan.done && !dossier.diplome": "true",
    "true": "true",
    "// un commentaire\ntask.bilan.done": "true",
    # dates: 2026-04-14 is today, the contract ends on 2026-07-14
    "today < event.starts_on": "true",
    'today == date("2026-04-14")': "true",
    "today >= contract.cape.ends_on": "false",
    'plus(today, "1 jour") == event.starts_on': "true",
    'plus(today, "3 mois") == contract.cape.ends_on': "true",
    "plus(today, dossier.delai) == date('2026-05-14')": "true",
    "months_between(stage.entered_on, today) == 2": "true",  # 15 Jan to 14 Apr: one day short of three
    "months_between(stage.entered_on, event.starts_on) == 3": "true",
    # Friday 30 April 2027, then Labour Day on a Saturday: Monday 3 May is the next one
    'plus(date("2027-04-30"), "1 jour ouvré") == date("2027-05-03")': "true",
    # Friday 10 July to Wednesday 15 July 2026: Monday 13, Wednesday 15; the 14th is a holiday
    'business_days_between(date("2026-07-10"), date("2026-07-15")) == 2': "true",
    # validities: both days included
    "valid(dossier.rc_pro, event.starts_on)": "true",
    'valid(dossier.rc_pro, date("2026-01-01")) && valid(dossier.rc_pro, date("2026-12-31"))': "true",
    'valid(dossier.rc_pro, date("2025-12-31")) || valid(dossier.rc_pro, date("2027-01-01"))': "false",
    "dossier.rc_pro.until > contract.cape.ends_on": "true",
    'dossier.rc_pro.from == date("2026-01-01")': "true",
    # what nobody filled
    "dossier.fin_de_droits > today": "unknown",
    "dossier.fin_de_droits > today || dossier.chantiers == 3": "true",
    "dossier.fin_de_droits > today && dossier.chantiers == 4": "false",
    "!(dossier.fin_de_droits > today)": "unknown",
    "known.fin_de_droits": "false",
    "known.metier": "true",
    "!known.fin_de_droits || dossier.fin_de_droits > today": "true",
    # what cannot be worked out
    "dossier.chantiers + 9223372036854775807 > 0": "failed",
    'plus(date("9999-12-31"), "1 mois") > today': "failed",
}

MISTAKES = {
    # names
    "dossier.metir == 'x'": "unknown_name 1:1+13 dossier.metier",
    "task.bilan.done && dossier.ca_mensuel > 1": "unknown_name 1:20+18 fichier",
    "rc_pro": "unknown_name 1:1+6 dossier.rc_pro",
    "event.rc_pro == today": "unknown_name 1:1+12 dossier.rc_pro",
    "contract.cap.ends_on > today": "unknown_name 1:1+20 contract.cape.ends_on",
    "known.metir": "unknown_name 1:1+11 known.metier",
    "dossier.rc_pro.untl > today": "unknown_name 1:1+19 dossier.rc_pro.until",
    "dossier.diplome.valide": "unknown_name 1:1+22 dossier.diplome",
    "now > today": "unknown_name 1:1+3 today",
    "vrai": "unknown_name 1:1+4 true",
    "'é' == dossier.zz": "unknown_name 1:8+10 fichier",
    "task.bilan.done\n  && dossier.zz": "unknown_name 2:6+10 fichier",
    "dossier . zz == 1": "unknown_name 1:9+1 fichier",
    "dossier": "unknown_name 1:1+7 fichier",
    # functions
    "vald(dossier.rc_pro, today)": "unknown_function 1:1+4 valid",
    'duration("1h")': "unknown_function 1:1+8 business_days_between",
    "today.getFullYear() == 2026": "unknown_function 1:7+11 date",
    'dossier.metier.matches("x")': "unknown_function 1:16+7 contains",
    "valid(dossier.rc_pro)": "wrong_arguments 1:1+5 valid(dossier.rc_pro, today)",
    "valid(today, dossier.rc_pro)": "wrong_arguments 1:1+5 valid(dossier.rc_pro, today)",
    'today.plus("1 mois") > today': "wrong_arguments 1:7+4 plus(today",
    "dossier.metier.startsWith(1)": "wrong_arguments 1:16+10 startsWith",
    "months_between(today, 3) == 1": "wrong_arguments 1:1+14 months_between(a, b)",
    # types
    "dossier.metier == 3": "type_mismatch 1:16+2 guillemets",
    'dossier.ca >= "1200"': "type_mismatch 1:12+2 guillemets",
    'today > "2026-01-01"': 'type_mismatch 1:7+1 date("2026-07-01")',
    "today - stage.entered_on > 3": "type_mismatch 1:7+1 months_between",
    "dossier.ca && task.bilan.done": "type_mismatch 1:12+2 Comparez",
    "!dossier.ca": "type_mismatch 1:1+1 Comparez",
    "dossier.rc_pro == dossier.rc_pro": "type_mismatch 1:16+2 valid(",
    "dossier.delai == dossier.delai": "type_mismatch 1:15+2 même type",
    "dossier.diplome > task.bilan.done": "type_mismatch 1:17+1 même type",
    "dossier.metier == null": "type_mismatch 1:16+2 known.champ",
    "dossier.metier in [1, 2]": "type_mismatch 1:16+2 liste",
    "dossier.metier in ['a', 1]": "type_mismatch 1:25+1 liste",
    "1 < dossier.chantiers < 5": "type_mismatch 1:23+1 même type",
    "dossier.chantiers": "not_a_boolean 1:1+17 Comparez",
    "plus(today, '1 mois')": "not_a_boolean 1:1+21 Comparez",
    "[true]": "not_a_boolean 1:1+6 Comparez",
    "1u == 1u": "type_mismatch 1:4+2 même type",
    # literals, checked when the file is read
    'date("2026-02-30") > today': "bad_literal 1:6+12 date(",
    'date("20260701") > today': "bad_literal 1:6+10 date(",
    'date("2026-W27-3") > today': "bad_literal 1:6+12 date(",
    "date(dossier.metier) > today": "bad_literal 1:13+1 date(",
    'plus(today, "1 moi") > today': "bad_literal 1:13+7 1 mois",
    'plus(today, "36 heures") > today': "bad_literal 1:13+11 jours",
    "plus(today, dossier.metier) > today": "bad_literal 1:20+1 duration",
    "99999999999999999999 > 1": "bad_literal 1:1+1 1200",
    # what CEL has and a condition has not
    "has(dossier.metier)": "unsupported 1:1+3 known.champ",
    "[1, 2].exists(x, x > 1)": "unsupported 1:8+6 liste",
    "dossier.chantiers / 2 == 1": "unsupported 1:19+1 Multipliez",
    "dossier.rc_pro['from'] < today": "unsupported 1:15+1 Comparez",
    "{'a': true}.a": "unsupported 1:12+1 Comparez",
    "null": "unsupported 1:1+1 Comparez",
    "int": "unsupported 1:1+1 Comparez",
    "[1] in [[1]]": "unsupported 1:9+1 in [",
    "1 in (dossier.diplome ? [1] : [2])": "unsupported 1:23+1 Comparez",
    # syntax
    "": "syntax 1:1+1 Écrivez-la",
    " \n ": "syntax 1:1+1 Écrivez-la",
    "dossier.metier ==": "syntax 1:18+1 Complétez-la",
    "(dossier.diplome": "syntax 1:17+1 « ) »",
    "dossier.diplome)": "syntax 1:16+1 parenthèses",
    "dossier.diplome and task.bilan.done": "syntax 1:17+3 « && »",
    "dossier.diplome ou task.bilan.done": "syntax 1:17+2 « || »",
    "dossier.metier = 'x'": "syntax 1:16+1 « == »",
    "dossier.chantiers === 3": "syntax 1:21+3 « == »",
    "dossier.diplome & task.bilan.done": "syntax 1:17+1 « && »",
    "dossier.metier == “x”": "syntax 1:19+1 droits",
    "dossier.metier == 'x": "syntax 1:19+1 droits",
    "dossier.metier == 'a\\q'": "syntax 1:19+1 droits",
    "dossier.métier == 'x'": "syntax 1:10+5 accent",
    "if dossier.diplome": "syntax 1:1+2 parenthèses",
    "dossier..metier": "syntax 1:9+1 parenthèses",
    # hostile sources
    "\0": "bad_character 1:1+1 Ôtez-le",
    "dossier.metier == '\x07'": "bad_character 1:20+1 Ôtez-le",
    "\ud800": "bad_character 1:1+1 Ôtez-le",
    "(" * 30 + "true" + ")" * 30: "too_deep 1:25+1 Coupez",
    "1 + " * 300 + "1 == 1": "too_deep 1:1+1 Coupez",
    "dossier.metier == '" + "x" * 3000 + "'": "too_long 1:2001+1 Coupez",
}


def told(source: str, environment: Environment) -> list[str]:
    with pytest.raises(ExpressionError) as raised:
        compile_condition(source, environment)
    return [
        f"{problem.code} {problem.line}:{problem.column}+{problem.length} {problem.remedy}"
        for problem in raised.value.problems
    ]


@pytest.mark.parametrize(("source", "verdict"), VERDICTS.items())
def test_a_sound_condition_is_answered(
    source: str, verdict: str, environment: Environment, calendar: Calendar, scope: dict[str, object]
) -> None:
    assert compile_condition(source, environment).evaluate(scope, calendar).outcome == verdict


@pytest.mark.parametrize(("source", "expected"), MISTAKES.items(), ids=lambda text: ascii(text)[:60])
def test_a_mistake_is_told_at_its_place_with_its_remedy(source: str, expected: str, environment: Environment) -> None:
    code, place, remedy = expected.split(" ", 2)
    (problem,) = told(source, environment)
    assert problem.startswith(f"{code} {place} ")
    assert remedy in problem


def test_all_the_mistakes_of_a_condition_are_told_in_its_order(environment: Environment) -> None:
    first, second, third = told("dossier.zz == 1 && vald(today) || now > dossier.ca && true", environment)
    assert first.startswith("unknown_name 1:1+10")
    assert second.startswith("unknown_function 1:20+4")
    assert third.startswith("unknown_name 1:35+3")


def test_the_error_says_all_its_causes(environment: Environment) -> None:
    with pytest.raises(ExpressionError, match=r"« dossier\.zz » n'existe pas ici\. La fonction « vald »"):
        compile_condition("dossier.zz && vald(today)", environment)


def test_a_literal_and_the_result_are_both_told(environment: Environment) -> None:
    result, literal = told('plus(today, "1 moi")', environment)
    assert result.startswith("not_a_boolean 1:1")
    assert literal.startswith("bad_literal 1:13")


@pytest.mark.parametrize(
    "source",
    [
        "x" * 100_000,
        "(" * 10_000 + "true" + ")" * 10_000,
        "!" * 10_000 + "true",
        "[" * 10_000,
        "true ? true : " * 10_000 + "true",
        "{1:" * 600 + "1" + "}" * 600,
        "a" + ".a" * 900,
        "true ? true : " * 140 + "true",
        "!" * 1900 + "1",
        "\\" * 1900,
        "é" * 1900,
        "'" * 1900,
        "a||" * 600 + "a",
        "\n" * 1900,
        "\r\n;",
        "ERROR: <input>:1:1: undeclared reference to 'x' (in container '')",
    ],
    ids=lambda text: ascii(text)[:20],
)
def test_a_hostile_source_is_refused_without_harm(source: str, environment: Environment) -> None:
    assert told(source, environment)
