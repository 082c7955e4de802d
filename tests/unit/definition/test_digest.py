"""The hash of the rules: what changes it, and what must not."""

from textwrap import dedent

import pytest

from parcours.definition.loader import load_sources

FILE = """
    format: 1
    id: essai
    title: Essai
    calendar: {timezone: Europe/Paris}
    roles: {accueil: {label: Accueil}}
    parameters: {seuil: {type: number, values: [{since: 2026-01-01, value: 1}]}}
    dossier: {age: {type: integer}}
    events:
      entrer: {label: Entrée, by: [accueil]}
      sortir: {label: Sortie, by: [accueil]}
    actions: {relancer: {use: email, with: {a: b}}, saluer: {use: email}}
    entry: {entrer: {to: suivi}}
    stages:
      suivi:
        label: Suivi
        transitions: {sortir: {to: fin, when: {age: {if: dossier.age > 18, say: Trop jeune.}}}}
        deadlines:
          relance: {after: 1 mois, do: [relancer]}
          salut: {after: 1 mois, do: [saluer]}
      fin: {label: Fin, final: true}
"""


def hashed(text: str) -> str:
    return load_sources({"essai.yaml": dedent(text)}, "essai").workflow.hash


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("title: Essai", "title: Autre titre"),
        ("label: Suivi", "label: Étape de suivi"),
        ("say: Trop jeune.", "say: Il faut dix-huit ans."),
        ("with: {a: b}", "with: {a: c}"),
        ("value: 1}", "value: 2}"),
        ("timezone: Europe/Paris", "timezone: Europe/Brussels"),
        ("roles: {accueil: {label: Accueil}}", "roles: {accueil: {label: Bureau}}"),
        ("actions: {relancer: {use: email, with: {a: b}}, saluer: {use: email}}",
         "actions: {saluer: {use: email}, relancer: {use: email, with: {a: b}}}"),
    ],
)  # fmt: skip
def test_texts_and_dated_data_leave_the_hash_alone(said: str, instead: str) -> None:
    assert said in FILE
    assert hashed(FILE.replace(said, instead)) == hashed(FILE)


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        ("relance: {after: 1 mois", "relance: {after: 15 jours"),
        ("dossier.age > 18", "dossier.age > 17"),
        ("sortir: {to: fin,", "sortir: {"),
        ("relancer: {use: email,", "relancer: {use: letter,"),
        ("entrer: {label: Entrée, by: [accueil]}", "entrer: {label: Entrée, by: [accueil], do: [saluer]}"),
        ("age: {type: integer}", "age: {type: number}"),
        ("fin: {label: Fin, final: true}", "fin: {label: Fin, final: true, outcome: ok}"),
    ],
)
def test_rules_change_the_hash(said: str, instead: str) -> None:
    assert said in FILE
    assert hashed(FILE.replace(said, instead)) != hashed(FILE)


def test_the_order_of_deadlines_counts_since_it_settles_what_goes_first() -> None:
    lines = dedent(FILE).splitlines()
    at = next(index for index, line in enumerate(lines) if "relance:" in line)
    lines[at], lines[at + 1] = lines[at + 1], lines[at]
    assert hashed("\n".join(lines)) != hashed(FILE)


def test_the_hash_is_sha_256_in_hexadecimal() -> None:
    assert len(hashed(FILE)) == 64
    assert set(hashed(FILE)) <= set("0123456789abcdef")
