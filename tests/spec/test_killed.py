"""Processes killed in the middle of their work: nothing that was answered is lost, nothing is done twice."""

import random  # noqa: TID251  chance is an argument, of this kind
from pathlib import Path

import pytest

from torture.ground import Files
from torture.laying import lay

KILLS = 6


@pytest.mark.processes
def test_what_was_answered_survives_and_what_is_sent_again_is_not_done_twice(tmp_path: Path) -> None:
    """Senders, commands, `tick` and the service on one file; `make torture` does it a thousand times."""
    tally = lay(Files(tmp_path), KILLS, random.Random())

    assert tally.broken == []
    assert tally.killed == KILLS
    assert tally.acknowledged > 0
    assert tally.days > 0
