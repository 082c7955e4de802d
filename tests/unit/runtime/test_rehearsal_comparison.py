"""What is expected against what is seen: partial, exact, and each difference at its place."""

import pytest

from parcours.diagnostics import Span
from parcours.messages import Text
from parcours.runtime.rehearsal.comparison import Difference, differences
from parcours.runtime.rehearsal.observation import Observation
from parcours.runtime.rehearsal.report import Outcome, as_junit, as_text, failure
from parcours.runtime.rehearsal.script import Expectation, Plain

HERE = Span("tests.yaml", 7, 3, 7, 9)
SEEN = Observation(
    stage="candidat",
    situation="dehors",
    suspended=False,
    pending={"signer": "2026-02-01"},
    tracks={"formation": "en_cours", "visites": ""},
    contracts={"essai": {"ends_on": "2026-04-04", "months": 3, "renewals": 1, "trial_ends_on": None}},
    due={"candidat.abandon": "2026-07-05"},
    did=frozenset({"accueillir"}),
    explained={"due.candidat.abandon": (Text("dates recalculées"),)},
)
REFUSED = Observation(refused=("stage", "role"), says="Ceci n'est pas possible à l'étape « Candidature ».")


def found(seen: Observation, path: str, expected: Plain) -> tuple[Difference, ...]:
    head, *rest = path.split(".", 2 if path.startswith("contract") else 1)
    return differences([Expectation((head, *rest), expected, HERE)], seen)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("stage", "candidat"),
        ("situation", "dehors"),
        ("suspended", False),
        ("pending.signer", "2026-02-01"),
        ("pending.rompre", None),
        ("track.formation", "en_cours"),
        ("track.visites", ""),
        ("track.visites", None),
        ("track.jamais", ""),
        ("contract.essai.ends_on", "2026-04-04"),
        ("contract.essai.months", 3),
        ("contract.essai.trial_ends_on", None),
        ("contract.autre.ends_on", None),
        ("due.candidat.abandon", "2026-07-05"),
        ("due.candidat.relance", None),
        ("did", "accueillir"),
        ("not_did", "declarer"),
    ],
)
def test_what_holds_makes_no_difference(path: str, expected: Plain) -> None:
    assert found(SEEN, path, expected) == ()


@pytest.mark.parametrize(
    ("path", "expected", "actual"),
    [
        ("stage", "en_essai", "candidat"),
        ("stage", None, "candidat"),
        ("situation", "dedans", "dehors"),
        ("suspended", True, False),
        ("pending.signer", None, "2026-02-01"),
        ("pending.signer", "2026-02-02", "2026-02-01"),
        ("track.formation", "", "en_cours"),
        ("contract.essai.renewals", True, 1),  # yes is not the number one
        ("contract.essai.months", 4, 3),
        ("contract.autre.months", 4, None),
        ("due.candidat.abandon", None, "2026-07-05"),
        ("did", "declarer", ["accueillir"]),
        ("not_did", "accueillir", ["accueillir"]),
        ("refused", "stage", None),
        ("says", "étape", ""),
    ],
)
def test_what_does_not_hold_is_told_with_what_is(path: str, expected: Plain, actual: Plain) -> None:
    (difference,) = found(SEEN, path, expected)
    assert (difference.span, difference.expected, difference.actual) == (HERE, expected, actual)


def test_any_reason_of_a_refusal_may_be_expected_and_its_words() -> None:
    assert found(REFUSED, "refused", "role") == ()
    assert found(REFUSED, "says", "Candidature") == ()
    (difference,) = found(REFUSED, "refused", "input")
    assert difference.actual == ["stage", "role"]


def test_a_date_that_differs_tells_how_it_was_reckoned() -> None:
    (difference,) = found(SEEN, "due.candidat.abandon", "2026-07-06")
    text = as_text(Outcome("tests.yaml", "essai", "un", "Un", (failure(difference),)))
    assert text.splitlines() == [
        "tests.yaml:7: due.candidat.abandon : attendu « 2026-07-06 », obtenu « 2026-07-05 »",
        "    dates recalculées",
    ]


def test_nothing_yes_and_lists_are_told_in_words() -> None:
    told = [
        str(failure(each).text)
        for each in (
            *found(SEEN, "pending.signer", None),
            *found(SEEN, "suspended", expected=True),
            *found(SEEN, "did", "declarer"),
        )
    ]
    assert told == [
        "pending.signer : attendu rien, obtenu « 2026-02-01 »",
        "suspended : attendu oui, obtenu non",
        "did : attendu « declarer », obtenu accueillir",
    ]


def test_the_report_is_junit_that_a_machine_reads() -> None:
    (difference,) = found(SEEN, "stage", "en_essai")
    outcomes = [
        Outcome("a.yaml", "essai", "un", "Un"),
        Outcome("a.yaml", "essai", "deux", "Deux", (failure(difference),)),
        Outcome("b.yaml", "essai", "trois", "Trois"),
    ]
    assert as_junit(outcomes, "en") == (
        "<?xml version='1.0' encoding='utf-8'?>\n"
        "<testsuites>\n"
        '  <testsuite name="a.yaml" tests="2" failures="1" errors="0">\n'
        '    <testcase classname="essai" name="un" />\n'
        '    <testcase classname="essai" name="deux">\n'
        '      <failure message="stage: expected “en_essai”, got “candidat”">'
        "tests.yaml:7: stage: expected “en_essai”, got “candidat”</failure>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        '  <testsuite name="b.yaml" tests="1" failures="0" errors="0">\n'
        '    <testcase classname="essai" name="trois" />\n'
        "  </testsuite>\n"
        "</testsuites>\n"
    )
