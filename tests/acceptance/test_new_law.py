"""Law, calendar and parameters change for people under way: shown person by person, then done."""

import shutil
from pathlib import Path

import pytest

from terminals import WORKFLOW, Terminal

SHIPPED = Path(__file__).parents[2] / "workflows"


@pytest.fixture
def own(site: Terminal) -> Path:
    """The site's own copy of the files."""
    shutil.copytree(SHIPPED, site.folder / "files", ignore=shutil.ignore_patterns("tests", "demo", "refuses"))
    return site.folder / "files"


@pytest.fixture
def case(site: Terminal, own: Path) -> str:
    return site.enter("reunion", "2026-01-05")


def closed_in_july(own: Path) -> None:
    """The sixth month from 5 January ends on Sunday 5 July; closed that Monday, the deadline goes to Tuesday."""
    file = own / "cae22.yaml"
    text = file.read_text("utf-8")
    closure = "    - {from: 2026-08-10, until: 2026-08-21, label: Fermeture d'été}\n"
    assert closure in text
    file.write_text(text.replace(closure, closure + "    - {from: 2026-07-06, until: 2026-07-06}\n"), "utf-8")


def test_a_new_closure_is_shown_before_it_is_in_force(site: Terminal, own: Path, case: str) -> None:
    closed_in_july(own)
    before = site.fingerprint()
    change = ("world", "apply", str(own / f"{WORKFLOW}.yaml"))
    (move,) = site.done(*change, "--json", now="2026-01-06").json["moves"]
    assert (move["case"], move["name"]) == (case, "reunion.abandon")
    assert (move["before"], move["after"]) == ("2026-07-06", "2026-07-07")
    shown = site.done(*change, now="2026-01-06").out
    assert "Rien n'est fait." in shown
    assert site.fingerprint() == before
    done = site.done(*change, "--execute", now="2026-01-06").out
    assert "En vigueur. Relu : 1 dossier ; déplacé : 1 date." in done
    assert site.status(case, "2026-01-06")["due"]["reunion.abandon"] == "2026-07-07"
    assert site.done(*change, "--json", now="2026-01-06").json["moves"] == []
    assert site.done("verify", now="2026-01-06").code == 0


def test_validate_also_judges_the_rules_people_are_held_to(site: Terminal, own: Path, case: str) -> None:
    law, network = own / "law" / "fr_cape.yaml", own / "cae22.yaml"
    law.write_text(law.read_text("utf-8").replace("value: 12 mois", "value: 3 mois"), "utf-8")
    text = network.read_text("utf-8")
    term = "term: {min: 1 mois, max: 6 mois, default: 6 mois}"
    assert term in text
    network.write_text(text.replace(term, "term: {min: 1 mois, max: 3 mois, default: 3 mois}"), "utf-8")
    file = str(own / f"{WORKFLOW}.yaml")
    assert site.run("validate", file).code == 0
    said = site.run("validate", file, "--database", f"sqlite:///{site.database}")
    assert said.code == 2
    assert "P601" in said.out
    assert "/cae22.yaml:" in said.out  # the rules of the case, named by their hash


def test_diff_says_in_words_what_a_cooperative_changes(site: Terminal, own: Path) -> None:
    closed_in_july(own)
    said = site.done("diff", "cae22", str(own / "cae22.yaml")).out
    assert "2026-07-06" in said
    assert site.done("diff", "cae22", "cae22").out == "Rien ne change.\n"
