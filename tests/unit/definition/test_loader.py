"""From files to a definition, with everything wrong said at once."""

import datetime
from pathlib import Path

import pytest

from parcours.definition.loader import check, check_sources, examine, load, load_sources
from parcours.diagnostics import Severity
from parcours.errors import DefinitionError, UsageError
from parcours.resources import folder

SMALL = """\
format: 1
id: petit
title: Petit
calendar: {timezone: Europe/Paris}
roles: {accueil: {label: Accueil}}
events:
  entrer: {label: Entrée, by: [accueil]}
  sortir: {label: Sortie, by: [accueil]}
entry: {entrer: {to: suivi}}
stages:
  suivi: {label: Suivi, transitions: {sortir: {to: fin}}}
  fin: {label: Fin, final: true}
"""
FIVE_MISTAKES = """\
format: 1
id: cinq
title: Cinq fautes
calendar: {timezone: Europe/Paris}
roles: {accueil: {label: Accueil}}
dossier: {age: {type: integer}}
events:
  entrer: {label: Entrée, by: [acueil]}
  sortir: {label: Sortie, by: [accueil]}
actions: {relancer: {use: email}}
entry: {entrer: {to: suivi}}
stages:
  suivi:
    label: Suivi
    deadline: {relance: {after: 1 mois, do: [relancer]}}
    transitions:
      sortir: {to: fni, when: {age: {if: dossier.age > "18", say: Trop jeune.}}}
    deadlines: {relance: {after: 1 moi, do: [relancer]}}
  fin: {label: Fin, final: true}
"""
SHIPPED = sorted(path.stem for path in folder("workflows").glob("*.yaml"))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "petit.yaml").write_text(SMALL)
    return tmp_path


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_parcours_has_no_error(name: str) -> None:
    errors = [each for each in check(name) if each.severity is Severity.ERROR]
    assert not errors


def test_a_file_is_found_by_its_path_or_its_id(here: Path) -> None:
    by_path, by_id = load(here / "petit.yaml"), load("petit", [here])
    assert by_path.workflow == by_id.workflow
    assert load("petit.yaml").workflow.hash == by_id.workflow.hash


def test_an_id_nobody_has_is_told_with_the_nearest(here: Path) -> None:
    with pytest.raises(UsageError, match=r"Aucun parcours « peti »\. Vouliez-vous dire « petit »"):
        load("peti", [here])


def test_a_missing_file_is_a_diagnostic(here: Path) -> None:
    assert [each.code.id for each in check(here / "absent.yaml")] == ["P101"]


def test_five_different_mistakes_are_told_at_once_and_in_file_order(here: Path) -> None:
    (here / "cinq.yaml").write_text(FIVE_MISTAKES)
    with pytest.raises(DefinitionError) as raised:
        load(Path("cinq.yaml"))
    told = [(each.span.line, each.code.slug) for each in raised.value.diagnostics]
    assert told == [
        (8, "unknown-role"),
        (15, "unknown-key"),
        (17, "unknown-stage"),
        (17, "condition-types"),
        (18, "bad-duration"),
    ]


def test_a_wrong_thing_is_blamed_once(here: Path) -> None:
    (here / "petit.yaml").write_text(SMALL.replace("{accueil: {label: Accueil}}", "{accueil: Accueil}"))
    assert [each.code.slug for each in check(Path("petit.yaml"))] == ["wrong-type"]


def test_a_parent_beside_the_file_comes_before_the_shipped_one(here: Path) -> None:
    (here / "enfant.yaml").write_text("format: 1\nid: enfant\nextends: petit\ntitle: Enfant\n")
    child = load(Path("enfant.yaml"))
    assert child.workflow.title == "Enfant"
    assert set(child.sources) == {"enfant.yaml", "petit.yaml"}


def test_a_parent_that_cannot_be_read_is_enough_to_say(here: Path) -> None:
    (here / "petit.yaml").write_text("[")
    (here / "enfant.yaml").write_text("format: 1\nid: enfant\nextends: petit\n")
    found = examine(Path("enfant.yaml"))
    assert (found.definition, found.tree) == (None, None)
    assert [(each.span.file, each.code.slug) for each in found.diagnostics] == [("petit.yaml", "yaml-syntax")]


@pytest.mark.parametrize("name", SHIPPED)
def test_kept_texts_give_the_same_definition_back(name: str) -> None:
    shipped = load(name)
    assert load_sources(shipped.sources, name) == shipped


def test_kept_texts_are_not_judged_again_but_may_be_checked(here: Path) -> None:
    unreachable = SMALL + "  oubli: {label: Oubli, transitions: {sortir: {to: fin}}}\n"
    sources = {"petit.yaml": unreachable}
    assert "oubli" in load_sources(sources, "petit").workflow.stages
    assert [each.code.slug for each in check_sources(sources, "petit")] == ["unreachable-stage"]


def test_unreadable_kept_texts_are_refused() -> None:
    with pytest.raises(DefinitionError):
        load_sources({"petit.yaml": SMALL.replace("format: 1", "format: 9")}, "petit")


@pytest.mark.parametrize("read", [load_sources, check_sources])
def test_a_text_that_was_not_kept_is_told(read: object) -> None:
    assert callable(read)
    with pytest.raises(UsageError, match="Aucun texte gardé pour le parcours « petit »"):
        read({"law/loi.yaml": ""}, "petit")


def test_a_law_file_kept_is_found_among_the_texts() -> None:
    sources = {"petit.yaml": SMALL + "law: [loy]\n", "law/loi.yaml": "", "autre.yaml": ""}
    [told] = check_sources(sources, "petit")
    assert str(told.remedy) == "Vouliez-vous dire « loi » ?"


UNDER_LAW = (
    SMALL.replace("suivi: {label: Suivi,", "suivi: {label: Suivi, contract: essai,")
    + """\
law: [loi]
contracts:
  essai: {label: Essai, begin: [entrer], expire: sortir, term: {min: 1 mois, max: 6 mois, default: 6 mois}}
"""
)
LAW = """\
format: 1
law: loi
title: Loi
contract: essai
rules:
  duree:
    label: Durée
    rule: cap
    on: term
    versions:
      - {since: 2020-01-01, value: 3 mois, reference: L1}
      - {since: 2024-01-01, value: 12 mois, reference: L2}
"""


@pytest.fixture
def under_law(here: Path) -> Path:
    (here / "law").mkdir()
    (here / "law" / "loi.yaml").write_text(LAW)
    (here / "petit.yaml").write_text(UNDER_LAW)
    return Path("petit.yaml")


def test_a_sentence_about_the_law_names_its_rule_and_its_article(under_law: Path) -> None:
    [told] = check(under_law)
    assert told.remedy is not None
    assert dict(told.remedy.params)["rule"] == "law.loi.duree"
    assert str(told.remedy).endswith("L1, depuis le 1er janvier 2020). Ceci n'est pas un conseil juridique.")


def test_law_is_judged_in_the_versions_in_force_today_or_later(under_law: Path) -> None:
    assert [each.code.slug for each in check(under_law, today=datetime.date(2023, 6, 1))] == ["cap-exceeded"]
    assert not check(under_law, today=datetime.date(2024, 1, 1))
