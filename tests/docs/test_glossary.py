"""Every name of GLOSSARY.md is one the code, or a shipped file, really uses."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ENGINE = "\n".join(path.read_text() for path in sorted((ROOT / "engine/parcours").rglob("*.py")))
FILES = "\n".join(
    path.read_text() for path in [ROOT / "schemas/parcours.schema.json", *sorted((ROOT / "workflows").rglob("*.yaml"))]
)
OF_ENGINE, OF_CAE = (ROOT / "GLOSSARY.md").read_text().split("## Les mots des coopératives")


def names(text: str) -> list[str]:
    """The names between back quotes in the second cell of each row."""
    cells = (line.split("|")[2] for line in text.splitlines() if line.startswith("|"))
    return [name for cell in cells for name in re.findall(r"`(\w+)`", cell)]


@pytest.mark.parametrize("name", names(OF_ENGINE))
def test_a_word_of_the_engine_is_in_the_code(name: str) -> None:
    assert re.search(rf"\bclass {name}\b|\b{name}( =|: )", ENGINE)


@pytest.mark.parametrize("name", names(OF_CAE))
def test_a_word_of_the_cooperatives_is_in_their_files(name: str) -> None:
    assert re.search(rf"\b{name}\b", FILES)
