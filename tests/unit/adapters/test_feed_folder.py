"""A folder of feeds: whole files only, replaced when they say another thing."""

import datetime
from pathlib import Path

import pytest

from parcours.adapters.feed_folder import IcsFolder
from parcours.messages import Language, Text
from parcours.ports import FolderError
from parcours.runtime.feeds import Appointment

AT = datetime.datetime(2026, 1, 5, 11, tzinfo=datetime.UTC)
PLACE = ("essai", "dossiers", "C-1")


def appointment(day: int) -> Appointment:
    return Appointment("C-1/terme", datetime.date(2026, 3, day), Text("Bilan"), "C-1", AT)


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_feed_is_written_once_and_again_when_it_has_changed(tmp_path: Path) -> None:
    folder, path = IcsFolder(tmp_path), tmp_path / "essai" / "dossiers" / "C-1.ics"

    assert folder.write(PLACE, "C-1", [appointment(1)])
    before = path.stat()
    assert not folder.write(PLACE, "C-1", [appointment(1)])
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino
    assert folder.write(PLACE, "C-1", [appointment(2)])

    assert b"DTSTART;VALUE=DATE:20260302" in path.read_bytes()
    assert path.stat().st_ino != before.st_ino  # another file took its place: who reads the old one reads it whole
    assert names(tmp_path) == ["essai/dossiers/C-1.ics"]
    assert path.stat().st_mode & 0o777 == 0o644


def test_a_feed_cut_short_is_written_again(tmp_path: Path) -> None:
    folder, path = IcsFolder(tmp_path), tmp_path / "essai" / "dossiers" / "C-1.ics"
    folder.write(PLACE, "C-1", [appointment(1)])
    whole = path.read_bytes()
    path.write_bytes(whole[:40])

    assert folder.write(PLACE, "C-1", [appointment(1)])
    assert path.read_bytes() == whole


def test_feeds_are_in_the_language_of_the_site(tmp_path: Path) -> None:
    IcsFolder(tmp_path, Language.EN).write(PLACE, "C-1", [appointment(1)])
    assert b"(case C-1)" in (tmp_path / "essai" / "dossiers" / "C-1.ics").read_bytes()


def test_a_folder_that_is_a_file_is_told_with_its_remedy_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "agendas").write_text("autre chose")

    with pytest.raises(FolderError) as refused:
        IcsFolder(tmp_path / "agendas").write(PLACE, "C-1", [appointment(1)])

    assert "C-1.ics ne peut pas être écrit" in str(refused.value)
    assert "[agendas] dossier" in str(refused.value)
    assert names(tmp_path) == ["agendas"]
