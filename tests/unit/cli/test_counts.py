"""French counts nothing in the singular, English in the plural."""

from parcours.cli import counts


def test_nothing_is_singular_in_french_and_plural_in_english() -> None:
    told = [of(0) for of in (counts.cases, counts.facts, counts.dates, counts.tests, counts.errors, counts.warnings)]
    assert [each.render() for each in told] == [
        "0 dossier",
        "0 fait",
        "0 date",
        "0 test",
        "0 erreur",
        "0 avertissement",
    ]
    assert [each.render("en") for each in told] == [
        "0 cases",
        "0 facts",
        "0 dates",
        "0 tests",
        "0 errors",
        "0 warnings",
    ]


def test_one_is_singular_and_two_are_not() -> None:
    assert [counts.cases(number).render() for number in (1, 2)] == ["1 dossier", "2 dossiers"]
    assert [counts.cases(number).render("en") for number in (1, 2)] == ["1 case", "2 cases"]
