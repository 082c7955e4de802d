"""A cooperative's law file over the network's of the same name."""

from datetime import date
from pathlib import Path

import pytest

from parcours.definition.loader import check, examine_law, load, load_sources
from parcours.model.law import LawVersion

WORKFLOW = """\
format: 1
id: essai
title: Essai
law: [regles]
calendar: {timezone: Europe/Paris}
roles: {accueil: {label: Accueil}}
events:
  signer: {label: Signature, by: [accueil]}
  echoir: {label: Terme}
contracts:
  essai:
    label: Essai
    begin: [signer]
    expire: echoir
    term: {min: 1 mois, max: 13 mois, default: 3 mois}
entry: {signer: {to: en_essai}}
stages:
  en_essai: {label: En essai, contract: essai, transitions: {echoir: {to: fin}}}
  fin: {label: Fin, final: true}
"""
NETWORK = """\
format: 1
law: regles
title: Règles du réseau
contract: essai
rules:
  duree:
    label: Durée
    rule: cap
    on: term
    versions: [{since: 2005-01-01, value: 12 mois, reference: Art. 1, to_check: true}]
"""
OWN = "format: 1\nlaw: regles\nextends: regles\nrules:\n  duree:\n"
CONFIRMED = OWN + "    versions: [{since: 2005-01-01, confirmed_by: Me Tanguy}]\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """The cooperative's own folder; the network's is beside it."""
    for folder, law in (("reseau", NETWORK), ("cae", CONFIRMED)):
        (tmp_path / folder / "law").mkdir(parents=True)
        (tmp_path / folder / "law" / "regles.yaml").write_text(law)
    (tmp_path / "cae" / "essai.yaml").write_text(WORKFLOW)
    return tmp_path / "cae"


def told(site: Path, law: str = CONFIRMED) -> list[tuple[str, str]]:
    (site / "law" / "regles.yaml").write_text(law)
    return [(each.code.id, each.severity.value) for each in check(site / "essai.yaml", (site, site.parent / "reseau"))]


def versions(site: Path, law: str) -> tuple[LawVersion, ...]:
    (site / "law" / "regles.yaml").write_text(law)
    (site / "essai.yaml").write_text(WORKFLOW.replace("13 mois", "6 mois"))
    return load(site / "essai.yaml", (site, site.parent / "reseau")).law["regles"].rules["duree"].versions


def test_a_rule_from_memory_warns_until_it_is_confirmed_in_three_lines(site: Path) -> None:
    assert told(site, OWN.replace("  duree:\n", "  duree: {label: Durée}\n")) == [
        ("P611", "warning"),
        ("P601", "warning"),
    ]
    assert told(site, CONFIRMED) == [("P601", "error")]


def test_a_confirmed_version_keeps_what_the_network_says_of_it(site: Path) -> None:
    (version,) = versions(site, CONFIRMED)
    assert (version.months, version.reference, version.confirmed_by) == (12, "Art. 1", "Me Tanguy")


def test_a_new_version_stands_beside_the_old_one(site: Path) -> None:
    found = versions(site, OWN + "    versions: [{since: 2030-01-01, value: 18 mois, reference: Art. 2}]\n")
    assert [(each.since, each.months) for each in found] == [(date(2005, 1, 1), 12), (date(2030, 1, 1), 18)]


def test_a_rule_of_its_own_is_added(site: Path) -> None:
    own = (
        "  essai: {label: Essai, rule: cap, on: trial, versions: [{since: 2020-01-01, value: 2 mois, reference: x}]}\n"
    )
    (site / "essai.yaml").write_text(WORKFLOW.replace("13 mois", "6 mois"))
    assert told(site, CONFIRMED + own) == []


@pytest.mark.parametrize(
    "changed",
    [
        "    versions: [{since: 2005-01-01, value: 24 mois}]\n",
        "    versions: [{since: 2005-01-01, to_check: false}]\n",
        "    on: total\n",
        "    less: prior_contracts\n",
    ],
)
def test_what_a_rule_says_is_not_rewritten(site: Path, changed: str) -> None:
    assert ("P617", "error") in told(site, OWN + changed)


def test_saying_again_what_is_said_changes_nothing(site: Path) -> None:
    again = OWN + "    rule: cap\n    versions: [{since: 2005-01-01, value: 12 mois, confirmed_by: Me Tanguy}]\n"
    assert told(site, again) == [("P601", "error")]


def test_a_new_version_must_have_its_article(site: Path) -> None:
    assert ("P202", "error") in told(site, OWN + "    versions: [{since: 2030-01-01, value: 18 mois}]\n")


@pytest.mark.parametrize("extended", ["regles", "autre"])
def test_there_must_be_a_file_of_the_same_name_beneath(site: Path, extended: str) -> None:
    (site.parent / "reseau" / "law" / "regles.yaml").unlink()
    assert told(site, CONFIRMED.replace("extends: regles", f"extends: {extended}")) == [("P301", "error")]


def test_a_folder_named_twice_is_one(site: Path) -> None:
    (site / "essai.yaml").write_text(WORKFLOW.replace("13 mois", "6 mois"))
    definition = load(site / "essai.yaml", (site, site.parent / "reseau" / ".." / "cae", site.parent / "reseau"))
    assert sorted(definition.sources) == ["essai.yaml", "law/regles.1.yaml", "law/regles.yaml"]


def test_kept_texts_give_the_same_law_back(site: Path) -> None:
    (site / "essai.yaml").write_text(WORKFLOW.replace("13 mois", "6 mois"))
    definition = load(site / "essai.yaml", (site, site.parent / "reseau"))
    assert sorted(definition.sources) == ["essai.yaml", "law/regles.1.yaml", "law/regles.yaml"]
    assert load_sources(definition.sources, "essai").law == definition.law


def test_a_law_file_is_examined_by_itself_over_the_one_it_completes(site: Path) -> None:
    law = site / "law" / "regles.yaml"
    assert examine_law(law, (site.parent / "reseau",)).diagnostics == ()
    law.write_text(CONFIRMED.replace("extends: regles\n", ""))
    found = examine_law(law, (site.parent / "reseau",)).diagnostics
    assert [each.code.id for each in found] == ["P202", "P202", "P202", "P202", "P202"]


def test_a_law_file_that_cannot_be_read_is_told(site: Path) -> None:
    (site / "law" / "regles.yaml").write_text("")
    examined = examine_law(site / "law" / "regles.yaml")
    assert (examined.tree, [each.code.id for each in examined.diagnostics]) == (None, ["P107"])
