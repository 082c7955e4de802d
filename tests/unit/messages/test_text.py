import os
import subprocess
import sys
from datetime import date, datetime, time
from decimal import Decimal

import pytest

from parcours.messages import Language, Text, all_of, any_of
from parcours.messages.catalogue import catalogue_files
from parcours.messages.values import Rounded, written


def test_a_sentence_is_french_unless_asked_otherwise() -> None:
    assert Text("Le terme {term} dépasse {most}.", term="7 mois", most="6 mois").render() == (
        "Le terme 7 mois dépasse 6 mois."
    )


def test_a_translated_sentence_is_read_in_english() -> None:
    assert Text("erreur").render("en") == "error"


def test_a_sentence_without_translation_stays_french() -> None:
    assert Text("Une phrase que nul catalogue ne connaît").render(Language.EN).startswith("Une phrase")


def test_sentences_nest() -> None:
    inner = any_of(["stages", "roles"])
    assert Text("« {key} » : {choice} ?", key="etapes", choice=inner).render("en") == "« etapes » : stages or roles ?"


def test_equal_sentences_are_one_value() -> None:
    assert {Text("{a} {b}", a=1, b=2)} == {Text("{a} {b}", b=2, a=1)}


def test_braces_in_a_value_are_left_alone() -> None:
    assert str(Text("« {found} »", found="{{ dossier.nom }}")) == "« {{ dossier.nom }} »"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="de"):
        Text("erreur").render("de")


def test_a_placeholder_nothing_fills_is_a_bug() -> None:
    with pytest.raises(KeyError):
        Text("{absent}").render()


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (date(2026, 4, 14), "14 avril 2026", "14 April 2026"),
        (date(2026, 5, 1), "1er mai 2026", "1 May 2026"),
        (datetime(2026, 12, 31, 8, 30), "31 décembre 2026 à 08:30", "31 December 2026 at 08:30"),  # noqa: DTZ001 civil
        (time(8, 5), "08:05", "08:05"),
        (0.15, "0,15", "0.15"),
        (2.0, "2", "2"),
        (100.0, "100", "100"),
        (1e16, "10000000000000000", "10000000000000000"),
        (1e-7, "0,0000001", "0.0000001"),
        (Decimal("1200.50"), "1200,5", "1200.5"),
        (2026, "2026", "2026"),
        (Rounded(1234567.891, 1), "1\u202f234\u202f567,9", "1,234,567.9"),
        (Rounded(18.0, 1), "18,0", "18.0"),
        (Rounded(-1500), "\u22121\u202f500", "\u22121,500"),
        (Rounded(-0.01, 1), "0,0", "0.0"),
        (True, "oui", "yes"),
        (False, "non", "no"),
        ("P6M", "P6M", "P6M"),
    ],
)
def test_values_are_written_as_the_language_writes_them(value: object, french: str, english: str) -> None:
    assert written(value, Language.FR) == french  # type: ignore[arg-type]  # the table mixes types
    assert written(value, Language.EN) == english  # type: ignore[arg-type]  # the table mixes types


@pytest.mark.parametrize(
    ("items", "expected"),
    [(["a"], "a"), (["a", "b"], "a ou b"), (["a", "b", "c"], "a, b ou c"), ([Text("erreur")], "erreur")],
)
def test_choices_read_as_a_list(items: list[str | Text], expected: str) -> None:
    assert str(any_of(items)) == expected


def test_things_that_go_together_read_as_a_list() -> None:
    assert all_of(["a", Text("erreur")]).render("en") == "a and error"


def test_a_list_of_nothing_is_a_bug() -> None:
    with pytest.raises(ValueError, match="unpack"):
        any_of([])


def test_french_has_no_catalogue() -> None:
    assert list(catalogue_files(Language.FR)) == []


@pytest.mark.processes
def test_a_french_sentence_does_not_import_babel() -> None:
    code = "import sys; from parcours.messages import Text; Text('erreur').render(); sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env=os.environ, check=False).returncode == 0
