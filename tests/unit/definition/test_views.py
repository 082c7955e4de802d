"""The resolved file written back, and what changes between two of them."""

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parcours.definition.difference import differences
from parcours.definition.loader import examine
from parcours.definition.resolved import as_yaml
from parcours.definition.source import parse
from parcours.definition.tree import Node
from parcours.resources import folder

SHIPPED = sorted(path.stem for path in folder("workflows").glob("*.yaml"))


def tree(text: str) -> Node:
    root = parse(dedent(text).encode(), "a.yaml").root
    assert root is not None
    return root


def told(old: str, new: str, lang: str = "fr") -> list[str]:
    return [text.render(lang) for text in differences(tree(old), tree(new))]


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("origin", [False, True])
def test_a_resolved_parcours_reads_back_to_the_same_values(name: str, *, origin: bool) -> None:
    resolved = examine(name).tree
    assert resolved is not None
    assert tree(as_yaml(resolved, origin=origin)).plain() == resolved.plain()


WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufeff\ufffe\uffff"),
    max_size=12,
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=8,
)


def node(value: object) -> Node:
    """The value as a tree, all at one place."""
    place = tree("a: b").span
    if isinstance(value, dict):
        return Node({key: node(child) for key, child in value.items()}, place, dict.fromkeys(value, place))
    if isinstance(value, list):
        return Node(tuple(node(item) for item in value), place)
    assert value is None or isinstance(value, str | int | float | bool)
    return Node(value, place)


@given(st.dictionaries(st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True), VALUES, min_size=1, max_size=4))
def test_whatever_is_written_reads_back(value: dict[str, object]) -> None:
    assert tree(as_yaml(node(value))).plain() == value


def test_origins_name_the_line_of_each_value() -> None:
    text = "title: Essai\nstages:\n  suivi: {label: Suivi, law: [un, deux]}\n"
    assert as_yaml(tree(text), origin=True) == dedent("""\
        title: Essai  # a.yaml:1
        stages:  # a.yaml:2
          suivi:  # a.yaml:3
            label: Suivi  # a.yaml:3
            law: [un, deux]  # a.yaml:3
    """)


def test_lists_of_things_are_written_one_under_another() -> None:
    text = "remind:\n  - before: 2 mois\n    do: [bilan]\n  - {}\n"
    assert as_yaml(tree(text)) == "remind:\n  - before: 2 mois\n    do: [bilan]\n  - {}\n"


def test_two_equal_files_differ_in_nothing() -> None:
    assert not told("stages: {a: {label: A}}", "stages: {a: {label: A}}")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "stages: {diagnostic: {deadlines: {relance: {after: 1 mois}}}}",
            "stages: {diagnostic: {deadlines: {relance: {after: 15 jours}}}}",
            "étape « diagnostic », échéance « relance » : le délai passe de 1 mois à 15 jours.",
        ),
        ("contracts: {c: {renewals: 2}}", "contracts: {c: {renewals: 1}}",
         "contrat « c » : le nombre de renouvellements passe de 2 à 1."),
        ("contracts: {c: {term: {min: 1 mois}}}", "contracts: {c: {term: {min: 1 an}}}",
         "contrat « c » : le minimum passe de 1 mois à 12 mois."),
        ("law: [a, b]", "law: [b, c]", "la loi gagne « c » et perd « a »."),
        ("law: [a]", "law: [a, b]", "la loi gagne « b »."),
        ("law: [a, b]", "law: [a]", "la loi perd « b »."),
        ("stages: {a: {label: A}}", "stages: {a: {label: A}, b: {label: B}}", "étape « b » apparaît."),
        ("tracks: {t: {label: T}, u: {label: U}}", "tracks: {u: {label: U}}", "volet « t » disparaît."),
        ("stages: {a: {final: true}}", "stages: {a: {}}", "étape « a » : « final » n'est plus oui."),
        ("stages: {a: {}}", "stages: {a: {final: false}}", "étape « a » : « final » est désormais non."),
        ("stages: {a: {}}", "stages: {a: {enter: {do: [x, y]}}}",
         "étape « a » : ce qui se fait est désormais « x » et « y »."),
        ("backdating: 30 jours", "backdating: 10 jours", "la saisie tardive admise passe de 30 jours à 10 jours."),
        (
            "parameters: {seuil: {values: [{value: 1}]}}",
            "parameters: {seuil: {values: [{value: 2}]}}",
            "paramètre « seuil » : la suite des valeurs passe de [{value: 1}] à [{value: 2}].",
        ),
        ("calendar: {dates: {ag: [2026-01-02]}}", "calendar: {dates: {ag: [2026-01-03]}}",
         "liste de dates « ag » : la suite des jours gagne « 2026-01-03 » et perd « 2026-01-02 »."),
        ("stages: {stages: {label: A}}", "stages: {stages: {label: B}}",
         "étape « stages » : l'intitulé passe de « A » à « B »."),
    ],
)  # fmt: skip
def test_a_change_is_told_in_a_sentence(old: str, new: str, sentence: str) -> None:
    assert told(old, new) == [sentence]


def test_sentences_have_their_english() -> None:
    assert told(
        "stages: {a: {deadlines: {d: {after: 1 mois}}}}", "stages: {a: {deadlines: {d: {after: 2 mois}}}}", "en"
    ) == ["stage “a”, deadline “d”: the delay goes from 1 month to 2 months."]


def test_a_long_text_is_cut() -> None:
    [sentence] = told("title: a", f"title: {'b' * 500}")
    assert len(sentence) < 200


def test_what_a_file_says_of_itself_is_no_change() -> None:
    assert not told("id: a\nformat: 1", "id: b\nformat: 1\nabstract: true")
