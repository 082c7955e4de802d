"""What the library says in English reaches nobody as the only explanation."""

import pytest

from parcours.expressions.environment import Environment
from parcours.expressions.problems import Place, ProblemCode, closest, offset_of, shown
from parcours.expressions.translate import translate
from parcours.messages import Text


def test_a_message_nobody_foresaw_is_still_a_problem_in_french(environment: Environment) -> None:
    message = "INTERNAL: ERROR: <input>:1:3: the moon is in the wrong quarter\n | a b [INTERNAL]"
    (problem,) = translate(message, "a b", environment)
    assert (problem.code, problem.line, problem.column) == (ProblemCode.UNRECOGNISED, 1, 3)
    assert str(problem.cause).startswith("L'expression n'est pas acceptée")
    assert "the moon" in str(problem.cause)


def test_a_message_without_place_points_at_the_beginning(environment: Environment) -> None:
    (problem,) = translate("CANCELLED: something [CANCELLED]", "a b", environment)
    assert (problem.code, problem.line, problem.column) == (ProblemCode.UNRECOGNISED, 1, 1)


def test_the_recursion_limit_of_the_library_is_told_as_ours(environment: Environment) -> None:
    (problem,) = translate("CANCELLED: Expression recursion limit exceeded. limit: 32 [CANCELLED]", "a", environment)
    assert problem.code is ProblemCode.TOO_DEEP


def test_a_field_of_something_that_is_no_name_is_refused(environment: Environment) -> None:
    message = "ERROR: <input>:1:4: expression of type 'int' cannot be the operand of a select operation"
    (problem,) = translate(message, "(1).a", environment)
    assert problem.code is ProblemCode.UNKNOWN_NAME


@pytest.mark.parametrize(
    ("wrong", "meant"),
    [
        ("dossier.rcpro", "dossier.rc_pro"),
        ("rc_pro", "dossier.rc_pro"),
        ("rcpro", "dossier.rc_pro"),
        ("contract.cap.ends_on", "contract.cape.ends_on"),
        ("dosier.age_exact", None),
        ("dosier.rc_pr", "dossier.rc_pro"),
        ("dossier.zz", None),
        ("", None),
    ],
)
def test_the_name_meant_is_guessed_by_its_last_part(wrong: str, meant: str | None) -> None:
    names = ["dossier.rc_pro", "dossier.ca", "contract.cape.ends_on", "contract.autre.ends_on"]
    assert closest(wrong, names) == meant


def test_a_place_is_a_line_and_a_column() -> None:
    source = "ab\ncd\n\nef"
    assert [offset_of(source, line, column) for line, column in [(1, 1), (2, 2), (4, 1), (4, 99), (-1, -1)]] == [
        *(0, 4, 7, 9, 0)
    ]


def test_a_long_word_is_quoted_short() -> None:
    assert shown("x" * 61) == "x" * 60 + "…"
    assert shown("x" * 60) == "x" * 60


def test_a_problem_is_at_least_one_character_long() -> None:
    assert Place("", 0, 0).problem(ProblemCode.SYNTAX, Text("…"), Text("…")).length == 1
