"""Whatever a file holds, one clear message names it, and nothing else happens."""

from pathlib import Path

import pytest

from terminals import WORKFLOW, Terminal

SHIPPED = Path(__file__).parents[2] / "workflows" / f"{WORKFLOW}.yaml"
TEXT = SHIPPED.read_text("utf-8")
ALIASES = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)  # nine to the ninth values

BAD = {
    "not_yaml": (b"format: 1\nid: [oops\n", "yaml-syntax", "Une virgule ou « ] » est attendu"),
    "empty": (b"", "empty-file", "Le fichier est vide"),
    "too_deep": (b"a: " + b"[" * 10_000 + b"]" * 10_000, "too-deep", "Plus de 64 niveaux"),
    "aliases": (ALIASES.encode(), "too-many-nodes", "renvois développés"),
    "tabs": (b"format: 1\nid:\n\tx: 1\n", "tab-indentation", "Une tabulation"),
    "utf_16": (TEXT.encode("utf-16"), "wrong-encoding", "UTF-16"),
    "latin_1": (TEXT.encode("latin-1", "replace"), "wrong-encoding", "n'est pas en UTF-8"),
    "nul": (TEXT.replace("title:", "ti\0tle:").encode(), "forbidden-character", "U+0000"),
    "merge_key": (b"format: 1\nid: a\nx: &b {y: 1}\nz:\n  <<: *b\n", "merge-key", ""),
    "impossible_date": (
        b"format: 1\nid: a\ntitle: A\nextends: cae22\ncalendar: {closures: [{from: 2026-02-30, until: 2026-03-02}]}\n",
        "bad-date",
        "n'existe pas au calendrier",
    ),
    "unknown_role": (
        b"format: 1\nid: a\ntitle: A\nextends: cae22\nevents: {refuser: {by: [acceuil]}}\n",
        "unknown-role",
        "Vouliez-vous dire « accueil » ?",
    ),
    "unknown_stage": (
        b"format: 1\nid: a\ntitle: A\nextends: cae22\nentry: {inscrire_reunion: {to: reunions}}\n",
        "unknown-stage",
        "Vouliez-vous dire « reunion » ?",
    ),
    "no_duration": (
        b"format: 1\nid: a\ntitle: A\nextends: cae22\nbackdating: 0 jour\n",
        "bad-duration",
        "est nulle",
    ),
    "minus_one_month": (
        b"format: 1\nid: a\ntitle: A\nextends: cae22\nbackdating: -1 mois\n",
        "bad-duration",
        "est négative",
    ),
    "a_million_years": (
        b"format: 1\nid: a\ntitle: A\nextends: cae22\nbackdating: 1000000 ans\n",
        "bad-duration",
        "dépasse 200 ans",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_told_by_name_and_line(terminal: Terminal, name: str) -> None:
    data, slug, cause = BAD[name]
    (terminal.folder / f"{name}.yaml").write_bytes(data)
    said = terminal.run("validate", f"{name}.yaml")
    assert said.code == 2
    assert said.out.startswith(f"{name}.yaml:")
    assert slug in said.out
    assert cause in said.out
    assert "Traceback" not in said.out + said.err


@pytest.mark.parametrize("name", BAD)
def test_nobody_enters_by_a_bad_file(site: Terminal, name: str) -> None:
    data, slug, _ = BAD[name]
    (site.folder / f"{name}.yaml").write_bytes(data)
    before = site.fingerprint()
    said = site.run("start", f"{name}.yaml", "inscrire_reunion", "--person", "P-1")
    assert (said.code, said.out) == (2, "")
    assert f"{name}.yaml:" in said.err
    assert slug in said.err
    assert site.fingerprint() == before


def test_a_hundred_megabytes_are_not_read(terminal: Terminal) -> None:
    with (terminal.folder / "big.yaml").open("wb") as file:
        file.truncate(100 * 1024 * 1024)
    said = terminal.run("validate", "big.yaml")
    assert said.code == 2
    assert "big.yaml:1:1: erreur P102 file-too-large" in said.out


def test_a_byte_order_mark_is_no_mistake(terminal: Terminal) -> None:
    (terminal.folder / "bom.yaml").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert terminal.run("validate", "bom.yaml").code == 0


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("nowhere.yaml", "« nowhere.yaml » n'existe pas"),
        (".", "est un dossier"),
        ("nowhere", "Aucun parcours « nowhere »"),
        ("coop_domi_ouestt", "Vouliez-vous dire « coop_domi_ouest » ?"),
    ],
)
def test_a_file_that_is_none_is_named(terminal: Terminal, name: str, cause: str) -> None:
    said = terminal.run("validate", name)
    assert said.code == 2
    assert cause in said.out + said.err


def test_five_mistakes_are_told_at_once_in_file_order(terminal: Terminal) -> None:
    (terminal.folder / "five.yaml").write_text(FIVE, "utf-8")
    said = terminal.run("validate", "five.yaml")
    assert said.code == 2
    assert said.out.split("\n/")[0] == FIVE_TOLD


FIVE = """\
format: 1
id: ma_cae
title: Ma coopérative
extends: cae22
calendar:
  closures: [{from: 2026-02-30, until: 2026-03-02}]
stages:
  diagnostic:
    deadlines:
      relance: {after: 0 jour}
    transitions:
      refuser: {to: refus}
      valider_diagnostic:
        when:
          chiffre: {if: dossier.chiffre_affaire >= 100, say: Trop peu.}
events:
  refuser: {by: [acceuil]}
"""
FIVE_TOLD = """\
five.yaml:6:21: erreur P207 bad-date
  Le 2026-02-30 n'existe pas au calendrier.
  6 |   closures: [{from: 2026-02-30, until: 2026-03-02}]
    |                     ^^^^^^^^^^
  → Vérifiez le mois et le jour.

five.yaml:10:24: erreur P206 bad-duration
  La durée « 0 jour » est nulle.
  10 |       relance: {after: 0 jour}
     |                        ^^^^^^
  → Écrivez au moins « 1 jour », ou retirez la durée : sans elle, c'est le jour même.

five.yaml:12:21: erreur P312 unknown-stage
  « refus » n'est pas une étape de ce parcours.
  12 |       refuser: {to: refus}
     |                     ^^^^^
  → Vouliez-vous dire « refuse » ?

five.yaml:15:25: erreur P402 condition-name
  « dossier.chiffre_affaire » n'existe pas ici.
  15 |           chiffre: {if: dossier.chiffre_affaire >= 100, say: Trop peu.}
     |                         ^^^^^^^^^^^^^^^^^^^^^^^
  → Vouliez-vous dire « dossier.chiffre_affaires_mensuel » ?

five.yaml:17:18: erreur P310 unknown-role
  « acceuil » n'est pas un rôle de ce parcours.
  17 |   refuser: {by: [acceuil]}
     |                  ^^^^^^^
  → Vouliez-vous dire « accueil » ?
"""
