"""The site's files read again while it serves."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from parcours.definition.loader import load
from parcours.model.definition import Definition
from parcours.runtime.alarms import FILE
from parcours.runtime.serving.telling import Event
from parcours.runtime.serving.work import RELOAD
from unit.runtime.conftest import JOURNEY
from unit.runtime.serving.conftest import Node

HUP = frozenset({RELOAD})


@dataclass
class Site:
    """A node with a folder of files."""

    node: Node
    file: Path

    def write(self, old: str, new: str) -> None:
        text = self.file.read_text(encoding="utf-8")
        assert old in text
        self.file.write_text(text.replace(old, new), encoding="utf-8")

    def reload(self) -> None:
        replace(self.node.work, load=self.load).turn(HUP)

    def load(self, workflow: str) -> Definition:
        return load(workflow, (self.file.parent,))

    def kept(self, case: str) -> str:
        with self.node.store.reading() as reader:
            held = reader.case("essai", case)
            assert held is not None
            sources = reader.definition(held.rules)
        assert sources is not None
        return sources["essai.yaml"]


@pytest.fixture
def site(make_node: Callable[..., Node], tmp_path: Path) -> Site:
    file = tmp_path / "essai.yaml"
    file.write_text(JOURNEY.read_text(encoding="utf-8"), encoding="utf-8")
    node = make_node()
    node.house = replace(node.house, definition=load("essai", (tmp_path,)))
    node.house.goes_to("2026-07-20")
    return Site(node, file)


def test_new_words_replace_those_that_were_kept(site: Site) -> None:
    case = site.node.house.opens()
    site.write("Relancer", "Rappeler la personne")
    site.reload()
    assert "Rappeler la personne" in site.kept(case)
    assert site.node.open_incidents() == []


def test_new_rules_do_not_touch_the_cases_that_began_under_the_old_ones(site: Site) -> None:
    case = site.node.house.opens()
    before = site.kept(case)
    site.write("abandon: {after: 6 mois", "abandon: {after: 7 mois")
    site.reload()
    assert site.kept(case) == before
    with site.node.store.reading() as reader:
        assert reader.definition(site.load("essai").workflow.hash) is None  # kept when somebody begins under them


def test_a_broken_file_keeps_the_old_one_and_names_its_line_until_it_is_mended(site: Site) -> None:
    case = site.node.house.opens()
    before = site.kept(case)
    lines = site.file.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if "relancer: {label: Relancer" in line)
    site.write("relancer: {label: Relancer, use: email}", "relancer: {label: Relancer, usage: email}")
    site.reload()
    site.reload()  # it is said once
    assert site.kept(case) == before
    assert site.node.open_incidents() == [(FILE, "essai")]
    with site.node.store.reading() as reader:
        (incident,) = reader.incidents()
    assert f"{site.file.as_posix()}:{number} : P" in incident.detail
    site.write("usage: email", "use: email")
    site.reload()
    assert site.node.open_incidents() == []
    broken, mended = Event.FILE_BROKEN, Event.FILE_MENDED
    assert [each for each in site.node.lines.events if each in {broken, mended}] == [broken, broken, mended]


def test_a_file_that_is_gone_is_an_incident_too(site: Site) -> None:
    case = site.node.house.opens()
    before = site.kept(case)
    site.file.unlink()
    site.reload()
    assert site.node.open_incidents() == [(FILE, "essai")]
    assert site.kept(case) == before


def test_the_files_of_workflows_nobody_is_in_are_left_alone(site: Site) -> None:
    site.file.unlink()
    site.reload()
    assert site.node.open_incidents() == []
