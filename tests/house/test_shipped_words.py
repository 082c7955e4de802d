"""What people read of a shipped parcours is in words: no id of a machine's reaches a page."""

from pathlib import Path

import pytest

from parcours.definition.loader import load
from parcours.runtime.labels import duties

WORKFLOWS = Path(__file__).parents[2] / "workflows"


@pytest.mark.parametrize("file", sorted(WORKFLOWS.glob("*.yaml")), ids=lambda file: str(file.stem))
def test_every_deadline_has_a_label(file: Path) -> None:
    held = duties(load(file).workflow)
    dates = {f"{owner}.{each.id}": each.label for owner, of in held.items() for each in (*of.deadlines, *of.every)}
    assert len(dates) > 20
    assert [name for name, label in dates.items() if not label] == []
