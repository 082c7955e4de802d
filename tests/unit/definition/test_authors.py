"""Mistakes that people make when they write a parcours: each is told once, at its place, with what to do."""

from pathlib import Path

import pytest

from parcours.definition import codes
from parcours.definition.loader import check
from parcours.definition.misspelt import with_inherited_names
from parcours.definition.source import parse
from parcours.definition.tree import Node
from parcours.diagnostics import Diagnostic
from parcours.messages import Text

FILE = """\
format: 1
id: essai
title: Essai
law: []
backdating: 3 jours
calendar: {timezone: Europe/Paris, holidays: FR}
roles:
  accueil: {label: Accueil}
dossier:
  courriel: {type: email}
  debut: {type: date}
events:
  entrer: {label: Entrée, by: [accueil]}
  signer: {label: Signature, by: [accueil]}
  echoir: {label: Terme}
  sortir: {label: Sortie, by: [accueil]}
contracts:
  essai:
    label: Essai
    begin: [signer]
    expire: echoir
    term: {min: 1 mois, max: 6 mois, default: 3 mois}
    every:
      bilan: {each: 1 mois, on: month_end, do: [relancer]}
actions:
  relancer: {use: email, with: {vers: "{{ dossier.courriel }}"}}
entry: {entrer: {to: suivi}}
stages:
  suivi:
    label: Suivi
    transitions:
      signer: {to: sous_contrat, when: {prevu: {if: known.debut, say: "Rien n'est prévu."}}}
      sortir: {to: fin}
    deadlines:
      relance: {after: 1 mois, do: [relancer]}
  sous_contrat:
    label: Sous contrat
    contract: essai
    transitions: {echoir: {to: fin}}
  fin: {label: Fin, final: true}
"""
EMAIL = {"email": {"type": "object", "properties": {"vers": {"type": "string"}}, "required": ["vers"]}}
HARD_SPACE = "\N{NO-BREAK SPACE}"
MISTAKES = {
    "a duration without unit": ("after: 1 mois", "after: 30", "P203", "« 30 jours »"),
    "a delay without unit": ("backdating: 3 jours", "backdating: 3", "P203", "« 30 jours »"),
    "a day of the month alone": ("on: month_end", "on: 30", "P203", "« month_end »"),
    "a quoted format": ("format: 1", "format: '1'", "P214", "Ôtez les guillemets."),
    "a key without value": ("    label: Suivi\n", "    label:\n", "P118", "Écrivez la valeur"),
    "a value that begins a comment": ("label: Suivi", "label: #Suivi", "P118", "Écrivez la valeur"),
    "a value that looks like an alias": ("label: Suivi", "label: *suivi", "P116", "« &suivi »"),
    "a contract's term as one text": ("{min: 1 mois, max: 6 mois, default: 3 mois}", "6 mois", "P203", "min, max et"),
    "a transition as one text": ("sortir: {to: fin}", "sortir: fin", "P203", "to, when et optional"),
    "items instead of names": ("      relance: {", "      - relance: {", "P203", "Ôtez les tirets"),
    "a misspelt day": ("after: 1 mois", "before: 1 mois, of: debut", "P209", "« dossier.debut »"),
    "a day that is no date": ("after: 1 mois", "of: dossier.courriel", "P512", "type date"),
    "a loop in a text": ("{{ dossier.courriel }}", "{% for x in dossier %}", "P422", "la boucle"),
    "an open if in a text": ("{{ dossier.courriel }}", "{% if dossier.courriel %}", "P420", "endif"),
    "a hard space before a key": ("    label: Suivi", f"{HARD_SPACE}   label: Suivi", "P106", "espace ordinaire"),
    "no space after a colon": ("    label: Suivi", "    label:Suivi", "P105", "« label: Suivi »"),
    "no colon": ("    label: Suivi", "    label Suivi", "P105", "« label: Suivi »"),
    "an apostrophe in simple quotes": ("label: Suivi", "label: 'L'entrée'", "P105", "guillemets doubles"),
    "an apostrophe in a flow": (
        """say: "Rien n'est prévu.\"""",
        "say: 'Rien n'est prévu.'",
        "P105",
        "guillemets doubles",
    ),
    "an ellipsis for three dots": ("term: {min", "renew: […]\n    term: {min", "P204", "« ... »"),
    "a line that is not understood": ("    label: Suivi", "    - Suivi", "P105", "Alignez"),
    "a law nobody listed": ("{use: email,", "{use: email, law: fr_cape.ecrit,", "P319", "Ajoutez-la à « law »."),
    "a role declared nowhere": (
        "by: [accueil]}\n  echoir",
        "by: [jury]}\n  echoir",
        "P310",
        "« jury: … » sous « roles »",
    ),
}


def tree(text: str) -> Node:
    root = parse(text.encode(), "essai.yaml").root
    assert root is not None
    return root


def told(tmp_path: Path, text: str) -> tuple[Diagnostic, ...]:
    (tmp_path / "essai.yaml").write_text(text)
    return check(tmp_path / "essai.yaml", actions=EMAIL)


def test_the_file_without_mistake_is_accepted(tmp_path: Path) -> None:
    assert told(tmp_path, FILE) == ()


@pytest.mark.parametrize(("right", "wrong", "code", "remedy"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_once_and_can_be_mended(  # the four columns of the table, and where to write
    tmp_path: Path, right: str, wrong: str, code: str, remedy: str
) -> None:
    assert FILE.count(right) == 1
    found = told(tmp_path, FILE.replace(right, wrong))
    assert [each.code.id for each in found] == [code]
    assert remedy in str(found[0].remedy)


def test_a_guard_without_name_is_told_to_have_one(tmp_path: Path) -> None:
    wrong = FILE.replace("when: {prevu: {if: known.debut, ", "when: {if: known.debut, ").replace(
        'prévu."}}}', 'prévu."}}'
    )
    found = told(tmp_path, wrong)
    assert {each.code.id for each in found} == {"P203"}
    assert str(found[0].remedy) == "Il manque un nom : écrivez « nom: {if: …} »."


def test_a_template_without_quotes_is_told_by_the_source_alone(tmp_path: Path) -> None:
    found = told(tmp_path, FILE.replace('"{{ dossier.courriel }}"', "{{ dossier.courriel }}"))
    assert {each.code.id for each in found} == {"P115", "P118"}


def test_what_lacks_at_the_end_of_a_condition_is_shown(tmp_path: Path) -> None:
    found = told(tmp_path, FILE.replace("if: known.debut,", "if: (known.debut,"))
    assert [(each.code.id, each.span.end_column - each.span.column) for each in found] == [("P401", 1)]


def child(tmp_path: Path, text: str) -> tuple[Diagnostic, ...]:
    (tmp_path / "essai.yaml").write_text(FILE)
    (tmp_path / "enfant.yaml").write_text(f"format: 1\nid: enfant\nextends: essai\n{text}")
    return check(tmp_path / "enfant.yaml", actions=EMAIL)


def test_a_wrong_shape_in_a_child_leaves_the_parent_in_peace(tmp_path: Path) -> None:
    assert [each.code.id for each in child(tmp_path, "stages: [suivi]\n")] == ["P203"]


def test_a_forgotten_format_is_told_of_the_child_alone(tmp_path: Path) -> None:
    (tmp_path / "essai.yaml").write_text(FILE)
    (tmp_path / "enfant.yaml").write_text("id: enfant\nextends: essai\n")
    found = check(tmp_path / "enfant.yaml", actions=EMAIL)
    assert [(each.code.id, Path(each.span.file).name) for each in found] == [("P202", "enfant.yaml")]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("stages: {suivis: {deadlines: {relance: {after: 15 jours}}}}\n", "« suivi »"),
        ("stages: {suivi: {deadlines: {relances: {after: 15 jours}}}}\n", "« relance »"),
    ],
)
def test_a_misspelt_name_is_compared_with_those_inherited(tmp_path: Path, text: str, meant: str) -> None:
    (found,) = child(tmp_path, text)
    assert str(found.remedy).endswith(f"Vouliez-vous dire {meant} ?")


def test_a_right_key_is_not_compared_with_those_inherited() -> None:
    """`due` is no misspelt `use`: it is wrong for another reason, and `after` is no name somebody gave."""
    parent, root = (tree(f"actions: {{relancer: {{use: email{more}}}}}") for more in ("", ", due: {after: 1 jour}"))
    action = root.at(("actions", "relancer"))
    assert action is not None
    wrong = Diagnostic(codes.DUE_WITHOUT_ROLE, action.keys["due"], Text("Faux."), Text("Corrigez."))
    assert list(with_inherited_names([wrong], root, (parent,))) == [wrong]


def test_the_law_of_a_contract_that_is_removed_may_go_with_it(tmp_path: Path) -> None:
    law = "format: 1\nlaw: regles\ntitle: R\ncontract: essai\nrules: {duree: {label: D, rule: cap, on: term, "
    (tmp_path / "law").mkdir()
    (tmp_path / "law" / "regles.yaml").write_text(
        law + "versions: [{since: 2005-01-01, value: 12 mois, reference: Art. 1}]}}\n"
    )
    optional = FILE.replace("    label: Essai\n", "    label: Essai\n    optional: true\n")
    (tmp_path / "essai.yaml").write_text(optional.replace("law: []", "law: [regles]"))
    for said, escapes in (("", True), ("contracts: {essai: null}\n", False)):
        (tmp_path / "enfant.yaml").write_text(f"format: 1\nid: enfant\nextends: essai\nlaw: []\n{said}")
        found = {each.code.id for each in check(tmp_path / "enfant.yaml", actions=EMAIL)}
        assert ("P616" in found) is escapes


def test_a_condition_on_what_is_removed_shows_where(tmp_path: Path) -> None:
    parent = FILE.replace("debut: {type: date}", "debut: {type: date, optional: true}")
    (tmp_path / "essai.yaml").write_text(parent)
    (tmp_path / "enfant.yaml").write_text("format: 1\nid: enfant\nextends: essai\ndossier: {debut: null}\n")
    (found,) = check(tmp_path / "enfant.yaml", actions=EMAIL)
    assert found.code.id == "P402"
    assert [(span.line, str(text)) for span, text in found.related] == [(4, "Enlevé ici.")]
