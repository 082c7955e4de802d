"""A finding is told where it is written."""

import pytest

from parcours.definition.codes import CONDITION_NAME, UNKNOWN_STAGE
from parcours.definition.finding import Finding, Part, placed
from parcours.definition.source import parse
from parcours.definition.tree import Node, Path
from parcours.messages import Text

FILE = """\
id: essai
stages:
  suivi:
    label: Suivi
    when: {plain: dossier.age > 1, quoted: "dossier.age > 1", single: 'dossier.age > 1'}
    folded: >
      dossier.age
      > 1
    escaped: "a\\tdossier.age"
    list: [un, deux]
"""
SUIVI: Path = ("stages", "suivi")


@pytest.fixture
def root() -> Node:
    tree = parse(FILE.encode(), "a.yaml").root
    assert tree is not None
    return tree


def place(root: Node, at: Path, part: Part | None = None, *, on_key: bool = False) -> tuple[int, int, int]:
    finding = Finding(UNKNOWN_STAGE, at, Text("{x}", x=""), on_key=on_key, part=part)
    span = placed(finding, root).span
    return span.line, span.column, span.end_column


def test_a_value_is_blamed_itself_and_a_map_by_its_key(root: Node) -> None:
    assert place(root, (*SUIVI, "label")) == (4, 12, 17)
    assert place(root, SUIVI) == (3, 3, 8)
    assert place(root, (*SUIVI, "list")) == (10, 5, 9)
    assert place(root, (*SUIVI, "list", 1)) == (10, 16, 20)
    assert place(root, (*SUIVI, "label"), on_key=True) == (4, 5, 10)


def test_what_is_not_written_is_blamed_on_what_should_hold_it(root: Node) -> None:
    assert place(root, (*SUIVI, "deadlines", "relance", "after")) == (3, 3, 8)
    assert place(root, ("entry",)) == (1, 1, 3)


@pytest.mark.parametrize(("key", "column"), [("plain", 19), ("quoted", 45), ("single", 72)])
def test_a_stretch_of_a_text_is_told_at_its_columns(root: Node, key: str, column: int) -> None:
    line = FILE.splitlines()[4]
    assert line[column - 1 :].startswith("dossier.age")
    found = place(root, (*SUIVI, "when", key), Part(1, 1, 11))
    assert found == (5, column, column + 11)


@pytest.mark.parametrize("key", ["folded", "escaped"])
def test_a_text_whose_columns_are_not_those_of_the_file_is_blamed_whole(root: Node, key: str) -> None:
    whole = place(root, (*SUIVI, key))
    assert place(root, (*SUIVI, key), Part(1, 2, 3)) == whole


def test_other_places_come_along(root: Node) -> None:
    finding = Finding(CONDITION_NAME, SUIVI, Text("{x}", x="")).also(("id",), Text("{x}", x=""))
    [(span, _)] = placed(finding, root).related
    assert (span.line, span.column) == (1, 5)
