"""One daemon a file."""

import json
from pathlib import Path

import pytest

from parcours.adapters.alone import AlreadyServedError, alone
from parcours.errors import REFUSED, StoreError

FIRST = {"node": "vieux-serveur", "pid": 4711, "since": "2026-08-01T10:00:00+00:00"}


def test_a_second_is_refused_and_told_who_the_first_is(tmp_path: Path) -> None:
    database = tmp_path / "parcours.db"
    other = {"node": "autre", "pid": 1, "since": "x"}
    with (
        alone(database, FIRST),
        pytest.raises(AlreadyServedError, match="vieux-serveur") as refused,
        alone(database, other),
    ):
        pass
    assert "4711" in str(refused.value)
    assert refused.value.exit_code == REFUSED
    assert json.loads((tmp_path / "parcours.db.serve").read_text() or "{}") == {}


def test_the_second_takes_nothing_from_the_first(tmp_path: Path) -> None:
    database = tmp_path / "parcours.db"
    with alone(database, FIRST):
        for _ in range(2):
            with pytest.raises(AlreadyServedError, match="vieux-serveur"), alone(database, FIRST):
                pass


def test_what_a_killed_one_left_written_hinders_nobody(tmp_path: Path) -> None:
    (tmp_path / "parcours.db.serve").write_text(json.dumps(FIRST))
    with alone(tmp_path / "parcours.db", {"node": "n", "pid": 1, "since": "x"}):
        said = json.loads((tmp_path / "parcours.db.serve").read_text())
    assert said == {"node": "n", "pid": 1, "since": "x"}


def test_it_is_free_again_after_a_failure(tmp_path: Path) -> None:
    with pytest.raises(InterruptedError), alone(tmp_path / "a.db", FIRST):
        raise InterruptedError
    with alone(tmp_path / "a.db", FIRST):
        pass


def test_a_first_that_has_said_nothing_yet_is_still_the_first(tmp_path: Path) -> None:
    with alone(tmp_path / "a.db", FIRST):
        (tmp_path / "a.db.serve").write_text("")
        with pytest.raises(AlreadyServedError), alone(tmp_path / "a.db", FIRST):
            pass


def test_a_folder_nobody_may_write_in_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"parcours\.db\.serve"), alone(tmp_path / "absent" / "parcours.db", FIRST):
        pass
