"""Commands on files alone: new, show, diff, validate, test, plugins."""

import json
import re
import xml.etree.ElementTree as ET

import pytest

from parcours.resources import folder
from terminals import WORKFLOW, Terminal


def test_a_new_file_validates_as_it_is(terminal: Terminal) -> None:
    said = terminal.done("new", "ma_cae", "--extends", "cae22", "--title", "Ma CAE: la nôtre")
    assert "Fichier écrit : ma_cae.yaml" in said.out
    assert terminal.run("validate", "ma_cae.yaml").code == 0
    shown = terminal.done("show", "ma_cae.yaml", "--json").json
    assert (shown["id"], shown["title"], shown["abstract"]) == ("ma_cae", "Ma CAE: la nôtre", False)


def test_a_new_file_validates_with_every_line_it_offers(terminal: Terminal) -> None:
    terminal.done("new", "ma_cae", "--extends", "cae22")
    file = terminal.folder / "ma_cae.yaml"
    text = file.read_text("utf-8")
    offered = re.sub(r"(?m)^#(?! )|^#(?=  )", "", text)  # comments for people begin with one space
    assert "\ncontracts:\n  cape: {term:" in offered
    file.write_text(offered, "utf-8")
    said = terminal.run("validate", "ma_cae.yaml")
    assert said.code == 0, said.out
    assert terminal.done("diff", "cae22", "ma_cae.yaml").out.strip() == (
        "· le titre passe de « Parcours commun des CAE 22 » à « Ma cae »."
    )


def test_new_says_what_may_be_removed(terminal: Terminal) -> None:
    terminal.done("new", "ma_cae", "--extends", "cae22", "--json")
    assert "roles.comite_engagement" in (terminal.folder / "ma_cae.yaml").read_text("utf-8")


def test_new_writes_in_the_folder_of_the_site(terminal: Terminal) -> None:
    (terminal.folder / "files").mkdir()
    terminal.done("--workflows", "files", "new", "ma_cae", "--extends", "cae22")
    assert "ma_cae" in terminal.done("show", "ma_cae", "--workflows", "files").out


def first_line(terminal: Terminal, file: str) -> str:
    return (terminal.folder / file).read_text("utf-8").splitlines()[0]


def test_a_new_file_and_its_schema_may_move_together(terminal: Terminal) -> None:
    said = terminal.done("new", "ma_cae", "--extends", "cae22")
    assert "Schéma pour l'éditeur : schemas/parcours.schema.json" in said.out
    assert first_line(terminal, "ma_cae.yaml") == "# yaml-language-server: $schema=schemas/parcours.schema.json"
    copy = terminal.folder / "schemas" / "parcours.schema.json"
    assert json.loads(copy.read_text("utf-8"))["$id"] == "parcours.schema.json"
    assert str(terminal.folder) not in (terminal.folder / "ma_cae.yaml").read_text("utf-8")


def test_a_second_file_shares_the_schema_of_the_first(terminal: Terminal) -> None:
    terminal.done("new", "ma_cae", "--extends", "cae22")
    schema = terminal.folder / "schemas" / "parcours.schema.json"
    schema.write_text("{}", "utf-8")
    said = terminal.done("new", "autre", "--extends", "ma_cae.yaml")
    assert "Schéma" not in said.out
    assert schema.read_text("utf-8") == "{}"
    (terminal.folder / "files").mkdir()
    terminal.done("new", "plus_bas", "--extends", "cae22", "-o", "files/plus_bas.yaml")
    assert first_line(terminal, "files/plus_bas.yaml").endswith("$schema=../schemas/parcours.schema.json")
    assert not (terminal.folder / "files" / "schemas").exists()


def test_a_folder_that_cannot_hold_the_schema_is_told(terminal: Terminal) -> None:
    (terminal.folder / "schemas").write_text("", "utf-8")
    said = terminal.run("new", "ma_cae", "--extends", "cae22")
    assert said.code == 2
    assert "Le dossier schemas ne peut pas être créé" in said.complaint


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["new", "Ma CAE", "--extends", "cae22"], "n'est pas un identifiant"),
        (["new", "ma_cae", "--extends", "cae2"], "Vouliez-vous dire « cae22 » ?"),
        (["new", "taken", "--extends", "cae22"], "Le fichier taken.yaml existe déjà."),
        (["new", "cae22", "--extends", "cae22"], "Un parcours « cae22 » existe déjà"),
        (["new", "taken", "--extends", "cae22", "-o", "ailleurs.yaml"], "Un parcours « taken » existe déjà"),
    ],
)
def test_new_never_writes_over_a_file(terminal: Terminal, arguments: list[str], told: str) -> None:
    (terminal.folder / "taken.yaml").write_text("format: 1\n", "utf-8")
    said = terminal.run(*arguments)
    assert said.code == 2
    assert told in said.complaint
    assert (terminal.folder / "taken.yaml").read_text("utf-8") == "format: 1\n"
    assert not (terminal.folder / "schemas").exists()


def test_nobody_extends_a_file_that_is_refused(terminal: Terminal) -> None:
    (terminal.folder / "bad.yaml").write_text("format: 1\nid: bad\ntitle: x\n", "utf-8")
    said = terminal.run("new", "ma_cae", "--extends", "bad.yaml")
    assert said.code == 2
    assert "P202" in said.err


def test_show_lists_stages_events_and_who_sends_them(terminal: Terminal) -> None:
    said = terminal.done("show", WORKFLOW).out
    assert "Entrée      : inscrire_reunion, signer_cesa, signer_cesa_associe" in said
    assert re.search(r"terme_cape +Terme du CAPE +le moteur", said)
    assert max(map(len, said.splitlines())) <= 80


def test_show_resolves_and_tells_origins(terminal: Terminal) -> None:
    resolved = terminal.done("show", WORKFLOW, "--resolved").out
    (terminal.folder / "whole.yaml").write_text(resolved, "utf-8")
    assert terminal.run("diff", WORKFLOW, "whole.yaml").out == "Rien ne change.\n"
    assert re.search(r"backdating: 30 jours +# .*cae22\.yaml:\d+", terminal.done("show", WORKFLOW, "--origin").out)
    assert terminal.done("show", WORKFLOW, "--resolved", "--json").json["id"] == WORKFLOW


def test_show_and_diff_need_a_file_that_can_be_read(terminal: Terminal) -> None:
    (terminal.folder / "bad.yaml").write_text("[", "utf-8")
    for command in (["show", "bad.yaml"], ["diff", "bad.yaml", "cae22"]):
        said = terminal.run(*command)
        assert (said.code, said.out) == (2, "")
        assert "bad.yaml:1:" in said.err


def test_diff_answers_scripts(terminal: Terminal) -> None:
    sentences = terminal.done("diff", "cae22", WORKFLOW, "--json").json
    assert "champ « antenne » apparaît." in sentences


@pytest.mark.parametrize("file", ["law/fr_cape.yaml", "tests/cape.yaml"])
def test_validate_knows_law_files_and_tests(terminal: Terminal, file: str) -> None:
    from parcours.resources import folder

    path = str(folder("workflows") / file)
    assert terminal.done("validate", path).out.endswith(" : rien à redire.\n")
    text = (folder("workflows") / file).read_text("utf-8").replace("format: 1", "format: 1\ncouleur: bleu", 1)
    (terminal.folder / "own.yaml").write_text(text, "utf-8")
    said = terminal.run("validate", "own.yaml")
    assert said.code == 2
    assert "« couleur »" in said.out


def test_a_law_file_must_say_what_each_rule_is_and_where_it_is_written(terminal: Terminal) -> None:
    (terminal.folder / "law").mkdir()
    (terminal.folder / "law" / "regles.yaml").write_text(NAMELESS_LAW, "utf-8")
    said = terminal.run("validate", "law/regles.yaml", "--json")
    found = [(each["code"], each["file"], each["line"]) for each in said.json["diagnostics"]]
    assert said.code == 2
    assert found == [("P202", "law/regles.yaml", 6), ("P202", "law/regles.yaml", 9)]  # `label`, then `reference`


@pytest.mark.parametrize("where", [".", "law"])
def test_a_law_file_is_validated_over_the_one_it_extends(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    (terminal.folder / "law").mkdir()
    own = terminal.folder / "law" / "fr_cape.yaml"
    own.write_text("format: 1\nlaw: fr_cape\nextends: fr_cape\nrules: {duree: {label: Durée}}\n", "utf-8")
    monkeypatch.chdir(terminal.folder / where)
    name = own.relative_to(terminal.folder / where).as_posix()
    assert terminal.done("validate", name).out == f"{name} : rien à redire.\n"
    own.write_text(own.read_text("utf-8").replace("extends: fr_cape", "extends: fr_cap"), "utf-8")
    said = terminal.run("validate", name)
    assert (said.code, said.out.splitlines()[0]) == (2, f"{name}:3:10: erreur P301 unknown-parent")


NAMELESS_LAW = """\
format: 1
law: regles
title: Règles
contract: essai
rules:
  sans_nom:
    rule: cap
    on: term
    versions: [{since: 2005-01-01, value: 12 mois}]
"""


def test_validate_answers_scripts_and_forges(terminal: Terminal) -> None:
    (terminal.folder / "a.yaml").write_text("format: 1\nid: a\ntitle: A\nextends: cae22\nbackdating: 0 jour\n", "utf-8")
    found = json.loads(terminal.run("validate", "a.yaml", "--format", "json").out)
    assert (found["errors"], found["diagnostics"][-1]["code"]) == (1, "P206")
    assert json.loads(terminal.run("validate", "a.yaml", "--json").out) == found
    sarif = json.loads(terminal.run("validate", "a.yaml", "--format", "sarif").out)
    assert sarif["version"] == "2.1.0"


def test_a_mistake_of_a_shared_parent_is_told_once(terminal: Terminal) -> None:
    found = json.loads(terminal.run("validate", "ameizing", "avant_premieres", "--json").out)["diagnostics"]
    assert len(found) == len({json.dumps(each) for each in found})


SUITE = """\
format: 1
workflow: cae22
given: {start: {stage: reunion, on: 2026-01-05}}
tests:
  bon: {label: Bon, steps: [{on: 2026-01-06, expect: {stage: reunion}}]}
  mauvais: {label: Mauvais, steps: [{on: 2026-01-06, expect: {stage: cape}}]}
"""


def test_failures_are_told_with_their_lines(terminal: Terminal) -> None:
    (terminal.folder / "suite.yaml").write_text(SUITE, "utf-8")
    said = terminal.run("test", "suite.yaml", "--junit", "out.xml")
    assert said.code == 1
    assert "✓ cae22.bon  Bon" in said.out
    assert "✗ cae22.mauvais  Mauvais" in said.out
    assert "suite.yaml:6: stage : attendu « cape », obtenu « reunion »" in said.out
    assert said.out.endswith("2 tests, dont 1 en échec.\n")
    suite = ET.parse(terminal.folder / "out.xml").getroot()[0]
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    answered = json.loads(terminal.run("test", "suite.yaml", "--json").out)
    assert (answered["tests"], answered["failed"]) == (2, 1)


def test_tests_are_played_on_a_child_and_on_disk(terminal: Terminal) -> None:
    (terminal.folder / "suite.yaml").write_text(SUITE.split("  mauvais", maxsplit=1)[0], "utf-8")
    assert "avant_premieres.bon" in terminal.done("test", "suite.yaml", "--as", "avant_premieres").out
    assert terminal.done("test", "suite.yaml", "--store", "sqlite").out.endswith("1 test, aucun échec.\n")


def test_the_tests_of_the_site_are_played_without_a_path(terminal: Terminal) -> None:
    (terminal.folder / "tests").mkdir()
    (terminal.folder / "tests" / "suite.yaml").write_text(SUITE.split("  mauvais", maxsplit=1)[0], "utf-8")
    assert terminal.done("test", "--workflows", ".").out.endswith("1 test, aucun échec.\n")
    said = terminal.run("test", "nowhere_at_all", "--workflows", ".")
    assert said.code == 2


def test_a_folder_without_tests_is_told(terminal: Terminal) -> None:
    assert "Aucun test dans" in terminal.run("test", ".").complaint


def test_plugins_list_what_files_may_ask(terminal: Terminal) -> None:
    found = {each["use"]: each for each in terminal.done("plugins", "--json").json}
    assert set(found) >= {"declaration", "document", "email", "webhook"}  # `test_plugins` has the list
    assert found["email"]["parameters"]["required"] == ["modele"]
    assert "parcours/email" in terminal.done("plugins").out


def test_what_a_test_promises_is_wrapped_like_the_rest(terminal: Terminal) -> None:
    said = terminal.done("test", str(folder("workflows") / "tests" / "cape.yaml")).out
    assert "Trois CAPE d'un mois épuisent le droit, même après une sortie" in " ".join(said.split())
    assert max(map(len, said.splitlines())) <= 80
