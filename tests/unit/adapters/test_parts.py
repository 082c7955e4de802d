"""Files on their way to a name: none takes that of another, nothing that a kill left stays."""

import errno
import os
from pathlib import Path

import pytest

from parcours.adapters.storage import parts


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def test_a_part_is_its_owners_alone_and_gone_unless_it_was_named(tmp_path: Path) -> None:
    with parts.part_of(tmp_path / "a.db") as part:
        assert part.stat().st_mode & 0o777 == 0o600
        part.with_name(f"{part.name}.json").write_text("{}")
        part.with_name(f"{part.name}-wal").write_text("x")
    assert names(tmp_path) == set()
    with parts.part_of(tmp_path / "a.db") as part:
        part.write_text("tout")
        parts.name(part, tmp_path / "a.db")
    assert names(tmp_path) == {"a.db"}
    assert (tmp_path / "a.db").read_text() == "tout"


@pytest.mark.parametrize("links", [True, False])
def test_a_name_that_somebody_took_meanwhile_is_left_to_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, links: bool
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    if not links:
        monkeypatch.setattr(os, "link", refuse)
    target = tmp_path / "a.db"
    target.write_text("à un autre")
    with pytest.raises(FileExistsError), parts.part_of(target) as part:
        parts.name(part, target)
    assert target.read_text() == "à un autre"
    target.unlink()
    with parts.part_of(target) as part:
        part.write_text("à nous")
        parts.name(part, target)
    assert target.read_text() == "à nous"


def test_what_a_kill_left_is_taken_away_and_what_is_held_is_not(tmp_path: Path) -> None:
    left = tmp_path / ".lundi.db.0123abcd.part"
    for suffix in ("", ".json", "-wal"):
        left.with_name(left.name + suffix).write_text("x")
    (tmp_path / ".vimrc.part").write_text("à quelqu'un")
    with parts.part_of(tmp_path / "mardi.db") as held, parts.part_of(tmp_path / "mercredi.db") as other:
        assert names(tmp_path) == {held.name, other.name, ".vimrc.part"}
